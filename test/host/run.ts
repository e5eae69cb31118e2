/** Runs test/host in the extension host of a real VS Code: `node test/host/run.ts [--json FILE] [--grep RE]`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../support/editor/command.ts';
import { runInHost } from '../support/editor/host-suite.ts';
import { projectFolder } from '../support/editor/project.ts';
import { builtExtension, makeSamplePlace } from '../support/editor/sample.ts';
import { finishLayer, writeSummary } from '../support/mocha-summary.ts';

await runProgram(async () => {
  const { values } = parseArgs({ options: { json: { type: 'string' }, grep: { type: 'string' } } });
  const place = await makeSamplePlace();
  try {
    const summary = await runInHost({
      extensionDevelopmentPath: builtExtension(),
      workspaceFolder: place.workspace,
      home: place.home,
      patterns: ['test/host/**/*.test.ts'],
      outFolder: join(projectFolder, 'out', 'test', 'host'),
      grep: values.grep,
      report: console.error,
      onConsole: console.log,
    });
    if (values.json !== undefined) await writeSummary(values.json, summary);
    finishLayer(summary);
  } finally {
    await place.remove();
  }
});
