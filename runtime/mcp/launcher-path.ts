import { join } from 'node:path';
import type { Environment } from '../ports.ts';

/** Names of the files in `~/.aios/bin`. */
export const launcherFiles = {
  posix: 'aios-mcp',
  windows: 'aios-mcp.cmd',
  server: 'aios-mcp.cjs',
  runtimes: 'runtimes',
} as const;

/** @returns the path that clients' configs name. @param folder `bin` in our home */
export function launcherPath(folder: string, platform: Environment['platform']): string {
  return join(folder, platform === 'win32' ? launcherFiles.windows : launcherFiles.posix);
}
