import { join } from 'node:path';
import { createRuntime, type Runtime } from '../../runtime/runtime.ts';
import { projectFolder } from '../support/editor/project.ts';
import { hostPlatform } from '../support/sync-home.ts';

/** The runtime in this process, for a person's home: what the editor holds. Dispose of it. */
export function hostIn(home: string): Runtime {
  return createRuntime({
    environment: { platform: hostPlatform, home, aiosHome: join(home, '.aios'), variables: {} },
    javascript: { kind: 'node', path: process.execPath },
    log: { debug: ignore, info: ignore, warn: console.error, error: console.error },
    clock: { now: () => new Date() },
    serverBundle: join(projectFolder, 'dist', 'aios-mcp.cjs'),
  });
}

function ignore(): void {}
