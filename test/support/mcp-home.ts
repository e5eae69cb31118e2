import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
export const serverBundle = join(projectRoot, 'dist', 'aios-mcp.cjs');
const cli = join(projectRoot, 'dist', 'cli', 'aios.js');

/** A throw-away AI OS home with skills in it, for tests of the server. */
export interface McpHome {
  readonly aiosHome: string;
  install(skillFolder: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Forgets everything. */
  dispose(): Promise<void>;
}

export async function makeMcpHome(): Promise<McpHome> {
  const folder = await mkdtemp(join(tmpdir(), 'aios-mcp-test-'));
  const aiosHome = join(folder, '.aios');
  const aios = async (...words: string[]): Promise<void> => {
    await promisify(execFile)(process.execPath, [cli, '--home', aiosHome, ...words], {
      env: { ...process.env, HOME: folder },
    });
  };
  return {
    aiosHome,
    install: (skillFolder) => aios('install', skillFolder),
    remove: (id) => aios('remove', id),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

export function shippedSkill(id: string): string {
  return join(projectRoot, 'skills', id);
}

/** Connects the current SDK's client over stdio; `mode` is its version negotiation. */
export async function connectClient(home: McpHome, mode: 'legacy' | 'auto' = 'auto'): Promise<Client> {
  const client = new Client({ name: 'contract-test', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [serverBundle],
      env: { AIOS_HOME: home.aiosHome },
    }),
  );
  return client;
}
