import { chmodSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { namesIn } from '../files/names-in.ts';
import { statQuietly } from '../files/stat-quietly.ts';
import type { Environment, JavaScriptRuntime } from '../ports.ts';
import { launcherFiles, launcherPath } from './launcher-path.ts';
import { posixLauncher, windowsLauncher } from './launcher-scripts.ts';

/** How many runtimes are remembered: an editor, its fork, a terminal's Node, and what they were before an update. */
const keptRuntimes = 6;

/** Of so many versions the part that is loaded late is kept: a server may run on for days. */
const keptRests = 4;
const restName = /^aios-mcp-[0-9a-f]{12}\.cjs$/u;

export interface LauncherInput {
  /** `bin` in our home. */
  readonly folder: string;
  readonly platform: Environment['platform'];
  /** What runs us now. */
  readonly javascript: JavaScriptRuntime;
  /** The server that ships with us, absolute path. */
  readonly serverBundle: string;
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
  if (!windows) chmodSync(launcher, 0o700);
}

async function installServer(bundle: string, target: string): Promise<void> {
  const ours = readShipped(bundle);
  const theirs = readInstalled(target);
  if (theirs !== undefined && isNewer(bundleVersion(theirs), bundleVersion(ours))) return;
  // The rest first: the server that names it may be started as soon as it stands there.
  const rest = restOf(ours);
  if (rest !== undefined) await installRest(join(dirname(bundle), rest), join(dirname(target), rest));
  if (!theirs?.equals(ours)) await writeFileAtomically(target, ours);
}

/** Its name holds its digest, so a file of that name and length is the one. Those of servers that may still run stay. */
async function installRest(shipped: string, target: string): Promise<void> {
  const size = statQuietly(target)?.size;
  if (size === undefined || size !== statQuietly(shipped)?.size)
    await writeFileAtomically(target, readShipped(shipped));
  const folder = dirname(target);
  const others = namesIn(folder).filter((name) => restName.test(name) && name !== basename(target));
  const aged = others.map((name) => ({ name, at: statQuietly(join(folder, name))?.mtimeMs ?? 0 }));
  for (const { name } of aged.sort((a, b) => b.at - a.at).slice(keptRests - 1))
    await rm(join(folder, name), { force: true });
}

function readShipped(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(error, 'read the server that ships with AI OS,', path);
  }
}

function readInstalled(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

async function rememberRuntime(file: string, { kind, path }: JavaScriptRuntime): Promise<void> {
  const known = readInstalled(file)?.toString('utf8') ?? '';
  const line = `${kind} ${path}`;
  const others = known.split('\n').filter((other) => other !== '' && other !== line);
  const text = `${[line, ...others].slice(0, keptRuntimes).join('\n')}\n`;
  if (text !== known) await writeFileAtomically(file, text);
}

async function writeIfDifferent(path: string, text: string, mode: number): Promise<void> {
  if (readInstalled(path)?.toString('utf8') !== text) await writeFileAtomically(path, text, { mode });
}

/** @returns the file beside the server that it loads the rest from; undefined when it is all in one */
function restOf(server: Buffer): string | undefined {
  const named = /^\/\/ aios-mcp \S+ (\S+)$/mu.exec(server.toString('latin1', 0, 200))?.[1];
  return named !== undefined && restName.test(named) ? named : undefined;
}

/** The build writes `// aios-mcp 1.2.3 aios-mcp-<digest>.cjs` as the server's first line. */
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
