import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isEnabledFor } from '../../../runtime/registry/installed-skill.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { installOne } from '../../support/install-one.ts';
import { contentOf, makeRegistryHome } from '../../support/registry-home.ts';

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

  it('leaves nothing but the skill, the index, the lock file and an empty folder of locks', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const paths = Object.keys(await contentOf(at.home.root)).map((path) =>
      path.replace(/_[0-9a-f]{12}/u, ''),
    );
    assert.deepEqual(paths, [
      'registry/',
      'registry/collected',
      'registry/index.json',
      'registry/skills.lock.yaml',
      'registry/skills/',
      'registry/skills/meeting-notes/',
      'registry/skills/meeting-notes/current.json',
      'registry/skills/meeting-notes/versions/',
      'registry/skills/meeting-notes/versions/1.0.0.json',
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
    assert.deepEqual(await contentOf(at.home.root), before);
  });

  it('from a folder named by a relative path, and through a link to it', async () => {
    await using at = await makeRegistryHome();
    const folder = await at.write();
    await symlink(folder, join(at.path, 'link'));
    for (const given of ['source/meeting-notes-1.0.0', 'link', './link/']) {
      const { skill } = await installOne(at.installer, given, { workingFolder: at.path });
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
      installOne(at.installer, folder, { workingFolder: at.path });
    await rejectsWith(install('empty'), 'folder_empty');
    await rejectsWith(install('gone'), 'source_unknown');
    assert.deepEqual(await contentOf(at.home.root), {});
    await rejectsWith(install('file'), 'source_unreadable');
    assert.deepEqual(Object.keys(await contentOf(at.home.root)), ['registry/', 'registry/staging/']);
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
    assert.equal((await at.registry.versions('meeting-notes')).length, 2);
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

describe('a skill as an agent skill', () => {
  it('has the digests that were recorded when it was installed', async () => {
    await using at = await makeRegistryHome();
    const { skill } = await at.install();
    const recorded = await at.registry.exportedDigests(skill);
    const pointer = join(at.home.skills, 'meeting-notes', 'current.json');
    const text = await readFile(pointer, 'utf8');
    await writeFile(pointer, text.replace(/"exporter":\d+/u, '"exporter":0'));
    const anew = await at.registry.exportedDigests(skill);
    assert.deepEqual(anew, recorded);
    assert.deepEqual(Object.keys(recorded.files), [...(await at.registry.exportAgentSkill(skill)).keys()]);
  });
});
