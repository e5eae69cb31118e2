import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import Mocha from 'mocha';
import {
  findTestFiles,
  isGood,
  runAndSummarize,
  summarizeBreakdown,
  writeSummary,
} from '../support/mocha-summary.ts';

/**
 * Called by VS Code in its extension host: runs the bundled tests beside this file and leaves the summary
 * where `AIOS_TEST_RESULT` says. `AIOS_TEST_GREP` picks tests by their title.
 *
 * @throws Error when a test failed or none ran, which makes the editor exit with code 1
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const resultFile = process.env.AIOS_TEST_RESULT;
  if (resultFile === undefined) throw new Error('AIOS_TEST_RESULT names no file for the result.');
  markConsole(process.env.AIOS_TEST_MARK ?? '');
  const summary = await runTests().catch((error: unknown) => {
    console.error(error);
    return summarizeBreakdown('host', 'loading the tests', error);
  });
  await writeSummary(resultFile, summary);
  if (!isGood(summary)) throw new Error(`${summary.failed} failed, ${summary.passed} passed.`);
}

async function runTests() {
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 20_000 });
  const grep = process.env.AIOS_TEST_GREP;
  if (grep !== undefined) mocha.grep(new RegExp(grep));
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const file of await findTestFiles(['**/*.test.mjs'], here)) mocha.addFile(file);
  await mocha.loadFilesAsync();
  return await runAndSummarize(mocha, 'host', mapStack);
}

/** Among everything an editor logs, the mark tells the runner which lines the tests and the extension print. */
function markConsole(mark: string): void {
  const editorConsole = globalThis.console;
  const print =
    (name: 'log' | 'info' | 'warn' | 'error') =>
    (...values: unknown[]) =>
      editorConsole[name](`${mark}${format(...values)}`);
  // The methods of the editor's console cannot be replaced, the console can.
  globalThis.console = Object.create(editorConsole, {
    log: { value: print('log') },
    info: { value: print('info') },
    warn: { value: print('warn') },
    error: { value: print('error') },
  });
  // Mocha keeps the method it was loaded with.
  Mocha.reporters.Base.consoleLog = globalThis.console.log;
}

/** The editor formats stacks itself and knows no source maps, so that is done here. */
function mapStack(stack: string): string {
  return stack.replaceAll(
    /(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)/g,
    (whole, url: string, line: string, column: string) => {
      const entry = findSourceMap(fileURLToPath(url))?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !('originalSource' in entry)) return whole;
      return `${entry.originalSource.replace(/^file:\/\//, '')}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    },
  );
}
