import assert from 'node:assert/strict';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectSync } from '../../../runtime/sync/project-sync.ts';
import { stillSeenTexts } from '../../../runtime/sync/still-seen.ts';
import { writeSkillFolder } from '../../support/skill-folder.ts';
import { contents, makeSyncHome, type SyncHome, snapshot } from '../../support/sync-home.ts';
import { told } from '../../support/sync-told.ts';

const copy = ['shop', '.claude', 'skills', 'meeting-notes'];

/** A home, a project in it that has one skill, and what delivers that. */
async function withProject(): Promise<{ home: SyncHome; sync: ProjectSync }> {
  const home = await makeSyncHome();
  await writeSkillFolder(home.at('shop', '.aios', 'skills'));
  return { home, sync: (await home.runtime.openProject(home.at('shop'))).sync };
}

/** Puts into the project's skill what no client may get. */
async function writeSecret(home: SyncHome): Promise<void> {
  const prompt = ['shop', '.aios', 'skills', 'meeting-notes', 'prompt.md'];
  const key = ['AKIA', 'IOSFODNN7', 'QWERTYU'].join('');
  const secret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzQ83kfLmNq'].join('/');
  const text = await home.read(...prompt);
  await home.write(`${text}aws_access_key_id = ${key}\naws_secret_access_key = ${secret}\n`, ...prompt);
}

describe('The skills of a project', () => {
  it('go once to the folders that clients read in it, and to nothing of the person’s', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    const before = await contents(home.path, ['.aios', 'shop']);
    assert.deepEqual(told(await sync.sync()), ['claude-code skill create']);
    assert.match(await home.read(...copy, 'SKILL.md'), /^name: meeting-notes$/mu);
    assert.deepEqual(await contents(home.path, ['.aios', 'shop']), before);
    const once = await snapshot(home.path);
    assert.deepEqual(told(await sync.sync()), []);
    assert.deepEqual(await snapshot(home.path), once, 'the second time changes nothing');
    const inShop = [...(await contents(home.at('shop'))).keys()];
    assert.ok(!inShop.some((name) => name.includes('sync_state')), 'the ledger is not in the repository');
  });

  it('are told of where a client reads one that is not meant for it, and how to end that', async () => {
    await using home = await makeSyncHome();
    await writeSkillFolder(home.at('shop', '.aios', 'skills'), { clients: ['claude-code'] });
    const { sync } = await home.runtime.openProject(home.at('shop'));
    const { stillSeen = [] } = await sync.sync();
    const path = home.at(...copy);
    assert.deepEqual(stillSeen, [
      { client: 'cursor', id: 'meeting-notes', path, neededBy: ['claude-code'], ofProject: true },
    ]);
    assert.match(
      stillSeenTexts(stillSeen).join(''),
      /^Cursor still reads .* Leave claude-code out of the clients/u,
    );
    await writeSkillFolder(home.at('shop', '.aios', 'skills'), { clients: ['claude-code', 'cursor'] });
    assert.equal((await sync.sync()).stillSeen, undefined);
  });

  it('are taken away again by an undo, with every folder that was made for them', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    const before = await contents(home.path, ['.aios']);
    await sync.sync();
    assert.deepEqual(told(await sync.undo()), ['claude-code skill undo']);
    assert.deepEqual(await contents(home.path, ['.aios']), before);
  });

  it('follow what the project has: a change is delivered, a skill that is gone is taken away', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    const before = await contents(home.path, ['.aios', join('shop', '.aios')]);
    await sync.sync();
    await writeSkillFolder(home.at('shop', '.aios', 'skills'), { version: '2.0.0' });
    assert.deepEqual(told(await sync.sync()), ['claude-code skill update']);
    assert.match(await home.read(...copy, 'SKILL.md'), /2\.0\.0/u);
    await rm(home.at('shop', '.aios', 'skills', 'meeting-notes'), { recursive: true });
    assert.deepEqual(told(await sync.sync()), ['claude-code skill remove']);
    assert.deepEqual(await contents(home.path, ['.aios', join('shop', '.aios')]), before);
  });

  it('do not go to a client that is to be left alone', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await sync.sync();
    await home.runtime.sync.leaveAlone('claude-code', true);
    // Cursor read it in Claude Code's folder.
    assert.deepEqual(told(await sync.sync()).sort(), ['claude-code skill remove', 'cursor skill create']);
    await assert.rejects(home.read(...copy, 'SKILL.md'), { code: 'ENOENT' });
    await home.runtime.sync.leaveAlone('claude-code', false);
    await sync.sync();
    assert.match(await home.read(...copy, 'SKILL.md'), /^name: meeting-notes$/mu);
  });

  it('leave what somebody edited, or had there before', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await mkdir(home.at(...copy), { recursive: true });
    await home.write('---\nname: meeting-notes\ndescription: Theirs.\n---\n', ...copy, 'SKILL.md');
    assert.deepEqual(told(await sync.sync()), ['claude-code name_taken']);
    assert.match(await home.read(...copy, 'SKILL.md'), /Theirs/u);
    await rm(home.at('shop', '.claude'), { recursive: true });
    await sync.sync();
    await home.write('Mine.\n', ...copy, 'SKILL.md');
    assert.deepEqual(told(await sync.sync()), ['claude-code edited_here']);
    assert.equal(await home.read(...copy, 'SKILL.md'), 'Mine.\n');
  });

  it('are repaired as the person’s own are: what is gone comes back, an edit stays until somebody says otherwise', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await sync.sync();
    const delivered = await contents(home.path, ['.aios']);
    const rest = await contents(home.path, ['.aios', 'shop']);
    await rm(home.at(...copy), { recursive: true });
    assert.deepEqual(told(await sync.repair({ ids: ['another'] })), []);
    assert.deepEqual(told(await sync.repair({ clients: ['codex'] })), []);
    assert.deepEqual(told(await sync.repair({ dryRun: true })), ['claude-code skill create']);
    await assert.rejects(home.read(...copy, 'SKILL.md'));
    assert.deepEqual(told(await sync.repair({ clients: ['cursor'] })), ['claude-code skill create']);
    assert.deepEqual(await contents(home.path, ['.aios']), delivered);

    await home.write('Mine.\n', ...copy, 'SKILL.md');
    const { changes, errors } = await sync.repair();
    assert.deepEqual(changes, []);
    const [error] = errors;
    assert.equal(error?.code, 'edited_here');
    assert.match(error.remedy, /`aios repair meeting-notes --project --keep`/u);
    assert.doesNotMatch(error.remedy, /adopt/u);
    assert.equal(await home.read(...copy, 'SKILL.md'), 'Mine.\n');
    assert.deepEqual(told(await sync.repair({ edited: 'restore' })), ['claude-code skill update']);
    assert.deepEqual(await contents(home.path, ['.aios']), delivered);
    assert.deepEqual(told(await sync.undo()), ['claude-code skill undo']);
    assert.equal(await home.read(...copy, 'SKILL.md'), 'Mine.\n', 'the edit was kept');
    assert.deepEqual(
      await contents(home.path, ['.aios', 'shop']),
      rest,
      'nothing of the person’s was touched',
    );
  });

  it('are a person’s from then on where an edit is kept', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await sync.sync();
    await home.write('Mine.\n', ...copy, 'SKILL.md');
    assert.deepEqual(told(await sync.repair({ edited: 'keep' })), ['claude-code skill keep']);
    await writeSkillFolder(home.at('shop', '.aios', 'skills'), { version: '2.0.0' });
    assert.deepEqual([...told(await sync.sync()), ...told(await sync.repair())], []);
    assert.equal(await home.read(...copy, 'SKILL.md'), 'Mine.\n');
    const { items } = await sync.status();
    assert.deepEqual(
      items.map(({ state }) => state),
      ['kept'],
    );
  });

  it('cannot be adopted from where they were edited: it is said what to do instead', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await sync.sync();
    await home.write('Mine.\n', ...copy, 'SKILL.md');
    const before = await snapshot(home.path);
    const { changes, errors } = await sync.repair({ edited: 'adopt' });
    assert.deepEqual(changes, []);
    assert.deepEqual(
      errors.map(({ client, code, path }) => ({ client, code, path })),
      [{ client: 'claude-code', code: 'adopt_in_project', path: home.at(...copy) }],
    );
    assert.match(errors[0]?.remedy ?? '', /\.aios\/skills\/meeting-notes.*--project --restore/u);
    assert.deepEqual(await snapshot(home.path), before);
    assert.deepEqual(told(await sync.repair({ ids: ['another'], edited: 'adopt' })), []);
  });

  it('are scanned before a repair puts them back, also over an edit', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await sync.sync();
    await home.write('Mine.\n', ...copy, 'SKILL.md');
    await writeSecret(home);
    assert.deepEqual(told(await sync.repair({ edited: 'restore' })), ['claude-code scan_blocked']);
    assert.equal(await home.read(...copy, 'SKILL.md'), 'Mine.\n');
  });

  it('stay out of a client that has the person’s own of the same name', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await sync.sync();
    await home.install();
    assert.deepEqual(told(await sync.sync()), ['claude-code skill remove']);
    assert.deepEqual((await sync.status()).items, []);
  });

  it('are scanned before a client gets them', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    await writeSecret(home);
    assert.deepEqual(told(await sync.sync()), ['claude-code scan_blocked']);
    await assert.rejects(home.read(...copy, 'SKILL.md'));
  });

  it('are not written through a link that leads out of the project', async function () {
    if (process.platform === 'win32') this.skip();
    const { home, sync } = await withProject();
    await using _ = home;
    await mkdir(home.at('elsewhere'));
    await mkdir(home.at('shop', '.claude'));
    for (const out of [home.at('elsewhere'), home.path, home.at('shop-beside')]) {
      await mkdir(out, { recursive: true });
      await symlink(out, home.at('shop', '.claude', 'skills'));
      const before = await contents(home.path, ['.aios', 'shop']);
      await sync.sync();
      assert.deepEqual(await contents(home.path, ['.aios', 'shop']), before, out);
      await rm(home.at('shop', '.claude', 'skills'));
    }
  });

  it('change nothing with a dry run, nor where the home itself is the project', async () => {
    const { home, sync } = await withProject();
    await using _ = home;
    const before = await contents(home.path);
    assert.deepEqual(told(await sync.sync({ dryRun: true })), ['claude-code skill create']);
    assert.deepEqual(await contents(home.path), before);
    await writeSkillFolder(home.at('.aios', 'skills'), { id: 'in-the-home' });
    const { sync: ofHome } = await home.runtime.openProject(home.path);
    assert.deepEqual(told(await ofHome.sync()), []);
  });
});
