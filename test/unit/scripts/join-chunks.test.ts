import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { joinChunks } from '../../../scripts/join-chunks.ts';
import { makeHome } from '../../support/run-cli.ts';

describe('chunks that are joined into one file', () => {
  const texts = {
    'entry.js': 'exports.run=()=>require("./chunks/main-A.js").run();',
    'chunks/main-A.js':
      'globalThis.$loaded.push("main");const c=require("./shared-B.js");exports.run=()=>[c.count(),require("./late-C.js").late()];',
    'chunks/shared-B.js':
      'globalThis.$loaded.push("shared");let made=0;exports.count=()=>made+=1;exports.said=\'require("./nothing.js")\';',
    'chunks/late-C.js':
      'globalThis.$loaded.push("late");const c=require("./shared-B.js");exports.late=()=>[c.count(),c.said];',
  };

  async function run(
    together: readonly string[],
  ): Promise<{ result: unknown; loaded: string[]; files: string[] }> {
    await using home = await makeHome();
    const at = (name: string): string => join(home.path, ...name.split('/'));
    const built = new Map(Object.entries(texts).map(([name, text]) => [at(name), text]));
    const files = joinChunks(built, new Set(together.map(at)));
    for (const [path, text] of files) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const loaded: string[] = [];
    Object.assign(globalThis, { $loaded: loaded });
    const { run: start } = createRequire(at('entry.js'))(at('entry.js')) as { run: () => unknown };
    const names = [...files.keys()].map((path) => path.slice(home.path.length + 1)).sort();
    return { result: start(), loaded, files: names };
  }

  const expected = [1, [2, 'require("./nothing.js")']];

  it('do what they did apart, each evaluated once and not before it is asked for', async () => {
    const apart = await run([]);
    const joined = await run(['chunks/main-A.js', 'chunks/shared-B.js', 'chunks/late-C.js']);
    for (const { result, loaded } of [apart, joined]) {
      assert.deepEqual(result, expected);
      assert.deepEqual(loaded, ['main', 'shared', 'late']);
    }
    assert.deepEqual(joined.files, ['chunks/start.js', 'entry.js']);
  });

  it('are the same modules for a file that stays by itself', async () => {
    const { result, loaded, files } = await run(['chunks/main-A.js', 'chunks/shared-B.js']);
    assert.deepEqual(result, expected);
    assert.deepEqual(loaded, ['main', 'shared', 'late']);
    assert.deepEqual(files, ['chunks/late-C.js', 'chunks/start.js', 'entry.js']);
  });
});
