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

  it('load a large module of Node.js when they first use it', async () => {
    await using home = await makeHome();
    const path = join(home.path, 'part.js');
    const text = 'var c=require("node:crypto"),p=require("node:path");exports.run=()=>(0,c.hash)("md5","");';
    const [joined] = joinChunks(new Map([[path, text]]), new Set([path])).values();
    const asked: string[] = [];
    const module = { exports: (_name: string): { run: () => string } => ({ run: () => '' }) };
    const require = (name: string): unknown => {
      asked.push(name);
      return process.getBuiltinModule(name);
    };
    new Function('module', 'require', joined ?? '')(module, require);
    const { run } = module.exports('part.js');
    assert.deepEqual(asked, ['node:path']);
    assert.equal(run(), 'd41d8cd98f00b204e9800998ecf8427e');
    assert.deepEqual(asked, ['node:path', 'node:crypto']);
  });
});
