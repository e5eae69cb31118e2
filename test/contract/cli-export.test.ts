import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFolder, skillFolderLimits } from '../../runtime/files/read-folder.ts';
import { skillText } from '../support/agent-skill-files.ts';
import { assertFailed, runBoth, writeSkill } from '../support/assert-cli.ts';
import { readZip } from '../support/read-zip.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeFiles } from '../support/skill-files.ts';

const canRun = process.platform !== 'win32';

describe('aios export', function () {
  this.timeout(30_000);
  let home: ThrowAwayHome;

  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  async function install(folder: string): Promise<void> {
    const { exitCode, stderr } = await runCli(home, ['install', folder]);
    assert.equal(exitCode, 0, stderr);
  }

  /** An agent skill that breaks half the rules and has a script. @returns its folder */
  async function writeAgentSkill(): Promise<string> {
    const folder = await writeFiles(
      join(home.path, 'source', 'pdf-tools'),
      new Map(
        Object.entries({
          'SKILL.md': `\ufeff${skillText('name: PDF Tools\ndescription: Use when: asked\nversion: 1.10\nhooks: {a: [b]}').replaceAll('\n', '\r\n')}`,
          'scripts/run.sh': '#!/bin/sh\necho done\n',
          'agents/openai.yaml': 'interface: {}\n',
          'assets/x.bin': Buffer.from([0, 255, 1]),
        }).map(([path, content]) => [path, Buffer.from(content)] as const),
      ),
    );
    if (canRun) await chmod(join(folder, 'scripts', 'run.sh'), 0o755);
    return folder;
  }

  it('writes a skill as an agent skill that checks as ok and installs as the same again', async () => {
    const folder = await writeSkill(home, { 'tests/a.json': '{}', 'changelog.md': '# 1.0.0\n' });
    await install(folder);
    const { json, text } = await runBoth(home, ['export', 'meeting-notes', '--dry-run']);
    const target = join(home.path, 'meeting-notes');
    const exported = { id: 'meeting-notes', version: '1.0.0', format: 'agent-skill', path: target };
    assert.deepEqual(json.json, { exported, dryRun: true });
    assert.equal(text.stdout, `Meeting Notes 1.0.0 would be written to ${target}\n`);
    assert.deepEqual((await readdir(home.path)).includes('meeting-notes'), false);

    const run = await runCli(home, ['export', 'meeting-notes', '--format', 'agent-skill', '--json']);
    assert.deepEqual([run.exitCode, run.json], [0, { exported, dryRun: false }]);
    const check = await runCli(home, ['check', target, '--json']);
    assert.deepEqual((check.json as { summary: object }).summary, {
      total: 1,
      ok: 1,
      warned: 0,
      rejected: 0,
    });

    const before = await runCli(home, ['list', '--json']);
    await runCli(home, ['remove', 'meeting-notes']);
    await install(target);
    const digestOf = (list: unknown): string => (list as { skills: { digest: string }[] }).skills[0]!.digest;
    assert.equal(digestOf((await runCli(home, ['list', '--json'])).json), digestOf(before.json));
  });

  it('gives an agent skill back as it came, scripts that run included, installed and delivered', async () => {
    const folder = await writeAgentSkill();
    await mkdir(join(home.path, '.claude', 'skills'), { recursive: true });
    await writeFile(join(home.path, '.claude.json'), '{}');
    await install(folder);
    const sync = await runCli(home, ['sync', '--json']);
    assert.equal(sync.exitCode, 0, sync.stdout);
    const out = join(home.path, 'out', 'new');
    const { exitCode } = await runCli(home, ['export', 'pdf-tools', '--out', 'out/new']);
    assert.equal(exitCode, 0);
    const source = await readFolder(folder, skillFolderLimits);
    for (const copy of [join(out, 'pdf-tools'), join(home.path, '.claude', 'skills', 'pdf-tools')]) {
      const files = await readFolder(copy, skillFolderLimits);
      assert.deepEqual([...files], [...source], copy);
      assert.deepEqual(files.executable, source.executable, copy);
    }
    if (canRun) assert.deepEqual([...(source.executable ?? [])], ['scripts/run.sh']);
  });

  it('writes a ZIP that holds the folder, the same each time', async () => {
    await install(await writeAgentSkill());
    const packed: Buffer[] = [];
    for (const out of ['one', 'two']) {
      const run = await runCli(home, ['export', 'pdf-tools', '--format', 'zip', '--out', out, '--json']);
      assert.equal(run.exitCode, 0, run.stdout);
      const { path } = (run.json as { exported: { path: string } }).exported;
      assert.equal(path, join(home.path, out, 'pdf-tools.zip'));
      packed.push(await readFile(path));
    }
    assert.deepEqual(packed[0], packed[1]);
    const entries = readZip(packed[0]!);
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['SKILL.md', 'agents/openai.yaml', 'assets/x.bin', 'scripts/run.sh'].map((name) => `pdf-tools/${name}`),
    );
    if (canRun) assert.equal(entries[3]?.mode, 0o755);
  });

  it('says when the ZIP has a shorter description, and leaves the installed skill as it is', async () => {
    const description = 'Lists what was decided in a meeting. '.repeat(10).trim();
    await install(
      await writeFiles(
        join(home.path, 'long'),
        new Map([['SKILL.md', Buffer.from(skillText(`name: long\ndescription: ${description}`))]]),
      ),
    );
    const { stdout } = await runCli(home, ['export', 'long', '--format', 'zip']);
    assert.match(stdout, /was cut to the 200 characters/u);
    await runCli(home, ['export', 'long', '--out', 'whole']);
    assert.ok((await readFile(join(home.path, 'whole', 'long', 'SKILL.md'), 'utf8')).includes(description));
  });

  it('writes an agent plugin with the skill in it', async () => {
    await install(await writeSkill(home));
    const { exitCode } = await runCli(home, ['export', 'meeting-notes', '--format', 'plugin']);
    assert.equal(exitCode, 0);
    const target = join(home.path, 'meeting-notes-plugin');
    for (const file of ['plugin.json', '.claude-plugin/plugin.json']) {
      const plugin = JSON.parse(await readFile(join(target, file), 'utf8')) as Record<string, unknown>;
      assert.deepEqual([plugin.name, plugin.version], ['meeting-notes', '1.0.0']);
    }
    const check = await runCli(home, ['check', target, '--json']);
    assert.deepEqual(
      (check.json as { skills: { path: string; grade: string }[] }).skills.map(({ path, grade }) => [
        path,
        grade,
      ]),
      [[join(target, 'skills', 'meeting-notes'), 'ok']],
    );
  });

  it('leaves what stands in its place untouched, a link to nowhere too', async () => {
    await install(await writeSkill(home));
    const folder = join(home.path, 'meeting-notes');
    await mkdir(folder);
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await writeFile(join(home.path, 'meeting-notes.zip'), 'mine');
    if (canRun) await symlink('nowhere', join(home.path, 'meeting-notes-plugin'));
    for (const format of canRun ? ['agent-skill', 'zip', 'plugin'] : ['agent-skill', 'zip']) {
      for (const more of [[], ['--dry-run']]) {
        const run = await runCli(home, ['export', 'meeting-notes', '--format', format, ...more, '--json']);
        assertFailed(run, 1, 'target_exists');
      }
    }
    assert.deepEqual(await readdir(folder), ['mine.txt']);
    assert.equal(await readFile(join(home.path, 'meeting-notes.zip'), 'utf8'), 'mine');
    await assert.rejects(stat(join(home.path, 'nowhere')), { code: 'ENOENT' });
    assert.deepEqual(
      (await readdir(home.path)).filter((name) => name.includes('tmp')),
      [],
    );
  });

  it('fails for a format or a skill that is not there, and for a folder it may not make', async () => {
    await install(await writeSkill(home));
    assertFailed(await runCli(home, ['export', 'meeting-notes', '--format', 'rar', '--json']), 2, 'usage');
    assertFailed(await runCli(home, ['export', '--json']), 2, 'usage');
    const unknown = await runCli(home, ['export', 'nothing', '--json']);
    assert.equal(unknown.exitCode, 1);
    await writeFile(join(home.path, 'file'), 'x');
    for (const format of ['agent-skill', 'zip']) {
      const run = await runCli(home, [
        'export',
        'meeting-notes',
        '--format',
        format,
        '--out',
        'file/below',
        '--json',
      ]);
      assertFailed(run, 1, (run.json as { error: { code: string } }).error.code);
    }
    assert.equal(await readFile(join(home.path, 'file'), 'utf8'), 'x');
  });
});
