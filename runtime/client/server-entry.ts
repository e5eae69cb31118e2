import type { Environment } from '../ports.ts';
import type { ClientDefinition } from './client-definition.ts';

/**
 * The name our one MCP server has in every client: at most 16 characters and no underscore, so that
 * `mcp__<server>__<tool>` stays inside every client's limit and Gemini does not split it.
 */
export const serverName = 'aios';

/** What stands in a client's config: the launcher and nothing that moves or is secret. */
export interface StdioEntry {
  readonly type?: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * @param launcher absolute path of the launcher in our home
 * @returns the entry as this client writes stdio servers
 */
export function stdioEntry(
  definition: ClientDefinition,
  launcher: string,
  platform: Environment['platform'],
): StdioEntry {
  // Windows starts no .cmd file without a shell (CVE-2024-27980), so the shell is named.
  const start =
    platform === 'win32'
      ? { command: 'cmd.exe', args: ['/d', '/c', launcher] }
      : { command: launcher, args: [] };
  return definition.stdioEntry.value === 'typed-command' ? { type: 'stdio', ...start } : start;
}
