import { glob, mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

export interface TestFailure {
  /** The suites and the test, joined by spaces. */
  readonly title: string;
  readonly message: string;
  readonly stack?: string;
}

/** What a layer of tests came to. `durationMs` is wall time in milliseconds. */
export interface SuiteSummary {
  readonly layer: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
  readonly failures: readonly TestFailure[];
}

/**
 * Runs the suites that mocha has loaded, printing its spec output, and counts. Never throws for a failing test.
 *
 * @param mapStack makes a stack readable before it is printed, where Node does not do that by itself
 */
export async function runAndSummarize(
  mocha: Mocha,
  layer: string,
  mapStack: (stack: string) => string = (stack) => stack,
): Promise<SuiteSummary> {
  const started = performance.now();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: TestFailure[] = [];
  await new Promise<void>((resolveRun) => {
    const runner = mocha.run(() => resolveRun());
    runner.on('pass', () => {
      counts.passed += 1;
    });
    runner.on('pending', () => {
      counts.skipped += 1;
    });
    // A failing hook arrives here too, as a test of its own.
    runner.on('fail', (test, error: unknown) => {
      counts.failed += 1;
      if (error instanceof Error && error.stack !== undefined) error.stack = mapStack(error.stack);
      failures.push({ title: test.fullTitle(), ...describeError(error) });
    });
  });
  return { layer, ...counts, durationMs: Math.round(performance.now() - started), failures };
}

/** A summary that says that the tests could not even be run. */
export function summarizeBreakdown(layer: string, title: string, error: unknown): SuiteSummary {
  const failures = [{ title, ...describeError(error) }];
  return { layer, passed: 0, failed: 1, skipped: 0, durationMs: 0, failures };
}

/** True when at least one test ran and none failed: a layer without tests proves nothing. */
export function isGood(summary: SuiteSummary): boolean {
  return summary.failed === 0 && summary.passed > 0;
}

/** Writes a summary as JSON, making the folder it stands in. */
export async function writeSummary(file: string, summary: SuiteSummary): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(summary, undefined, 2)}\n`);
}

/** The files that match any of the patterns, absolute, each once, in alphabetical order. */
export async function findTestFiles(patterns: readonly string[], folder = process.cwd()): Promise<string[]> {
  const files = new Set<string>();
  for await (const file of glob([...patterns], { cwd: folder })) files.add(resolve(folder, file));
  return [...files].sort();
}

export interface LayerOptions {
  readonly layer: string;
  readonly patterns: readonly string[];
  /** For each test, in milliseconds. */
  readonly timeout: number;
  /** Where the summary is written, if anywhere. */
  readonly json?: string | undefined;
  /** Only tests whose full title matches. */
  readonly grep?: string | undefined;
  /** How many test files are run at a time, each in a process of its own. Default: all in this one. */
  readonly jobs?: number;
}

/** What every process that runs test files loads first. */
const preload = fileURLToPath(new URL('property-seed.ts', import.meta.url));

/**
 * Runs a layer of tests and sets this process's exit code: 1 when a test failed or none ran.
 * A test file that cannot be loaded is a failure like any other.
 */
export async function runLayer(options: LayerOptions): Promise<SuiteSummary> {
  const { timeout, jobs = 1 } = options;
  const inParallel = jobs > 1 && { parallel: true, jobs, require: [preload] };
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout, ...inParallel });
  if (options.grep !== undefined) mocha.grep(new RegExp(options.grep));
  const summary = await loadAndRun(mocha, options);
  if (options.json !== undefined) await writeSummary(options.json, summary);
  finishLayer(summary);
  return summary;
}

async function loadAndRun(mocha: Mocha, options: LayerOptions): Promise<SuiteSummary> {
  try {
    for (const file of await findTestFiles(options.patterns)) mocha.addFile(file);
    await mocha.loadFilesAsync();
  } catch (error) {
    console.error(error);
    return summarizeBreakdown(options.layer, 'loading the tests', error);
  }
  return await runAndSummarize(mocha, options.layer);
}

/** Says when nothing ran, and sets this process's exit code. */
export function finishLayer(summary: SuiteSummary): void {
  if (isGood(summary)) return;
  if (summary.failed === 0) console.error(`No test of the ${summary.layer} layer ran.`);
  process.exitCode = 1;
}

/** An error that comes from another process is none of this one's class. */
function describeError(error: unknown): Pick<TestFailure, 'message' | 'stack'> {
  if (typeof error !== 'object' || error === null || !('message' in error)) return { message: String(error) };
  const message = String(error.message);
  return 'stack' in error && typeof error.stack === 'string' ? { message, stack: error.stack } : { message };
}
