import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isEnabledFor } from '../../../runtime/registry/index-file.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { contentOf, installedIn, makeRegistryHome, openRegistry } from '../../support/registry-home.ts';

const worker = fileURLToPath(new URL('../../support/registry-worker.ts', import.meta.url));

describe('installing a skill', () => {
  it('puts its files into a folder of their version and lists it', async () => {
    await using at = await makeRegistryHome();
    const { skill, action, previousVersion, diagnostics } = await at.install();
    assert.deepEqual([action, previousVersion, diagnostics], ['installed', undefined, []]);
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
    assert.match(skill.folder, /^versions\/1\.0\.0_[0-9a-f]{12}$/u);
    assert.equal(skill.source, `folder:${join(at.path, 'source', 'meeting-notes-1.0.0')}`);
    assert.equal(skill.installedAt, '2026-01-02T03:04:05.000Z');
    assert.deepEqual(
      [...(await at.registry.files(skill)).keys()],
      ['prompt.md', 'schema.input.json', 'schema.output.json', 'skill.yaml'],
    );
  });

  it('keeps everything for the person alone', async function () {
    if (process.platform === 'win32') this.skip();
    await using at = await makeRegistryHome();
    await at.install({ files: { 'tests/a/b.json': '{}' } });
    for (const entry of await readdir(at.home.root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      assert.equal((await stat(path)).mode & 0o777, entry.isDirectory() ? 0o700 : 0o600, path);
    }
  });

  it('leaves nothing but the skill, the index and an empty folder of locks', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const paths = Object.keys(await contentOf(at.home.root)).map((path) =>
      path.replace(/_[0-9a-f]{12}/u, ''),
    );
    assert.deepEqual(paths, [
      'registry/',
      'registry/index.json',
      'registry/skills/',
      'registry/skills/meeting-notes/',
      'registry/skills/meeting-notes/current.json',
      'registry/skills/meeting-notes/versions/',
      'registry/skills/meeting-notes/versions/1.0.0/',
      'registry/skills/meeting-notes/versions/1.0.0/prompt.md',
      'registry/skills/meeting-notes/versions/1.0.0/schema.input.json',
      'registry/skills/meeting-notes/versions/1.0.0/schema.output.json',
      'registry/skills/meeting-notes/versions/1.0.0/skill.yaml',
      'registry/staging/',
      'state/',
      'state/locks/',
    ]);
  });

  it('a second time changes nothing', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const before = await contentOf(at.home.root);
    assert.equal((await at.install()).action, 'unchanged');
    delete before['registry/staging/'];
    assert.deepEqual(await contentOf(at.home.root), before);
  });

  it('from a folder named by a relative path, and through a link to it', async () => {
    await using at = await makeRegistryHome();
    const folder = await at.write();
    await symlink(folder, join(at.path, 'link'));
    for (const given of ['source/meeting-notes-1.0.0', 'link', './link/']) {
      const { skill } = await at.registry.installFolder(given, { workingFolder: at.path });
      assert.equal(skill.source, `folder:${folder}`);
    }
  });

  it('is refused for an invalid skill with every diagnostic, and writes nothing', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'earlier' });
    const before = await contentOf(at.home.root);
    const work = at.install({ files: { 'schema.input.json': '[]', 'schema.output.json': undefined } });
    const error = await rejectsWith(work, 'skill_invalid');
    assert.match(error.message, /schema\.input\.json:1:1 error \[schema_not_object\]/u);
    assert.match(error.message, /skill\.yaml:8:20 error \[file_missing\]/u);
    assert.match(error.file ?? '', /schema\.input\.json$/u);
    assert.deepEqual(await contentOf(at.home.root), before);
  });

  it('names the one thing to do when there is one', async () => {
    await using at = await makeRegistryHome();
    const error = await rejectsWith(at.install({ files: { 'prompt.md': '' } }), 'skill_invalid');
    assert.equal(error.remedy, 'Write what the model is to do.');
    assert.equal(error.file, join(at.path, 'source', 'meeting-notes-1.0.0', 'prompt.md'));
  });

  it('is refused for an empty folder, a missing one and a file', async () => {
    await using at = await makeRegistryHome();
    await mkdir(join(at.path, 'empty'));
    await writeFile(join(at.path, 'file'), '');
    const install = (folder: string): Promise<unknown> =>
      at.registry.installFolder(folder, { workingFolder: at.path });
    await rejectsWith(install('empty'), 'folder_empty');
    await rejectsWith(install('gone'), 'folder_missing');
    await rejectsWith(install('file'), 'folder_missing');
    assert.deepEqual(await contentOf(at.home.root), {});
  });

  it('as a dry run checks and tells everything, and writes nothing', async () => {
    await using at = await makeRegistryHome();
    assert.equal((await at.install({}, { dryRun: true })).action, 'installed');
    assert.deepEqual(await contentOf(at.home.root), {});
    await at.install();
    const before = await contentOf(at.home.root);
    const update = await at.install({ version: '2.0.0' }, { dryRun: true });
    assert.deepEqual([update.action, update.previousVersion], ['updated', '1.0.0']);
    assert.equal((await at.install({}, { dryRun: true })).action, 'unchanged');
    await rejectsWith(at.install({ files: { 'prompt.md': '' } }, { dryRun: true }), 'skill_invalid');
    assert.deepEqual(await contentOf(at.home.root), before);
  });
});

describe('updating a skill', () => {
  it('switches to the new version and keeps the folder of the old one', async () => {
    await using at = await makeRegistryHome();
    const { skill: old } = await at.install();
    const oldFiles = await at.registry.files(old);
    const { action, previousVersion, skill } = await at.install({ version: '1.1.0' });
    assert.deepEqual([action, previousVersion], ['updated', '1.0.0']);
    assert.deepEqual(await at.installed(), ['meeting-notes@1.1.0']);
    assert.deepEqual(await at.registry.files(old), oldFiles);
    assert.notEqual(old.folder, skill.folder);
  });

  it('sees other content under the same version number as an update', async () => {
    await using at = await makeRegistryHome();
    const first = await at.install();
    const second = await at.install({ text: 'Please. ' });
    assert.deepEqual([second.action, second.previousVersion], ['updated', '1.0.0']);
    assert.notEqual(second.skill.folder, first.skill.folder);
    assert.equal((await at.registry.files(first.skill)).size, 4);
  });

  it('goes back to an earlier version when that is installed again', async () => {
    await using at = await makeRegistryHome();
    const { skill: first } = await at.install();
    await at.install({ version: '2.0.0' });
    const back = await at.install();
    assert.deepEqual(
      [back.action, back.previousVersion, back.skill.folder],
      ['updated', '2.0.0', first.folder],
    );
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
  });

  it('keeps the clients it was switched on for, unless others are named', async () => {
    await using at = await makeRegistryHome();
    assert.equal((await at.install()).skill.enabledFor, undefined);
    const chosen = await at.install({}, { clients: ['cursor'] });
    assert.deepEqual([chosen.action, chosen.skill.enabledFor], ['updated', ['cursor']]);
    assert.deepEqual((await at.install({ version: '2.0.0' })).skill.enabledFor, ['cursor']);
    assert.equal((await at.install({ version: '2.0.0' })).action, 'unchanged');
    const others = await at.install({ version: '2.0.0' }, { clients: ['claude-code', 'cursor'] });
    assert.deepEqual([others.action, others.skill.enabledFor], ['updated', ['claude-code', 'cursor']]);
    const [listed] = await at.registry.list();
    assert.deepEqual(
      [isEnabledFor(listed!, 'cursor'), isEnabledFor(listed!, 'claude-desktop')],
      [true, false],
    );
  });

  it('leaves every other skill as it is', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'zebra' });
    await at.install({ id: 'ant' });
    await at.install({ id: 'zebra', version: '2.0.0' });
    assert.deepEqual(await at.installed(), ['ant@1.0.0', 'zebra@2.0.0']);
  });
});

describe('removing a skill', () => {
  it('takes it out of the list and keeps its versions', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'stays' });
    await at.install();
    const { skill } = await at.install({ version: '2.0.0' });
    const removed = await at.registry.remove('meeting-notes');
    assert.equal(removed.manifest.version, '2.0.0');
    assert.deepEqual(await at.installed(), ['stays@1.0.0']);
    assert.equal((await at.registry.files(skill)).size, 4);
    assert.equal((await readdir(join(at.home.skills, 'meeting-notes', 'versions'))).length, 2);
    await rejectsWith(at.registry.get('meeting-notes'), 'skill_unknown');
    await rejectsWith(at.registry.remove('meeting-notes'), 'skill_unknown');
  });

  it('and installing it again begins anew, switched on for all', async () => {
    await using at = await makeRegistryHome();
    await at.install({}, { clients: ['cursor'] });
    await at.registry.remove('meeting-notes');
    const again = await at.install();
    assert.deepEqual([again.action, again.skill.enabledFor], ['installed', undefined]);
    await at.registry.remove('meeting-notes');
    assert.deepEqual(await at.installed(), []);
  });

  it('as a dry run changes nothing', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const before = await contentOf(at.home.root);
    assert.equal((await at.registry.remove('meeting-notes', { dryRun: true })).manifest.id, 'meeting-notes');
    assert.deepEqual(await contentOf(at.home.root), before);
  });

  it('that is not there, or has a name no skill can have, changes nothing', async () => {
    await using at = await makeRegistryHome();
    for (const id of ['gone', '../../etc', '', '.', 'a/b', 'A', '__proto__', 'x'.repeat(300), 'a\0b'])
      await rejectsWith(at.registry.remove(id), 'skill_unknown');
    assert.deepEqual(await contentOf(at.home.root), {});
  });
});

describe('a registry that something happened to', () => {
  const damages = {
    empty: '',
    'half written': '{"format":1,"skills":[{"manif',
    'no index': '[]',
    'of a later format': '{"format":2,"skills":[]}',
    'with an entry that is none': '{"format":1,"skills":[{}]}',
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
    await writeFile(at.home.registryPending, '123\n');
    assert.deepEqual(await at.installed(), ['meeting-notes@2.0.0']);
    assert.deepEqual((await readdir(join(at.home.root, 'registry'))).sort(), [
      'index.json',
      'skills',
      'staging',
    ]);
  });

  it('finishes it as well when the next thing asked is another change', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const oldIndex = await readFile(at.home.registryIndex, 'utf8');
    await at.install({ version: '2.0.0' });
    await writeFile(at.home.registryIndex, oldIndex);
    await writeFile(at.home.registryPending, '123\n');
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
      join(skill, '.current.json.0123456789ab.aios-tmp'),
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
  this.timeout(30_000);

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

  it('install versions of one skill: one of them wins, whole', async () => {
    await using at = await makeRegistryHome();
    const versions = ['1.0.0', '2.0.0', '3.0.0'];
    const folders = await Promise.all(versions.map((version) => at.write({ version })));
    const registries = folders.map(() => openRegistry(at.home.root));
    await Promise.all(
      folders.map((folder, index) => registries[index]!.installFolder(folder, { workingFolder: '/' })),
    );
    const [winner, ...more] = await at.installed();
    assert.deepEqual(more, []);
    assert.ok(versions.includes(winner!.split('@')[1]!));
    assert.equal((await readdir(join(at.home.skills, 'meeting-notes', 'versions'))).length, 3);
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
        const skills = await reader.list();
        assert.equal(skills.length, 1);
        assert.equal((await reader.files(skills[0]!)).size, 4);
      }
    };
    await Promise.all([change(), look(), look()]);
  });
});

describe('a skill as an agent skill', () => {
  it('has the digests that were recorded when it was installed', async () => {
    await using at = await makeRegistryHome();
    const { skill } = await at.install();
    const recorded = await at.registry.exportedDigests(skill);
    const anew = await at.registry.exportedDigests({
      ...skill,
      agentSkill: { ...skill.agentSkill, exporter: 0 },
    });
    assert.deepEqual(anew, recorded);
    assert.deepEqual(Object.keys(recorded.files), [...(await at.registry.exportAgentSkill(skill)).keys()]);
  });
});
