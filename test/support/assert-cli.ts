import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type CliRun, type RunOptions, runCli, type ThrowAwayHome } from './run-cli.ts';
import { skillFiles, writeFiles } from './skill-files.ts';

export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly file?: string;
  readonly line?: number;
}

/** Makes sure that a run failed the way scripts can rely on. @returns what it said */
export function assertFailed(run: CliRun, exitCode: number, code: string): ToldError {
  assert.equal(run.exitCode, exitCode, run.stdout + run.stderr);
  assert.ok(run.json, `stdout is not one JSON document: ${run.stdout}`);
  assert.deepEqual(Object.keys(run.json), ['error']);
  const { error } = run.json as { error: ToldError };
  assert.equal(error.code, code, error.message);
  assert.match(error.message, /\S/u);
  assert.match(error.remedy, /^\S.*\S$/su);
  assert.doesNotMatch(run.stdout + run.stderr, /\n {4}at |node:internal/u, 'a stack was printed');
  assert.equal(run.stderr, '');
  return error;
}

/** Writes a small skill into the home. @returns its folder */
export async function writeSkill(
  home: ThrowAwayHome,
  changes: Record<string, string | Uint8Array | undefined> = {},
): Promise<string> {
  return writeFiles(join(home.path, 'skill'), skillFiles(changes));
}

/** Runs the same with and without --json. @returns both */
export async function runBoth(
  home: ThrowAwayHome,
  words: readonly string[],
  options?: RunOptions,
): Promise<{ json: CliRun; text: CliRun }> {
  const [json, text] = await Promise.all([
    runCli(home, [...words, '--json'], options),
    runCli(home, words, options),
  ]);
  assert.equal(json.exitCode, text.exitCode);
  return { json, text };
}
