import type { ClientDefinition, Platform } from './client-definition.ts';
import { type ServerEntry, stdioShapes } from './stdio-shapes.ts';

/**
 * The name our one MCP server has in every client: at most 16 characters and no underscore, so that
 * `mcp__<server>__<tool>` stays inside every client's limit and Gemini does not split it.
 */
export const serverName = 'aios';

/**
 * @param launcher absolute path of the launcher in our home
 * @returns the entry as this client writes stdio servers: the launcher, and nothing that moves or is secret
 */
export function stdioEntry(definition: ClientDefinition, launcher: string, platform: Platform): ServerEntry {
  return stdioShapes[definition.stdioEntry.value]({ name: serverName, ...launchOf(launcher, platform) });
}

/** @returns what starts the launcher: Windows starts no .cmd file without a shell (CVE-2024-27980), so that is named */
export function launchOf(launcher: string, platform: Platform): { command: string; args: string[] } {
  if (platform === 'win32') return { command: 'cmd.exe', args: ['/d', '/c', launcher] };
  return { command: launcher, args: [] };
}
