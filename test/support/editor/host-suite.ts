import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { AiosError } from '../../../runtime/errors.ts';
import { findTestFiles, type SuiteSummary } from '../mocha-summary.ts';
import { projectFolder } from './project.ts';
import { openWorkbench, type TestsExit, type WorkbenchOptions } from './session.ts';
import { makeThrowAwayFolder } from './throw-away.ts';

export interface HostBundle {
  /** The module for `extensionTestsPath`. */
  readonly entry: string;
  readonly testFiles: number;
}

/**
 * Bundles test/host/index.ts and the tests into a folder that an extension host can load: ES modules, since
 * that is what the extension is, with `vscode` left to the host and packages to node_modules.
 *
 * @param patterns globs below the checkout
 * @param outFolder emptied first; must stand below the checkout, where node_modules is found
 */
export async function bundleHostTests(patterns: readonly string[], outFolder: string): Promise<HostBundle> {
  const tests = await findTestFiles(patterns, projectFolder);
  await rm(outFolder, { recursive: true, force: true });
  await mkdir(outFolder, { recursive: true });
  const entries = [{ in: join(projectFolder, 'test/host/index.ts'), out: 'index' }];
  for (const test of tests) {
    const name = relative(projectFolder, test)
      .replaceAll(/[\\/]|\.\./g, '-')
      .replace(/\.ts$/, '');
    entries.push({ in: test, out: `tests/${name}` });
  }
  await build({
    entryPoints: entries,
    outdir: outFolder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    external: ['vscode'],
    outExtension: { '.js': '.mjs' },
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return { entry: join(outFolder, 'index.mjs'), testFiles: tests.length };
}

export interface HostRunOptions extends Omit<WorkbenchOptions, 'extensionTestsPath'> {
  /** Globs below the checkout. */
  readonly patterns: readonly string[];
  /** Where the bundle goes, below the checkout. */
  readonly outFolder: string;
  /** Only tests whose full title matches. */
  readonly grep?: string | undefined;
  /** The longest the whole run may take, in milliseconds. Default 5 minutes. */
  readonly limit?: number;
}

/** Begins every line that comes from the tests; the editor logs its own affairs the same way. */
const mark = 'aios-test> ';

/**
 * Runs mocha inside the extension host of a real VS Code. `onConsole` gets what the tests and the extension
 * print, mocha's report included.
 *
 * @throws AiosError `host_tests_not_run` when the host ended without a result; everything that the editor
 *   logged is then in out/editor-logs
 */
export async function runInHost(options: HostRunOptions): Promise<SuiteSummary> {
  const { entry } = await bundleHostTests(options.patterns, options.outFolder);
  const resultFolder = await makeThrowAwayFolder('aios-host-result');
  const resultFile = join(resultFolder.path, 'result.json');
  const logged: string[] = [];
  try {
    const workbench = await openWorkbench({
      ...options,
      extensionTestsPath: entry,
      environment: {
        ...options.environment,
        AIOS_TEST_RESULT: resultFile,
        AIOS_TEST_MARK: mark,
        ...(options.grep === undefined ? {} : { AIOS_TEST_GREP: options.grep }),
      },
      onConsole: (line) => {
        logged.push(line);
        if (line.startsWith(mark)) options.onConsole?.(line.slice(mark.length));
      },
    });
    try {
      const exit = await within(options.limit ?? 300_000, workbench.exit);
      const summary = await readSummary(resultFile);
      if (summary !== undefined) return summary;
      await keepLogs(exit, logged.join('\n'), workbench.server.output());
      throw notRun(exit, workbench.server.output());
    } finally {
      await workbench.close();
    }
  } finally {
    await resultFolder.remove();
  }
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function readSummary(file: string): Promise<SuiteSummary | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SuiteSummary);
}

const logFolder = join(projectFolder, 'out', 'editor-logs');

async function keepLogs(exit: TestsExit | undefined, host: string, server: string): Promise<void> {
  await rm(logFolder, { recursive: true, force: true });
  await mkdir(logFolder, { recursive: true });
  await writeFile(join(logFolder, 'console.log'), host);
  await writeFile(join(logFolder, 'server.log'), server);
  for (const log of exit?.logs ?? []) {
    // The path comes from the page; only its last two parts are taken.
    const file = join(logFolder, basename(dirname(log.relativePath)), basename(log.relativePath));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, log.contents);
  }
}

function notRun(exit: TestsExit | undefined, server: string): AiosError {
  const how = exit === undefined ? 'did not end in time' : 'left no result';
  // The server's own word for a crash: "Extension Host Process exited with code: 9, signal: null."
  const crash = /Extension Host Process exited with code: (?!0,)[^\n]*/.exec(server)?.[0];
  return new AiosError(`The tests in the extension host ${how}. ${crash ?? ''}`.trim(), {
    code: 'host_tests_not_run',
    remedy: `Look at what the editor logged, in ${logFolder}.`,
  });
}
