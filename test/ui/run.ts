/** Runs test/ui, which drives a real VS Code's page: `node test/ui/run.ts [--json FILE] [--grep RE]`. */
import { parseArgs } from 'node:util';
import { ensureBrowser } from '../support/editor/browser.ts';
import { runProgram } from '../support/editor/command.ts';
import { ensureEditor } from '../support/editor/fetch-editor.ts';
import { runLayer } from '../support/mocha-summary.ts';

await runProgram(async () => {
  const { values } = parseArgs({ options: { json: { type: 'string' }, grep: { type: 'string' } } });
  // Fetched here, where it can be told, and not within some test's time limit.
  await ensureEditor(console.error);
  await ensureBrowser(console.error);
  await runLayer({
    layer: 'ui',
    patterns: ['test/ui/**/*.test.ts'],
    timeout: 60_000,
    json: values.json,
    grep: values.grep,
  });
});
