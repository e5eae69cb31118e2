import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { heavyAmong, loadedWith } from '../../bench/loaded-at-activation.ts';

const root = join(import.meta.dirname, '..', '..', '..');

describe('what a bundle loads', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aios-bench-test-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Bundles one module as the extension is bundled. @returns the build and its entry */
  async function bundle(source: string): Promise<{ metafile: Metafile; entry: string }> {
    await writeFile(join(folder, 'entry.mjs'), source);
    const { metafile, outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: { main: join(folder, 'entry.mjs') },
      outdir: join(folder, 'out'),
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      metafile: true,
      write: false,
      mainFields: ['module', 'main'],
      nodePaths: [join(root, 'node_modules')],
    });
    assert.ok(outputFiles.length > 0);
    const entry = Object.keys(metafile.outputs).find((file) => file.endsWith('main.js'));
    return { metafile, entry: entry ?? '' };
  }

  it('counts statically imported packages and leaves out what is imported later', async () => {
    const { metafile, entry } = await bundle(
      "import { parse } from 'jsonc-parser'; export const later = () => import('yaml'); console.log(parse('1'));",
    );
    const { packages, bytes } = loadedWith(metafile, entry);
    assert.deepEqual(packages, ['jsonc-parser']);
    const all = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    assert.ok(bytes > 0 && bytes < all / 2, `${bytes} of ${all}`);
  });

  it('follows static imports through chunks that are shared with what is imported later', async () => {
    await writeFile(join(folder, 'shared.mjs'), "export { parse } from 'yaml';");
    await writeFile(join(folder, 'later.mjs'), "export { parse } from './shared.mjs';");
    const { metafile, entry } = await bundle(
      "import { parse } from './shared.mjs'; export const later = () => import('./later.mjs'); console.log(parse('1'));",
    );
    const { packages, files } = loadedWith(metafile, entry);
    assert.deepEqual(packages, ['yaml']);
    assert.ok(files.length > 1, files.join());
  });

  it('names what Node itself brings for SQLite, and no other module of Node', async () => {
    const { metafile, entry } = await bundle(
      "import 'node:path'; import { DatabaseSync } from 'node:sqlite'; console.log(DatabaseSync);",
    );
    assert.deepEqual(loadedWith(metafile, entry).packages, ['node:sqlite']);
  });

  it('knows the packages that are too heavy for activation', () => {
    const light = ['jsonc-parser', 'yaml-language'];
    const heavy = [
      'ajv',
      'ajv-formats',
      'yaml',
      '@modelcontextprotocol/server',
      'better-sqlite3',
      'node:sqlite',
    ];
    assert.deepEqual(heavyAmong([...light, ...heavy]), heavy);
  });

  it('refuses a build that has no such entry', async () => {
    const { metafile } = await bundle('console.log(1);');
    assert.throws(() => loadedWith(metafile, 'dist/extension/main.js'), /has no dist/u);
  });
});
