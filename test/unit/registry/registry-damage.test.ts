import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { nextTurn } from '../../../runtime/files/next-turn.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { deadPid } from '../../support/dead-pid.ts';
import { installOne } from '../../support/install-one.ts';
import {
  contentOf,
  installedIn,
  makeRegistryHome,
  openInstaller,
  openRegistry,
} from '../../support/registry-home.ts';

const hammer = fileURLToPath(new URL('../../support/registry-hammer.ts', import.meta.url));
const worker = fileURLToPath(new URL('../../support/registry-worker.ts', import.meta.url));

describe('a registry that something happened to', () => {
  const damages = {
    empty: '',
    'half written': '{"format":1,"skills":[{"manif',
    'no index': '[]',
    'of a later format': '{"format":99,"skills":[]}',
    'with an entry that is none': '{"format":1,"skills":[{}]}',
    'cut in a line': '{"format":2,"skills":[\n{"manifest":{"id":"one","na\n]}\n',
    "cut in another's line": '{"format":2,"skills":[\n{"manifest":{"id":"a","na\n]}\n',
  };
  for (const [what, text] of Object.entries(damages)) {
    it(`builds its index anew when that is ${what}`, async () => {
      await using at = await makeRegistryHome();
      await at.install({ id: 'one' });
      await at.install({ id: 'two' });
      const good = await readFile(at.home.registryIndex, 'utf8');
      await writeFile(at.home.registryIndex, text);
      assert.deepEqual(await at.installed(), ['one@1.0.0', 'two@1.0.0']);
      assert.equal(await readFile(at.home.registryIndex, 'utf8'), good);
    });

    it(`installs and removes at once when its index is ${what}`, async () => {
      await using at = await makeRegistryHome();
      await at.install({ id: 'one' });
      await writeFile(at.home.registryIndex, text);
      await at.install({ id: 'two' });
      assert.deepEqual(await at.installed(), ['one@1.0.0', 'two@1.0.0']);
      await writeFile(at.home.registryIndex, text);
      await at.registry.remove('one');
      assert.deepEqual(await at.installed(), ['two@1.0.0']);
    });
  }

  it('goes on from an index on one line, as earlier versions wrote it', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'one' });
    await at.install({ id: 'two' });
    const good = await readFile(at.home.registryIndex, 'utf8');
    await writeFile(at.home.registryIndex, JSON.stringify(JSON.parse(good)));
    assert.deepEqual(await at.installed(), ['one@1.0.0', 'two@1.0.0']);
    await at.registry.remove('two');
    await at.install({ id: 'two' });
    assert.equal(await readFile(at.home.registryIndex, 'utf8'), good);
  });

  it('builds its index anew when that was lost', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    await rm(at.home.registryIndex);
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
  });

  it('is empty, and stays unwritten, before anything was installed', async () => {
    await using at = await makeRegistryHome();
    assert.deepEqual(await at.installed(), []);
    assert.deepEqual(await contentOf(at.home.root), {});
  });

  it('finishes a change that was interrupted before its index was written', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const oldIndex = await readFile(at.home.registryIndex, 'utf8');
    await at.install({ version: '2.0.0' });
    await writeFile(at.home.registryIndex, oldIndex);
    await writeFile(at.home.registryJournal, '123\n');
    assert.deepEqual(await at.installed(), ['meeting-notes@2.0.0']);
    assert.deepEqual((await readdir(join(at.home.root, 'registry'))).sort(), [
      'collected',
      'index.json',
      'skills',
      'skills.lock.yaml',
      'staging',
    ]);
  });

  it('finishes it as well when the next thing asked is another change', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const oldIndex = await readFile(at.home.registryIndex, 'utf8');
    await at.install({ version: '2.0.0' });
    await writeFile(at.home.registryIndex, oldIndex);
    await writeFile(at.home.registryJournal, '123\n');
    await at.install({ id: 'other' });
    assert.deepEqual(await at.installed(), ['meeting-notes@2.0.0', 'other@1.0.0']);
  });

  it('is cleaned of what killed processes left, and of nothing else, by the next change', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const skill = join(at.home.skills, 'meeting-notes');
    const leftOvers = [
      join(at.home.registryStaging, '0123456789abcdef', 'prompt.md'),
      join(at.home.root, 'registry', '.index.json.0123456789ab.aios-tmp'),
      join(at.home.root, 'registry', '.journal.json.0123456789ab.aios-tmp'),
    ];
    for (const path of leftOvers) {
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, 'left');
    }
    await writeFile(join(skill, 'note-of-mine.txt'), 'mine');
    await at.install({ id: 'other' });
    const paths = Object.keys(await contentOf(at.home.root));
    assert.deepEqual(
      paths.filter((path) => /aios-tmp|staging\/./u.test(path)),
      [],
    );
    assert.ok(paths.includes('registry/skills/meeting-notes/note-of-mine.txt'));
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0', 'other@1.0.0']);
  });

  const elsewhere = JSON.stringify({
    manifest: { id: 'other', name: 'x', version: '1.0.0', description: 'x' },
    folder: 'versions/1',
    inputSchema: {},
    digest: 'x',
    source: 'x',
  });
  const escaping = elsewhere.replace('"other"', '"meeting-notes"').replace('versions/1', '../../../../x');
  for (const [what, text] of Object.entries({
    empty: '',
    cut: '{"manifest":{"id":"meet',
    "another skill's": elsewhere,
    'one that leads out of its folder': escaping,
  })) {
    it(`reports a pointer that is ${what}, goes on with the others, and is mended by installing again`, async () => {
      await using at = await makeRegistryHome();
      await at.install();
      await at.install({ id: 'other' });
      const pointer = join(at.home.skills, 'meeting-notes', 'current.json');
      await writeFile(pointer, text);
      const error = await rejectsWith(at.registry.get('meeting-notes'), 'pointer_unreadable');
      assert.equal(error.file, pointer);
      await rejectsWith(at.registry.remove('meeting-notes'), 'pointer_unreadable');
      assert.equal(await at.registry.rebuildIndex(), 1);
      assert.ok(at.logged.some((line) => line.startsWith('error: ') && line.includes(pointer)));
      assert.deepEqual(await at.installed(), ['other@1.0.0']);
      assert.equal((await at.install()).action, 'installed');
      assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0', 'other@1.0.0']);
    });
  }

  for (const [what, damage] of Object.entries({
    changed: (folder: string) => writeFile(join(folder, 'prompt.md'), 'Do something else.'),
    gone: async (folder: string) => {
      await rm(folder, { recursive: true });
    },
    'more than were installed': (folder: string) => writeFile(join(folder, 'extra.md'), 'x'),
    'a link': async (folder: string) => symlink('/etc/passwd', join(folder, 'link')),
  })) {
    it(`says so when an installed skill's files are ${what}, and installing again puts them right`, async () => {
      await using at = await makeRegistryHome();
      const { skill } = await at.install();
      const folder = join(at.home.skills, 'meeting-notes', skill.folder);
      await damage(folder);
      const error = await rejectsWith(at.registry.files(skill), 'version_damaged');
      assert.match(error.remedy, /Install it again from .*meeting-notes-1\.0\.0/u);
      await rejectsWith(at.registry.exportAgentSkill(skill), 'version_damaged');
      assert.equal((await at.install()).action, 'unchanged');
      assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
      assert.equal((await at.registry.files(skill)).size, 4);
    });
  }

  it('keeps what somebody changed in an installed skill when it puts it right', async () => {
    await using at = await makeRegistryHome();
    const { skill } = await at.install();
    await writeFile(join(at.home.skills, 'meeting-notes', skill.folder, 'prompt.md'), 'My own words.');
    await at.install();
    assert.ok(Object.values(await contentOf(at.home.skills)).includes('My own words.'));
  });
});

describe('several processes at one registry', function () {
  this.timeout(60_000);

  it('install different skills without losing one', async () => {
    await using at = await makeRegistryHome();
    const ids = Array.from({ length: 12 }, (_, index) => `skill-${String(index).padStart(2, '0')}`);
    const folders = await Promise.all(ids.map((id) => at.write({ id })));
    const children = [0, 1, 2, 3].map((first) =>
      spawn(process.execPath, [worker, at.home.root, ...folders.filter((_, index) => index % 4 === first)], {
        stdio: 'inherit',
      }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0, 0, 0]);
    assert.deepEqual(
      await installedIn(at.home.root),
      ids.map((id) => `${id}@1.0.0`),
    );
  });

  it('change it in every way at once and leave it whole', async () => {
    await using at = await makeRegistryHome();
    const folders = await Promise.all(
      ['alpha', 'beta', 'gamma'].flatMap((id) =>
        ['1.0.0', '2.0.0', '3.0.0'].map((version) => at.write({ id, version })),
      ),
    );
    const children = Array.from({ length: 8 }, (_, index) =>
      spawn(process.execPath, [hammer, at.home.root, String(index + 11), ...folders], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    const told = await Promise.all(
      children.map(async (child) => {
        const output = text(child.stdout);
        const [code] = await once(child, 'exit');
        assert.equal(code, 0);
        return (await output).split('\n').filter((line) => line !== '');
      }),
    );
    const expected = new Set(['skill_unknown', 'version_unknown']);
    assert.deepEqual(
      told.flat().filter((code) => !expected.has(code)),
      [],
    );
    await installedIn(at.home.root);
    const { differences } = await at.registry.compareLock(await at.registry.list());
    assert.deepEqual(differences, []);
    const left = Object.keys(await contentOf(at.home.root));
    assert.deepEqual(
      left.filter((path) => /staging\/.|aios-tmp|journal|locks\/./u.test(path)),
      [],
    );
  });

  it('install versions of one skill: one of them wins, whole', async () => {
    await using at = await makeRegistryHome();
    const versions = ['1.0.0', '2.0.0', '3.0.0'];
    const folders = await Promise.all(versions.map((version) => at.write({ version })));
    const installers = folders.map(() => openInstaller(at.home.root));
    await Promise.all(folders.map((folder, index) => installOne(installers[index]!, folder)));
    const [winner, ...more] = await at.installed();
    assert.deepEqual(more, []);
    assert.ok(versions.includes(winner!.split('@')[1]!));
    assert.equal((await at.registry.versions('meeting-notes')).length, 3);
  });

  it('takes away at the next start what a killed process prepared, and nothing of one that lives', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const mine = `${process.ppid}-0123456789abcdef`;
    for (const name of [`${await deadPid()}-0123456789abcdef`, mine])
      await mkdir(join(at.home.registryStaging, name, 'files'), { recursive: true });
    await at.registry.tidy();
    assert.deepEqual(await readdir(at.home.registryStaging), [mine]);
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
  });

  it('may look while another changes: each look shows whole states', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    let changing = true;
    const change = async (): Promise<void> => {
      for (const version of ['2.0.0', '3.0.0', '4.0.0', '5.0.0']) await at.install({ version });
      changing = false;
    };
    const look = async (): Promise<void> => {
      const reader = openRegistry(at.home.root);
      while (changing) {
        // A look waits for nothing, so the change has to be given its turn.
        await nextTurn();
        const skills = await reader.list();
        assert.equal(skills.length, 1);
        assert.equal((await reader.files(skills[0]!)).size, 4);
      }
    };
    await Promise.all([change(), look(), look()]);
  });
});
