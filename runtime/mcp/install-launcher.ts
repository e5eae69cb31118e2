import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';
import type { Environment, JavaScriptRuntime } from '../ports.ts';
import { launcherFiles, posixLauncher, windowsLauncher } from './launcher-scripts.ts';

/** How many runtimes are remembered: an editor, its fork, a terminal's Node, and what they were before an update. */
const keptRuntimes = 6;

export interface LauncherInput {
  /** `bin` in our home. */
  readonly folder: string;
  readonly platform: Environment['platform'];
  /** What runs us now. */
  readonly javascript: JavaScriptRuntime;
  /** The server that ships with us, absolute path. */
  readonly serverBundle: string;
}

/** @returns the path that clients' configs name */
export function launcherPath(folder: string, platform: Environment['platform']): string {
  return join(folder, platform === 'win32' ? launcherFiles.windows : launcherFiles.posix);
}

/**
 * Puts the launcher, the server and the list of runtimes into our `bin`. What is there already as it should be is
 * not written again. A server of a newer version stays: several editors with several versions share this folder.
 */
export async function installLauncher({
  folder,
  platform,
  javascript,
  serverBundle,
}: LauncherInput): Promise<void> {
  await ensurePrivateFolder(folder);
  const windows = platform === 'win32';
  const launcher = launcherPath(folder, platform);
  await Promise.all([
    installServer(serverBundle, join(folder, launcherFiles.server)),
    rememberRuntime(join(folder, launcherFiles.runtimes), javascript),
    writeIfDifferent(launcher, windows ? windowsLauncher : posixLauncher, 0o700),
  ]);
  if (!windows) await chmod(launcher, 0o700);
}

async function installServer(bundle: string, target: string): Promise<void> {
  let ours: Buffer;
  try {
    ours = await readFile(bundle);
  } catch (error) {
    throw fileError(error, 'read the server that ships with AI OS,', bundle);
  }
  const theirs = await readFile(target).catch(() => undefined);
  if (theirs !== undefined && isNewer(bundleVersion(theirs), bundleVersion(ours))) return;
  if (!theirs?.equals(ours)) await writeFileAtomically(target, ours);
}

async function rememberRuntime(file: string, { kind, path }: JavaScriptRuntime): Promise<void> {
  const known = await readFile(file, 'utf8').catch(() => '');
  const line = `${kind} ${path}`;
  const others = known.split('\n').filter((other) => other !== '' && other !== line);
  const text = `${[line, ...others].slice(0, keptRuntimes).join('\n')}\n`;
  if (text !== known) await writeFileAtomically(file, text);
}

async function writeIfDifferent(path: string, text: string, mode: number): Promise<void> {
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== text) await writeFileAtomically(path, text, { mode });
}

/** The build writes `// aios-mcp 1.2.3` as the bundle's first line. */
function bundleVersion(bundle: Buffer): readonly number[] {
  const match = /^\/\/ aios-mcp (\d+)\.(\d+)\.(\d+)/u.exec(bundle.toString('latin1', 0, 100));
  return (match ?? []).slice(1).map(Number);
}

function isNewer(version: readonly number[], than: readonly number[]): boolean {
  for (let index = 0; index < 3; index += 1) {
    const difference = (version[index] ?? 0) - (than[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
