import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contents, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const id = 'meeting-notes';
const moved = ['claude-code skill remove', 'cursor skill create'];

describe('A copy that has to move', () => {
  let home: SyncHome;
  let old: string;
  let next: string;
  beforeEach(async () => {
    home = await makeSyncHome();
    old = home.at('.claude', 'skills', id);
    next = home.at('.cursor', 'skills', id);
    await home.install();
    await home.runtime.sync.sync();
    assert.deepEqual([existsSync(old), existsSync(next)], [true, false]);
    await home.runtime.registry.enable(id, false, ['claude-code']);
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const skillsOf = (lines: readonly string[]): string[] =>
    lines.filter((line) => !line.includes(' server ')).sort();

  it('is made anew by a repair too, so that whoever read it there still has it', async () => {
    const { sync } = home.runtime;
    assert.deepEqual(skillsOf(told(await sync.repair({ dryRun: true }))), moved);
    assert.deepEqual(skillsOf(told(await sync.repair())), moved);
    assert.deepEqual([existsSync(old), existsSync(next)], [false, true]);
    assert.deepEqual(askew(await sync.status()), []);
    await sync.undo();
    assert.deepEqual([existsSync(old), existsSync(next)], [true, false]);
  });

  for (const [words, options] of [
    ['the client that loses it', { clients: ['claude-code'] }],
    ['the skill', { ids: [id] }],
    ['the place', { paths: ['.claude/skills/meeting-notes'] }],
  ] as const)
    it(`is made anew by a repair that is for ${words} alone`, async () => {
      const paths = 'paths' in options ? { paths: [old] } : {};
      assert.deepEqual(skillsOf(told(await home.runtime.sync.repair({ ...options, ...paths }))), moved);
      assert.deepEqual([existsSync(old), existsSync(next)], [false, true]);
    });

  it('is made anew by a sync for the client that loses it', async () => {
    assert.deepEqual(skillsOf(told(await home.runtime.sync.sync({ clients: ['claude-code'] }))), moved);
    assert.deepEqual([existsSync(old), existsSync(next)], [false, true]);
  });

  it('brings no copies of other skills and to no other clients', async () => {
    await home.install({ id: 'other-notes' });
    assert.deepEqual(skillsOf(told(await home.runtime.sync.repair())), moved);
  });

  it('stays for its readers while what is in the way of the new one is nobody’s skill', async () => {
    await mkdir(home.at('.cursor', 'skills'), { recursive: true });
    await writeFile(next, 'A file of mine.\n');
    const { sync } = home.runtime;
    for (const result of [await sync.repair({ dryRun: true }), await sync.repair(), await sync.sync()])
      assert.ok(told(result).includes('claude-code not_moved'), told(result).join('\n'));
    assert.ok(existsSync(old));
    await rm(next);
    assert.deepEqual(told(await sync.sync()), ['cursor skill create', 'claude-code skill remove']);
  });

  it('stays for its readers while the new one cannot be written, and is told of', async () => {
    // A file where the folder of skills would be: it is seen only when the copy is written.
    await writeFile(home.at('.cursor', 'skills'), 'A file of mine.\n');
    for (const operation of ['sync', 'repair'] as const) {
      const { changes, errors } = await home.runtime.sync[operation]();
      assert.ok(!changes.some(({ path }) => path === old));
      const kept = errors.find(({ path }) => path === old);
      assert.equal(kept?.code, 'not_moved');
      assert.equal(kept?.message, `${old} was left as it is, since ${next} cannot take its place yet.`);
      assert.ok(existsSync(join(old, 'SKILL.md')));
    }
    await rm(home.at('.cursor', 'skills'));
    await home.runtime.sync.repair();
    assert.deepEqual([existsSync(old), existsSync(next)], [false, true]);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('stays where the client that would get the new one is left out', async () => {
    const before = await contents(home.at('.cursor'));
    const result = await home.runtime.sync.repair({ leaveOut: ['cursor'] });
    assert.ok(told(result).includes('claude-code not_moved'));
    assert.ok(existsSync(old));
    assert.deepEqual(await contents(home.at('.cursor')), before);
  });

  it('is never gone from both places at any moment of a sync, a repair or an undo', async () => {
    for (const operation of ['repair', 'undo', 'sync', 'undo'] as const) {
      let gaps = 0;
      await using watched = await makeSyncHome({
        onMoment: () => {
          if (isOn && ![old, next].some((place) => existsSync(join(here(place), 'SKILL.md')))) gaps += 1;
        },
      });
      let isOn = false;
      const here = (place: string): string => join(watched.path, place.slice(home.path.length));
      await watched.install();
      await watched.runtime.sync.sync();
      await watched.runtime.registry.enable(id, false, ['claude-code']);
      if (operation === 'undo') await watched.runtime.sync.repair();
      isOn = true;
      await watched.runtime.sync[operation]();
      assert.equal(gaps, 0, operation);
    }
  });
});

describe('A copy for Cursor alone', () => {
  it('moves by a repair when Cursor’s plugin comes and when it goes', async () => {
    await using home = await makeSyncHome();
    await home.install({ clients: ['cursor'] });
    const { sync } = home.runtime;
    await sync.sync();
    const own = home.at('.cursor', 'skills', id);
    const plugin = home.at('.aios', 'plugins', 'cursor');
    const inPlugin = join(plugin, 'skills', id);
    assert.deepEqual([existsSync(own), existsSync(inPlugin)], [true, false]);
    await mkdir(join(plugin, '.cursor-plugin'), { recursive: true });
    await writeFile(join(plugin, '.cursor-plugin', 'plugin.json'), '{"name":"aios"}\n');
    assert.deepEqual(told(await sync.repair()), ['cursor skill create', 'cursor skill remove']);
    assert.deepEqual([existsSync(own), existsSync(inPlugin)], [false, true]);
    await rm(join(plugin, '.cursor-plugin'), { recursive: true });
    assert.deepEqual(told(await sync.repair()), ['cursor skill create', 'cursor skill remove']);
    assert.deepEqual([existsSync(own), existsSync(inPlugin)], [true, false]);
  });
});
