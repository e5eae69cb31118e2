import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ensureBrowser } from '../support/editor/browser.ts';
import type { Report } from '../support/editor/cache.ts';
import { ensureEditor } from '../support/editor/fetch-editor.ts';
import { projectFolder } from '../support/editor/project.ts';
import { openSampleWorkbench } from '../support/editor/sample-workbench.ts';
import type { BenchmarkOptions, BenchmarkResult } from './benchmark.ts';
import { heavyAmong, loadedWith } from './loaded-at-activation.ts';

const entry = 'dist/extension/main.js';
/** Each needs an editor of its own; more of them say nothing new. */
const editors = 10;

/** The extension's `activate()` in freshly started editors, and what it makes the editor load. */
export async function benchmarkActivation({ report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const metafile = JSON.parse(
    await readFile(join(projectFolder, 'dist', 'meta-extension.json'), 'utf8'),
  ) as Metafile;
  const { bytes, files, packages } = loadedWith(metafile, entry);
  const heavy = heavyAmong(packages);
  const found = heavy.length === 0 ? 'no Ajv, yaml, MCP or SQLite' : `among them ${heavy.join(', ')}`;
  return {
    rows: [
      { name: 'activate() in the editor', unit: 'ms', ours: await timeActivations(report), atMost: 50 },
      { name: 'the code that activation loads', unit: 'KB', ours: [bytes / 1000], atMost: 150 },
      { name: 'heavy packages in it', unit: 'packages', ours: [heavy.length], atMost: 0 },
    ],
    notes: [
      `Activation loads ${files.length} files; packages in them: ${packages.join(', ') || 'none'} (${found}).`,
    ],
  };
}

async function timeActivations(report: Report): Promise<number[]> {
  await ensureEditor(report);
  await ensureBrowser(report);
  const times: number[] = [];
  for (let number = 1; number <= editors; number += 1) {
    report(`activation: editor ${number} of ${editors} …`);
    times.push(await timeActivation());
  }
  return times;
}

async function timeActivation(): Promise<number> {
  const workbench = await openSampleWorkbench();
  try {
    return await workbench.evaluate(async (vscode) => {
      const extension = vscode.extensions.getExtension<{ activatedInMs: number }>('aios.aios');
      if (extension === undefined) throw new Error('The editor has not loaded the extension.');
      return (await extension.activate()).activatedInMs;
    });
  } finally {
    await workbench.close();
  }
}
