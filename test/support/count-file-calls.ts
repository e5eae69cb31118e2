import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Functions = Record<string, (this: unknown, ...words: unknown[]) => unknown>;

const looks = ['open', 'readFile', 'opendir', 'readdir', 'stat', 'lstat', 'realpath', 'access', 'readlink'];

/** @returns how often each function of node:fs/promises that looks at the disk was called during some work */
export async function countFileCalls(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const functions = fs.promises as unknown as Functions;
  const counts: Record<string, number> = {};
  const originals = looks.map((name) => [name, functions[name]!] as const);
  for (const [name, original] of originals) {
    functions[name] = function (this: unknown, ...words: unknown[]) {
      counts[name] = (counts[name] ?? 0) + 1;
      return original.apply(this, words);
    };
  }
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const [name, original] of originals) functions[name] = original;
    syncBuiltinESMExports();
  }
  return counts;
}
