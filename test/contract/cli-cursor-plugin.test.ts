import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutHome } from '../support/lay-out-home.ts';
import { type CliRun, makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { contents, hostPlatform } from '../support/sync-home.ts';

const id = 'meeting-notes';

/** What the extension leaves in Cursor, once that took the folder. */
async function layPlugin(home: ThrowAwayHome): Promise<string> {
  const plugin = join(home.aios, 'plugins', 'cursor');
  await mkdir(join(plugin, '.cursor-plugin'), { recursive: true });
  await writeFile(join(plugin, '.cursor-plugin', 'plugin.json'), '{ "name": "aios" }\n');
  return plugin;
}

async function run(home: ThrowAwayHome, ...words: string[]): Promise<CliRun> {
  const result = await runCli(home, words);
  assert.equal(result.exitCode, 0, result.stdout + result.stderr);
  return result;
}

describe('A skill for Cursor alone, in a terminal', () => {
  let home: ThrowAwayHome;
  let plugin: string;
  let copy: string;
  let before: ReadonlyMap<string, string>;
  const ofThePerson = (): Promise<Map<string, string>> => contents(home.path, ['.aios']);

  beforeEach(async () => {
    home = await makeHome();
    await layOutHome(home.path, { platform: hostPlatform });
    before = await ofThePerson();
    plugin = await layPlugin(home);
    copy = join(plugin, 'skills', id);
    await run(
      home,
      'install',
      await writeSkillFolder(join(home.aios, 'source'), { clients: ['cursor'] }),
      '--yes',
    );
    await run(home, 'sync');
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it('goes to the plugin that Cursor reads, is in the reports as such, and leaves with the person’s files untouched', async () => {
    assert.deepEqual(await readdir(copy), ['SKILL.md', 'references']);
    const { items } = (await run(home, 'drift', '--json')).json as {
      readonly items: readonly {
        readonly kind: string;
        readonly path: string;
        readonly mode: string;
        readonly since: string;
      }[];
    };
    assert.deepEqual(items.map(({ kind, path, mode }) => [kind, path, mode]).sort(), [
      ['server', join(home.path, '.cursor', 'mcp.json'), 'entry'],
      ['skill', copy, 'api'],
    ]);
    for (const { since } of items) assert.equal(new Date(since).toISOString(), since);
    assert.match(
      (await run(home, 'clients')).stdout,
      /Cursor has the skill meeting-notes from AI OS by the editor’s API, since \d\d:\d\d\./u,
    );
    assert.deepEqual((await run(home, 'sync', '--json')).json, { dryRun: false, changes: [], errors: [] });
    await run(home, 'clients', '--leave', 'cursor');
    await run(home, 'sync');
    assert.deepEqual(await readdir(plugin), ['.cursor-plugin']);
    assert.deepEqual(await ofThePerson(), before);
    await run(home, 'undo');
    assert.deepEqual(await readdir(copy), ['SKILL.md', 'references']);
  });

  it('moves to ~/.cursor/skills once the plugin’s manifest is gone, and nothing of the person’s with it', async () => {
    await writeFile(join(copy, 'my notes.txt'), 'Mine.\n');
    const synced = await ofThePerson();
    await rm(join(plugin, '.cursor-plugin'), { recursive: true });
    await run(home, 'sync');
    assert.deepEqual(await readdir(join(home.path, '.cursor', 'skills', id)), ['SKILL.md', 'references']);
    assert.deepEqual(await readdir(copy), ['my notes.txt']);
    const after = await ofThePerson();
    for (const [path, content] of synced) assert.equal(after.get(path), content, path);
    assert.deepEqual((await run(home, 'sync', '--json')).json, { dryRun: false, changes: [], errors: [] });
    await layPlugin(home);
    await run(home, 'sync');
    assert.deepEqual((await readdir(copy)).sort(), ['SKILL.md', 'my notes.txt', 'references']);
    assert.deepEqual(await ofThePerson(), synced);
  });
});
