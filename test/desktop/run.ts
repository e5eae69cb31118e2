/**
 * Runs test/host in a downloaded desktop VS Code, with Electron's own Node:
 * `node test/desktop/run.ts [--version 1.105.0] [--json FILE] [--grep RE]`. Needs the internet and, on Linux,
 * a display (`xvfb-run`).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { developmentCache } from '../support/editor/cache.ts';
import { runProgram } from '../support/editor/command.ts';
import { bundleHostTests } from '../support/editor/host-suite.ts';
import { projectFolder } from '../support/editor/project.ts';
import { builtExtension, makeSamplePlace, type SamplePlace } from '../support/editor/sample.ts';
import { throwAwayEnvironment } from '../support/editor/server-data.ts';
import { makeThrowAwayFolder } from '../support/editor/throw-away.ts';
import {
  finishLayer,
  type SuiteSummary,
  summarizeBreakdown,
  writeSummary,
} from '../support/mocha-summary.ts';

interface DesktopRun {
  readonly version: string;
  readonly grep: string | undefined;
  readonly place: SamplePlace;
  /** A short path: the editor makes a socket in its user data folder. */
  readonly data: string;
}

async function runOnDesktop(run: DesktopRun): Promise<SuiteSummary> {
  const outFolder = join(projectFolder, 'out', 'test', 'desktop');
  const { entry } = await bundleHostTests(['test/host/**/*.test.ts'], outFolder);
  const resultFile = join(run.data, 'result.json');
  let ended: unknown;
  try {
    await runTests({
      version: run.version,
      cachePath: join(developmentCache(), 'vscode-desktop'),
      extensionDevelopmentPath: builtExtension(),
      extensionTestsPath: entry,
      launchArgs: [
        run.place.workspace,
        `--user-data-dir=${join(run.data, 'user')}`,
        `--extensions-dir=${join(run.data, 'extensions')}`,
        '--disable-workspace-trust',
        '--disable-telemetry',
        '--skip-welcome',
        // A throw-away home has no keychain, and asking for one would wait for an answer.
        '--use-inmemory-secretstorage',
      ],
      extensionTestsEnv: {
        ...throwAwayEnvironment(run.place.home),
        AIOS_TEST_RESULT: resultFile,
        ...(run.grep === undefined ? {} : { AIOS_TEST_GREP: run.grep }),
      },
    });
  } catch (error) {
    // A failing test ends here as well; then there is a result that says which.
    ended = error;
  }
  const text = await readFile(resultFile, 'utf8').catch(() => undefined);
  if (text === undefined) return summarizeBreakdown('desktop', 'running the desktop editor', ended);
  return { ...(JSON.parse(text) as SuiteSummary), layer: 'desktop' };
}

await runProgram(async () => {
  const { values } = parseArgs({
    options: {
      version: { type: 'string', default: 'stable' },
      json: { type: 'string' },
      grep: { type: 'string' },
    },
  });
  const place = await makeSamplePlace();
  const data = await makeThrowAwayFolder('aios');
  try {
    const summary = await runOnDesktop({
      version: values.version,
      grep: values.grep,
      place,
      data: data.path,
    });
    for (const failure of summary.failures) console.error(`${failure.title}: ${failure.message}`);
    if (values.json !== undefined) await writeSummary(values.json, summary);
    finishLayer(summary);
  } finally {
    await place.remove();
    await data.remove();
  }
});
