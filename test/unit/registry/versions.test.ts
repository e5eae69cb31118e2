import assert from 'node:assert/strict';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectIfDue } from '../../../runtime/registry/collect.ts';
import { decideAlone } from '../../../runtime/registry/decide.ts';
import { isEnabled, isEnabledFor } from '../../../runtime/registry/installed-skill.ts';
import { LinkedSkills } from '../../../runtime/registry/linked.ts';
import { parseLock } from '../../../runtime/registry/parse-lock.ts';
import { Updater } from '../../../runtime/registry/updater.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { contentOf, makeRegistryHome, type RegistryHome } from '../../support/registry-home.ts';

const id = 'meeting-notes';

/** Digests in the order in which a text names them. */
function byOrderIn(text: string): (one: string, other: string) => number {
  const placeOf = (digest: string): number =>
    text.indexOf(digest.slice('sha256:'.length, 'sha256:'.length + 12));
  return (one, other) => placeOf(one) - placeOf(other);
}

describe('rolling a skill back', () => {
  it('gives the version before, and again the one before that', async () => {
    await using at = await makeRegistryHome();
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await at.install({ version });
    assert.equal((await at.registry.rollBack(id)).manifest.version, '2.0.0');
    assert.deepEqual(await at.installed(), ['meeting-notes@2.0.0']);
    assert.equal((await at.registry.rollBack(id)).manifest.version, '1.0.0');
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
    await rejectsWith(at.registry.rollBack(id), 'version_unknown');
    assert.equal((await at.registry.rollBack(id, { to: '3.0.0' })).manifest.version, '3.0.0');
  });

  it('goes to what was there before, not to what is older', async () => {
    await using at = await makeRegistryHome();
    for (const version of ['1.0.0', '2.0.0', '1.0.0']) await at.install({ version });
    assert.equal((await at.registry.rollBack(id)).manifest.version, '2.0.0');
  });

  it('keeps what was chosen for the skill', async () => {
    await using at = await makeRegistryHome();
    await at.install({}, { clients: ['cursor'] });
    await at.install({ version: '2.0.0' });
    await at.registry.enable(id, false, ['cursor']);
    await at.registry.pin(id, true);
    const { enabledFor, disabledFor, pinned } = await at.registry.rollBack(id);
    assert.deepEqual([enabledFor, disabledFor, pinned], [[], ['cursor'], true]);
  });

  it('names a version by the beginning of its digest too', async () => {
    await using at = await makeRegistryHome();
    const { skill } = await at.install();
    await at.install({ text: 'Please. ' });
    const to = skill.digest.slice('sha256:'.length, 'sha256:'.length + 10);
    assert.equal((await at.registry.rollBack(id, { to })).digest, skill.digest);
  });

  it('of versions that are called alike leaves out the current one, and asks which where more are left', async () => {
    await using at = await makeRegistryHome();
    const first = await at.install();
    const second = await at.install({ text: 'Please. ' });
    assert.equal((await at.registry.rollBack(id, { to: '1.0.0' })).digest, first.skill.digest);
    await at.install({ text: 'Kindly. ' });
    const before = await contentOf(at.home.root);
    const error = await rejectsWith(at.registry.rollBack(id, { to: '1.0.0' }), 'version_ambiguous');
    for (const { digest } of [first.skill, second.skill]) {
      const short = digest.slice('sha256:'.length, 'sha256:'.length + 12);
      assert.match(error.message, new RegExp(`${short} \\(installed 2026-01-02\\)`, 'u'));
    }
    assert.deepEqual(error.details, {
      digests: [second.skill.digest, first.skill.digest].sort(byOrderIn(error.message)),
    });
    assert.deepEqual(await contentOf(at.home.root), before);
    const short = first.skill.digest.slice('sha256:'.length, 'sha256:'.length + 12);
    assert.equal((await at.registry.rollBack(id, { to: short })).digest, first.skill.digest);
  });

  it('writes nothing where the version named is the current one already', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const { skill } = await at.install({ version: '2.0.0' });
    const before = await contentOf(at.home.root);
    for (const to of ['2.0.0', skill.digest])
      assert.equal((await at.registry.rollBack(id, { to })).digest, skill.digest);
    assert.deepEqual(await contentOf(at.home.root), before);
  });

  it('is refused for a version that was damaged, and changes nothing', async () => {
    await using at = await makeRegistryHome();
    const { skill } = await at.install();
    await at.install({ version: '2.0.0' });
    await writeFile(join(at.home.skills, id, skill.folder, 'prompt.md'), 'Something else.');
    const before = await contentOf(at.home.root);
    await rejectsWith(at.registry.rollBack(id), 'version_damaged');
    await rejectsWith(at.registry.rollBack(id, { to: '9.0.0' }), 'version_unknown');
    await rejectsWith(at.registry.rollBack('no-such-skill'), 'skill_unknown');
    await rejectsWith(at.registry.rollBack('../../etc'), 'skill_unknown');
    assert.deepEqual(await contentOf(at.home.root), before);
  });

  it('brings a removed skill back as it was', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    await at.install({ version: '2.0.0' }, { clients: ['cursor'] });
    await at.registry.remove(id);
    assert.deepEqual(await at.installed(), []);
    const back = await at.registry.rollBack(id);
    assert.deepEqual([back.manifest.version, back.enabledFor], ['2.0.0', ['cursor']]);
    assert.deepEqual(await at.installed(), ['meeting-notes@2.0.0']);
    assert.equal((await at.registry.rollBack(id)).manifest.version, '1.0.0');
  });

  it('lets a linked skill follow its folder no longer, unless it comes back as it was removed', async () => {
    await using at = await makeRegistryHome();
    const first = await at.install({}, { link: true });
    await at.install({ version: '2.0.0' }, { link: true });
    await at.registry.remove(id);
    assert.match((await at.registry.rollBack(id)).link ?? '', /meeting-notes-2\.0\.0$/u);
    assert.match(first.skill.link ?? '', /meeting-notes-1\.0\.0$/u);
    assert.equal((await at.registry.rollBack(id)).link, undefined);
  });

  it('of a removed skill names the versions that are kept, since nothing else shows them', async () => {
    await using at = await makeRegistryHome();
    for (const version of ['1.0.0', '2.0.0']) await at.install({ version });
    const unknown = { to: '9.0.0' };
    const shown = await rejectsWith(at.registry.rollBack(id, unknown), 'version_unknown');
    assert.match(shown.remedy, /aios show/u);
    await at.registry.remove(id);
    const { remedy } = await rejectsWith(at.registry.rollBack(id, unknown), 'version_unknown');
    assert.doesNotMatch(remedy, /aios (?:show|update)/u);
    assert.match(remedy, /rollback meeting-notes --to .*kept \((?:1\.0\.0, 2\.0\.0|2\.0\.0, 1\.0\.0)\)/u);
  });

  it('as a dry run changes nothing', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    await at.install({ version: '2.0.0' });
    const before = await contentOf(at.home.root);
    assert.equal((await at.registry.rollBack(id, { dryRun: true })).manifest.version, '1.0.0');
    assert.deepEqual(await contentOf(at.home.root), before);
  });
});

describe('switching a skill on and off', () => {
  it('for one client leaves it on for the others, also for those of later', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const off = await at.registry.enable(id, false, ['cursor']);
    assert.deepEqual(
      ['cursor', 'zed'].map((client) => isEnabledFor(off, client)),
      [false, true],
    );
    const on = await at.registry.enable(id, true, ['cursor']);
    assert.ok(isEnabledFor(on, 'cursor'));
    assert.equal(on.disabledFor, undefined);
  });

  it('stays as it was chosen where its pointer is damaged, installed again or rolled back', async () => {
    const mend: Readonly<Record<string, (at: RegistryHome) => Promise<unknown>>> = {
      installed: (at) => at.install({ version: '2.0.0' }),
      'rolled back': (at) => at.registry.rollBack(id, { to: '1.0.0' }),
    };
    for (const [what, act] of Object.entries(mend)) {
      await using at = await makeRegistryHome();
      await at.install();
      await at.registry.enable(id, false, []);
      await at.registry.enable(id, false, ['cursor']);
      await at.registry.pin(id, true);
      await writeFile(join(at.home.skills, id, 'current.json'), '{');
      await at.registry.rebuildIndex();
      await act(at);
      const { enabledFor, disabledFor, pinned } = await at.registry.get(id);
      assert.deepEqual([enabledFor, disabledFor, pinned], [[], ['cursor'], true], what);
    }
  });

  it('is on again where its pointer is damaged and the lock file cannot tell', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    await at.registry.enable(id, false, []);
    await writeFile(join(at.home.skills, id, 'current.json'), '{');
    await writeFile(at.home.skillsLock, 'lockfile: [');
    await at.install({ version: '2.0.0' });
    assert.equal((await at.registry.get(id)).enabledFor, undefined);
  });

  it('for all and back again', async () => {
    await using at = await makeRegistryHome();
    await at.install({}, { clients: ['cursor'] });
    assert.equal(isEnabled(await at.registry.enable(id, false, [])), false);
    const only = await at.registry.enable(id, true, ['zed']);
    assert.deepEqual(only.enabledFor, ['zed']);
    assert.equal((await at.registry.enable(id, true, [])).enabledFor, undefined);
  });

  it('survives an update and stands in the lock file', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    await at.registry.enable(id, false, ['cursor']);
    const { skill } = await at.install({ version: '2.0.0' });
    assert.deepEqual(skill.disabledFor, ['cursor']);
    const [entry] = parseLock('', await readFile(at.home.skillsLock, 'utf8'));
    assert.deepEqual(entry?.disabledFor, ['cursor']);
  });
});

describe('updating from a folder', () => {
  const update = (at: RegistryHome, request: object = {}) =>
    new Updater(at.registry, at.installer).update({ workingFolder: at.path, ...request }, decideAlone(true));
  const states = async (at: RegistryHome) =>
    (await new Updater(at.registry, at.installer).freshness(undefined, { workingFolder: at.path })).map(
      ({ skill, state }) => `${skill.manifest.id} ${state}`,
    );

  it('takes over what changed there, all skills or some', async () => {
    await using at = await makeRegistryHome();
    const [a, b] = [await at.write({ id: 'a' }), await at.write({ id: 'b' })];
    await at.install({ id: 'a' });
    await at.install({ id: 'b' });
    assert.deepEqual(await states(at), ['a current', 'b current']);
    for (const folder of [a, b]) await writeFile(join(folder, 'prompt.md'), 'Better: {{input.notes}}\n');
    assert.deepEqual(await states(at), ['a outdated', 'b outdated']);
    const { results } = await update(at, { ids: ['a'] });
    assert.deepEqual(
      results.map(({ skill, action, changes }) => [skill.manifest.id, action, changes?.files.changed]),
      [['a', 'updated', ['prompt.md']]],
    );
    assert.match(results[0]?.changes?.promptDiff ?? '', /^\+Better: /mu);
    assert.deepEqual(await states(at), ['a current', 'b outdated']);
    await update(at);
    assert.deepEqual(await states(at), ['a current', 'b current']);
  });

  it('passes over a pinned skill, and says so when it is the one named', async () => {
    await using at = await makeRegistryHome();
    const folder = await at.write();
    await at.install();
    await writeFile(join(folder, 'prompt.md'), 'Better: {{input.notes}}\n');
    await at.registry.pin(id, true);
    assert.deepEqual((await update(at)).results, []);
    await rejectsWith(update(at, { ids: [id] }), 'skill_pinned');
    await at.registry.pin(id, false);
    assert.equal((await update(at)).results.length, 1);
  });

  it('tells of a folder that is gone and goes on with the others', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'a' });
    const b = await at.write({ id: 'b' });
    await at.install({ id: 'b' });
    await rm(join(at.path, 'source', 'a-1.0.0'), { recursive: true });
    await writeFile(join(b, 'prompt.md'), 'Better: {{input.notes}}\n');
    assert.deepEqual(await states(at), ['a unreachable', 'b outdated']);
    const { results, refused } = await update(at);
    assert.deepEqual([results.length, refused.map(({ path }) => path)], [1, ['a']]);
    await rejectsWith(update(at, { ids: ['a'] }), 'folder_missing');
    await rejectsWith(update(at, { ids: ['b'], to: '2.0.0' }), 'version_unknown');
  });
});

describe('updating that is cancelled in the middle', () => {
  it('leaves all as it was, of whatever source', async () => {
    await using at = await makeRegistryHome();
    for (const each of ['a', 'b', 'c']) {
      const folder = await at.write({ id: each });
      await at.install({ id: each });
      await writeFile(join(folder, 'prompt.md'), 'Better: {{input.notes}}\n');
    }
    const controller = new AbortController();
    const before = await contentOf(at.home.root);
    const asked: string[][] = [];
    const update = new Updater(at.registry, at.installer).update(
      { workingFolder: at.path, signal: controller.signal },
      {
        choose: async () => [],
        approve: async (proposals) => {
          asked.push(proposals.map(({ record }) => record.manifest.id));
          controller.abort();
          return new Set(proposals.map(({ record }) => record.digest));
        },
      },
    );
    await rejectsWith(update, 'source_cancelled');
    assert.deepEqual(asked, [['a', 'b', 'c']]);
    assert.deepEqual(await contentOf(at.home.root), before);
  });
});

describe('a linked skill', () => {
  const follow = (at: RegistryHome, mayRead?: (folder: string) => boolean) => {
    const quiet = (): void => undefined;
    const log = {
      debug: quiet,
      info: quiet,
      warn: (message: string) => void at.logged.push(message),
      error: quiet,
    };
    return new LinkedSkills(at.registry, at.installer, log, mayRead);
  };

  it('follows its folder', async () => {
    await using at = await makeRegistryHome();
    const folder = await at.write();
    await at.install({}, { link: true });
    const links = follow(at);
    assert.deepEqual(await links.refresh(), []);
    await writeFile(join(folder, 'prompt.md'), 'Live: {{input.notes}}\n');
    assert.deepEqual(await links.refresh(), [id]);
    const files = await at.registry.files(await at.registry.get(id));
    assert.equal(Buffer.from(files.get('prompt.md')!).toString(), 'Live: {{input.notes}}\n');
    assert.equal((await at.registry.get(id)).link, folder);
  });

  it('stays at its last good version while the folder is broken, and says so once', async () => {
    await using at = await makeRegistryHome();
    const folder = await at.write();
    await at.install({}, { link: true });
    const links = follow(at);
    const told: () => number = () => at.logged.filter((line) => line.includes('was not taken over')).length;
    await writeFile(join(folder, 'skill.yaml'), 'id: [');
    assert.deepEqual([await links.refresh(), await links.refresh()], [[], []]);
    assert.equal(told(), 1);
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
    await writeFile(join(folder, 'skill.yaml'), 'id: {');
    await links.refresh();
    assert.equal(told(), 2);
  });

  it('is not read where its folder may not be, and follows it again once it may', async () => {
    await using at = await makeRegistryHome();
    const [closed, open] = [await at.write({ id: 'closed' }), await at.write({ id: 'open' })];
    await at.install({ id: 'closed' }, { link: true });
    await at.install({ id: 'open' }, { link: true });
    let isTrusted = false;
    const links = follow(at, (folder) => isTrusted || folder !== closed);
    for (const folder of [closed, open])
      await writeFile(join(folder, 'prompt.md'), 'Live: {{input.notes}}\n');
    assert.deepEqual([await links.refresh(), await links.refresh()], [['open'], []]);
    assert.equal(at.logged.filter((line) => line.includes('in a workspace that is not trusted')).length, 1);
    isTrusted = true;
    assert.deepEqual(await links.refresh(), ['closed']);
  });

  it('is copied once from then on when it is installed without the link, which is asked about first', async () => {
    await using at = await makeRegistryHome();
    await at.install({}, { link: true });
    const request = { source: await at.write(), workingFolder: at.home.root };
    const { declined } = await at.installer.install(request, decideAlone(false));
    assert.deepEqual(
      declined.flatMap(({ reasons }) => reasons.map(({ code }) => code)),
      ['not-linked'],
    );
    assert.equal((await at.install()).action, 'updated');
    assert.equal((await at.registry.get(id)).link, undefined);
  });
});

describe('what is known of a version', () => {
  const kept = async (at: RegistryHome): Promise<string[]> =>
    (await at.registry.versions(id)).map(({ manifest }) => manifest.version).sort();

  it('stays known after every way to replace it', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    assert.deepEqual(await kept(at), ['1.0.0']);
    await at.install({ version: '2.0.0' });
    await at.registry.pin(id, true);
    assert.deepEqual(await kept(at), ['1.0.0', '2.0.0']);
    await at.registry.remove(id);
    assert.deepEqual(await kept(at), ['1.0.0', '2.0.0']);
    await at.install({ version: '3.0.0' });
    assert.deepEqual(await kept(at), ['1.0.0', '2.0.0', '3.0.0']);
    assert.equal((await at.registry.rollBack(id, { to: '2.0.0' })).manifest.version, '2.0.0');
    assert.deepEqual(await kept(at), ['1.0.0', '2.0.0', '3.0.0']);
  });

  it('is known when the pointer that named it is damaged or gone', async () => {
    for (const harm of [(file: string) => writeFile(file, ''), (file: string) => rm(file)]) {
      await using at = await makeRegistryHome();
      await at.install();
      await at.install({ version: '2.0.0' });
      await harm(join(at.home.skills, id, 'current.json'));
      assert.deepEqual(await kept(at), ['1.0.0', '2.0.0']);
      await at.install({ version: '3.0.0' });
      assert.deepEqual(await kept(at), ['1.0.0', '2.0.0', '3.0.0']);
      assert.equal((await at.registry.rollBack(id, { to: '2.0.0' })).manifest.version, '2.0.0');
    }
  });
});

describe('what need not be kept', () => {
  const age = async (at: RegistryHome, days: number): Promise<void> => {
    const then = new Date(Date.parse('2026-01-02T03:04:05Z') - days * 86_400_000);
    await utimes(at.home.registryCollected, then, then);
  };

  it('is taken away once a day, and everything still needed stays', async () => {
    await using at = await makeRegistryHome();
    for (let minor = 0; minor < 8; minor += 1) await at.install({ version: `1.${minor}.0` });
    for (const { folder } of await at.registry.versions(id)) {
      const path = join(at.home.skills, id, `${folder}.json`);
      const minor = /1\.(\d)/u.exec(folder)?.[1];
      const old = (await readFile(path, 'utf8')).replace('2026-01-02T', `2025-01-0${minor ?? 0}T`);
      await writeFile(path, minor === '0' ? old.replace('-00T', '-09T') : old);
    }
    await age(at, 2);
    await at.install({ id: 'other' });
    const kept = (await at.registry.versions(id)).map(({ manifest }) => manifest.version);
    assert.ok(kept.includes('1.7.0') && kept.includes('1.6.0'), kept.join());
    assert.ok(kept.length < 8, kept.join());
    assert.deepEqual(await at.installed(), ['meeting-notes@1.7.0', 'other@1.0.0']);
    assert.equal((await at.registry.rollBack(id)).manifest.version, '1.6.0');
  });

  it('is nothing that nobody recorded: such a folder stays, whatever its age', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    await at.install({ version: '2.0.0' });
    const versions = join(at.home.skills, id, 'versions');
    const then = new Date(Date.parse('2025-11-01T00:00:00Z'));
    for (const name of await readdir(versions)) {
      if (name.endsWith('.json')) await writeFile(join(versions, name), '');
      else await utimes(join(versions, name), then, then);
    }
    await age(at, 2);
    await at.install({ id: 'other' });
    const folders = (await readdir(versions)).filter((name) => !name.endsWith('.json'));
    assert.deepEqual(folders.map((name) => name.split('_')[0]).sort(), ['1.0.0', '2.0.0']);
  });

  it('is what somebody changed in a version, which is kept for 30 days beside the one put right', async () => {
    await using at = await makeRegistryHome();
    const { skill } = await at.install();
    await writeFile(join(at.home.skills, id, skill.folder, 'prompt.md'), 'My own words.');
    await at.install();
    const [copy, ...more] = await at.registry.changedCopies();
    assert.deepEqual([copy?.id, more], [id, []]);
    assert.equal(await readFile(join(copy?.folder ?? '', 'prompt.md'), 'utf8'), 'My own words.');
    for (const [days, left] of [
      [29, 1],
      [31, 0],
    ] as const) {
      const now = new Date(Date.now() + days * 86_400_000);
      await age(at, 2);
      await collectIfDue(at.home, now);
      assert.equal((await at.registry.changedCopies()).length, left, `after ${days} days`);
    }
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
  });

  it('is kept for 30 days after a removal', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    await at.registry.remove(id);
    await age(at, 2);
    await at.install({ id: 'other' });
    assert.equal((await at.registry.rollBack(id)).manifest.version, '1.0.0');
  });
});
