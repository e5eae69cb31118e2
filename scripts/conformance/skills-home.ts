import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decideAlone } from '../../runtime/registry/decide.ts';
import { createRuntime } from '../../runtime/runtime.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';

/** Installs the shipped skills into a home of their own. @returns our home in the folder */
export async function installShippedSkills(folder: string): Promise<string> {
  const aiosHome = join(folder, '.aios');
  const runtime = createRuntime({
    environment: { platform, home: folder, aiosHome, variables: {} },
    javascript: { kind: 'node', path: process.execPath },
    log: { debug: ignore, info: ignore, warn: console.error, error: console.error },
    clock: { now: () => new Date() },
    serverBundle: join(root, 'dist', 'aios-mcp.cjs'),
  });
  try {
    const source = join(root, 'skills');
    await runtime.installer.install({ source, workingFolder: folder, all: true }, decideAlone(true));
  } finally {
    runtime.dispose();
  }
  return aiosHome;
}

function ignore(): void {}
