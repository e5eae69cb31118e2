/**
 * Kills the process it is loaded into at its Nth change of the disk, as a power switch would. A preload:
 *
 *     AIOS_TEST_KILL_AT=3 node --import ./test/support/kill-at-write.ts dist/cli/aios.js install FOLDER
 *
 * | variable | meaning |
 * |---|---|
 * | AIOS_TEST_KILL_AT | N, from 1. Left out: nothing is killed, changes are only counted |
 * | AIOS_TEST_KILL_WHEN | `before` the Nth change (default), `after` it, or `halfway` through the Nth writing of data, which leaves the first half of its bytes; other changes do not count then |
 * | AIOS_TEST_KILL_UNDER | count only changes of paths in this folder. Left out: all |
 * | AIOS_TEST_KILL_NOT_UNDER | folders in which changes do not count, separated as in PATH |
 * | AIOS_TEST_KILL_SKIP | functions that do not count, e.g. `sync,datasync`: a flush leaves nothing that can be seen |
 * | AIOS_TEST_KILL_LOG | a file that gets a line for every change counted: number, function, path |
 *
 * Every function of node:fs and node:fs/promises that changes the disk counts, and a file handle's methods, also
 * where a bundle imported them by name. Writes to stdin, stdout and stderr do not. A test runs its command with
 * N = 1, 2, … until it survives; `killAtEveryWrite` in run-killed.ts does that for `aios`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import fs, { type PathLike } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { delimiter, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

type AnyFunction = (this: unknown, ...words: unknown[]) => unknown;
type Functions = Record<string, AnyFunction>;
/** How a call is made: as a promise, at once, or telling a callback, its last argument. */
type Style = 'promise' | 'sync' | 'callback';

const killAt = Number(process.env.AIOS_TEST_KILL_AT ?? Number.POSITIVE_INFINITY);
const when = process.env.AIOS_TEST_KILL_WHEN ?? 'before';
const under = process.env.AIOS_TEST_KILL_UNDER;
const notUnder = (process.env.AIOS_TEST_KILL_NOT_UNDER ?? '').split(delimiter).filter(Boolean);
const skipped = new Set(process.env.AIOS_TEST_KILL_SKIP?.split(','));
const logFile = process.env.AIOS_TEST_KILL_LOG;

/** Changes named by a path, the first argument; `cp`, `rename` and `link` by the second too. */
const byPath = [
  ...['writeFile', 'appendFile', 'rename', 'link', 'symlink', 'rm', 'unlink', 'mkdir', 'mkdtemp', 'rmdir'],
  ...['chmod', 'lchmod', 'chown', 'lchown', 'utimes', 'lutimes', 'truncate', 'copyFile', 'cp'],
];
const twoPaths = new Set(['rename', 'link', 'symlink', 'copyFile', 'cp']);
/** Changes of an open file, the descriptor first. */
const byDescriptor = ['write', 'writev', 'ftruncate', 'fsync', 'fdatasync', 'fchmod', 'fchown', 'futimes'];
/** Changes that are methods of a file handle. */
const byHandle = [
  ...['write', 'writev', 'writeFile', 'appendFile', 'truncate', 'sync', 'datasync'],
  ...['chmod', 'chown', 'utimes'],
];
const withData = new Set(['write', 'writeFile', 'appendFile']);

const original = { appendFileSync: fs.appendFileSync, writeSync: fs.writeSync };
const paths = new Map<unknown, string>();
let count = 0;
/** Some functions of node:fs call others of it, also later: only the outer one counts. */
const inside = new AsyncLocalStorage<boolean>();
/** Of these the steps count too, so that a folder can be found half removed or half copied. */
const inSteps = new Set(['rm', 'cp']);

function kill(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal arrives before this loop has gone round once; nothing may run in between.
  for (;;);
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** Counts a change. @returns whether it is the one to kill at */
function isTheOne(name: string, changed: readonly string[]): boolean {
  if (skipped.has(name.replace(/Sync$/u, ''))) return false;
  if (under !== undefined && !changed.some((path) => isIn(path, under))) return false;
  if (changed.every((path) => notUnder.some((folder) => isIn(path, folder)))) return false;
  count += 1;
  const line = `${count} ${name} ${changed.join(' -> ')}\n`;
  if (logFile) inside.run(true, () => original.appendFileSync(logFile, line));
  if (count !== killAt) return false;
  original.writeSync(2, `killed ${when} ${line}`);
  return true;
}

function pathOf(value: unknown): string {
  if (typeof value === 'number' || (typeof value === 'object' && value !== null && 'fd' in value))
    return paths.get(value) ?? '(unknown)';
  if (value instanceof URL) return fileURLToPath(value);
  return resolve(String(value as PathLike));
}

function firstHalf(data: unknown): unknown {
  if (typeof data === 'string') return data.slice(0, data.length / 2);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength >> 1);
  return data;
}

interface Wrapping {
  readonly name: string;
  readonly style: Style;
  /** The paths a call changes, or undefined when it changes nothing. */
  readonly changedBy: (self: unknown, words: readonly unknown[]) => readonly string[] | undefined;
  /** Where in the arguments the data stands. */
  readonly dataAt?: number | undefined;
}

function wrap(functions: Functions, wrapping: Wrapping): void {
  const { name, style, changedBy, dataAt } = wrapping;
  const inner = functions[name];
  if (inner === undefined) return;
  functions[name] = function (this: unknown, ...words: unknown[]): unknown {
    if (inside.getStore()) return inner.apply(this, words);
    const outside = words.at(-1);
    // What is told afterwards is no longer inside.
    if (style === 'callback' && typeof outside === 'function')
      words[words.length - 1] = (...told: unknown[]) => inside.run(false, () => outside(...told));
    const call = (): unknown => inside.run(!inSteps.has(name), () => inner.apply(this, words));
    const changed = when === 'halfway' && dataAt === undefined ? undefined : changedBy(this, words);
    if (changed === undefined || !isTheOne(name, changed)) return call();
    if (when === 'before') kill();
    if (when === 'halfway' && dataAt !== undefined) words[dataAt] = firstHalf(words[dataAt]);
    if (style === 'callback') words[words.length - 1] = kill;
    const result = call();
    if (style === 'sync') kill();
    // Whatever became of it: a failed change is over too.
    if (style === 'promise') return (result as Promise<unknown>).then(kill, kill);
    return result;
  };
}

/** Names the file behind what `open` gives, for calls that have only the handle or descriptor. */
function wrapOpen(functions: Functions, name: string, style: Style): void {
  wrap(functions, {
    name,
    style,
    changedBy: (_self, [path, flags]) => (opensForWriting(flags) ? [pathOf(path)] : undefined),
  });
  const inner = functions[name];
  if (inner === undefined) return;
  functions[name] = function (this: unknown, ...words: unknown[]): unknown {
    const path = pathOf(words[0]);
    const remember = <T>(opened: T): T => {
      paths.set(opened, path);
      return opened;
    };
    if (style === 'callback') {
      const told = words[words.length - 1] as AnyFunction;
      words[words.length - 1] = (error: unknown, opened: unknown) =>
        told.call(undefined, error, remember(opened));
    }
    const result = inner.apply(this, words);
    if (style === 'promise') return (result as Promise<unknown>).then(remember);
    return style === 'sync' ? remember(result) : result;
  };
}

function opensForWriting(flags: unknown): boolean {
  const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC } = fs.constants;
  if (typeof flags === 'number') return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) !== 0;
  return typeof flags === 'string' && /[wa+]/u.test(flags);
}

function wrapModule(functions: Functions, style: Style): void {
  const suffix = style === 'sync' ? 'Sync' : '';
  for (const plain of byPath) {
    const changedBy: Wrapping['changedBy'] = (_self, words) =>
      words.slice(0, twoPaths.has(plain) ? 2 : 1).map(pathOf);
    wrap(functions, { name: plain + suffix, style, changedBy, dataAt: withData.has(plain) ? 1 : undefined });
  }
  for (const plain of byDescriptor) {
    const changedBy: Wrapping['changedBy'] = (_self, [descriptor]) =>
      (descriptor as number) > 2 ? [pathOf(descriptor)] : undefined;
    wrap(functions, { name: plain + suffix, style, changedBy, dataAt: plain === 'write' ? 1 : undefined });
  }
  wrapOpen(functions, `open${suffix}`, style);
}

async function wrapFileHandle(): Promise<void> {
  const handle: FileHandle = await fs.promises.open(fileURLToPath(import.meta.url));
  const methods = Object.getPrototypeOf(handle) as Functions;
  await handle.close();
  for (const name of byHandle) {
    const changedBy: Wrapping['changedBy'] = (self) => [pathOf(self)];
    wrap(methods, { name, style: 'promise', changedBy, dataAt: withData.has(name) ? 0 : undefined });
  }
}

await wrapFileHandle();
wrapModule(fs.promises as unknown as Functions, 'promise');
wrapModule(fs as unknown as Functions, 'sync');
wrapModule(fs as unknown as Functions, 'callback');
syncBuiltinESMExports();
