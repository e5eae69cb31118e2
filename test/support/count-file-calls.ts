import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Functions = Record<string, (this: unknown, ...words: unknown[]) => unknown>;

const looks = ['open', 'readFile', 'opendir', 'readdir', 'stat', 'lstat', 'realpath', 'access', 'readlink'];

/** @returns how often each function of node:fs that looks at the disk was called during some work, in either form */
export async function countFileCalls(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const restore = looks.flatMap((name) => [
    countIn(fs.promises as unknown as Functions, name, () => count(name)),
    countIn(fs as unknown as Functions, `${name}Sync`, () => count(name)),
  ]);
  const count = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const undo of restore) undo();
    syncBuiltinESMExports();
  }
  return counts;
}

/** @returns what puts the function back */
function countIn(functions: Functions, name: string, count: () => void): () => void {
  const original = functions[name];
  if (original === undefined) return () => undefined;
  const counted = function (this: unknown, ...words: unknown[]): unknown {
    count();
    return original.apply(this, words);
  };
  functions[name] = Object.assign(counted, original);
  return () => {
    functions[name] = original;
  };
}
