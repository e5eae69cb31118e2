import { readFile } from 'node:fs/promises';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/** The command a client's config names. */
export interface ConfiguredServer {
  readonly command: string;
  readonly args: string[];
}

/** @returns the entry of our server as it stands in a strict JSON config, read as the client reads it */
export async function readConfiguredServer(configPath: string): Promise<ConfiguredServer> {
  const config = JSON.parse(await readFile(configPath, 'utf8')) as { mcpServers: { aios: ConfiguredServer } };
  return config.mcpServers.aios;
}

/**
 * Starts a server exactly as a client's config says, with nothing in its environment but the PATH that a program
 * started from the desktop has.
 */
export async function connectAsClient({ command, args }: ConfiguredServer): Promise<Client> {
  const client = new Client({ name: 'aios-demo', version: '1.0.0' });
  await withBareEnvironment(() => client.connect(new StdioClientTransport({ command, args, cwd: '/' })));
  return client;
}

/** The SDK's transport passes some variables of its own process on; here there are none to pass. */
async function withBareEnvironment<T>(work: () => Promise<T>): Promise<T> {
  if (process.platform === 'win32') return work(); // Windows starts nothing without SystemRoot.
  const saved = { ...process.env };
  for (const name of Object.keys(process.env)) delete process.env[name];
  process.env.PATH = '/usr/bin:/bin';
  try {
    return await work();
  } finally {
    Object.assign(process.env, saved);
  }
}
