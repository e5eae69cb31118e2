import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { skillText } from '../support/agent-skill-files.ts';
import { assertFailed, runBoth } from '../support/assert-cli.ts';
import { assertComplete } from '../support/assert-diagnostic.ts';
import { type CliRun, makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { manifestText, skillFiles, writeFiles } from '../support/skill-files.ts';

interface Report {
  summary: { total: number; ok: number; warned: number; rejected: number };
  skills: {
    path: string;
    format: string;
    id: string;
    grade: string;
    diagnostics: {
      code: string;
      line: number;
      clients?: string[];
      fix?: { title: string; edits: { range: unknown; newText: string }[] };
    }[];
    listing: { client: string; characters: number; budget: number }[];
  }[];
}

/** Makes sure that a run ended with a report as scripts rely on it. */
function reportOf(run: CliRun, exitCode: number): Report {
  assert.equal(run.exitCode, exitCode, run.stdout + run.stderr);
  assert.equal(run.stderr, '');
  const report = run.json as Report & { skills: { diagnostics: Parameters<typeof assertComplete>[0] }[] };
  assert.deepEqual(Object.keys(report), ['summary', 'skills']);
  assert.deepEqual(Object.keys(report.summary), ['total', 'ok', 'warned', 'rejected']);
  for (const skill of report.skills) {
    assert.deepEqual(Object.keys(skill), ['path', 'format', 'id', 'grade', 'diagnostics', 'listing']);
    assertComplete(skill.diagnostics);
    for (const { clients, fix, ...diagnostic } of skill.diagnostics) {
      assert.deepEqual(Object.keys(diagnostic).sort(), [
        'code',
        'column',
        'file',
        'line',
        'message',
        'remedy',
        'severity',
      ]);
      for (const client of clients ?? []) assert.match(client, /^[a-z]+(?:-[a-z]+)*$/u);
      if (fix !== undefined) assert.deepEqual(Object.keys(fix), ['title', 'edits']);
    }
    for (const share of skill.listing) {
      assert.deepEqual(Object.keys(share), ['client', 'characters', 'budget']);
      assert.ok(share.characters > 0 && share.budget >= 8000);
    }
  }
  const { total, ok, warned, rejected } = report.summary;
  assert.equal(total, report.skills.length);
  assert.equal(total, ok + warned + rejected);
  return report;
}

describe('aios check', function () {
  this.timeout(30_000);
  let home: ThrowAwayHome;
  const good = (name: string): string => skillText(`name: ${name}\ndescription: Does things.`);

  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  async function write(files: Record<string, string | Uint8Array>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(home.path, path)), { recursive: true });
      await writeFile(join(home.path, path), content);
    }
  }

  function brief({ skills }: Report): string[] {
    return skills.map(({ path, format, id, grade, diagnostics }) =>
      [
        path.slice(home.path.length + 1),
        format,
        id,
        grade,
        ...diagnostics.map(({ code, line }) => `${code}:${line}`),
      ].join(' '),
    );
  }

  it('grades every skill of a tree and exits with 3 when one is rejected', async () => {
    await writeFiles(join(home.path, 'tree', 'own'), skillFiles());
    await writeFiles(join(home.path, 'tree', 'own-bad'), skillFiles({ 'prompt.md': undefined }));
    await write({
      'tree/good/SKILL.md': good('good'),
      'tree/good/examples/inner/SKILL.md': good('inner'),
      'tree/a/Odd One/skill.md': skillText('name: Odd One\ndescription: Use when: asked'),
      'tree/conflict/SKILL.md': skillText(
        'name: conflict\n<<<<<<< a\ndescription: a\n=======\ndescription: b\n>>>>>>> b',
      ),
      'tree/foreign/SKILL.md': good('foreign'),
      'tree/foreign/skill.yaml': 'kind: Skill\n',
      'tree/foreign/bundle.yaml': 'kind: Bundle\n',
      'tree/node_modules/x/SKILL.md': good('x'),
      'tree/.git/y/SKILL.md': good('y'),
      'tree/README.md': '# No skill\n',
    });
    const { json, text } = await runBoth(home, ['check', 'tree']);
    const report = reportOf(json, 3);
    assert.deepEqual(brief(report), [
      'tree/a/Odd One agent-skill odd-one warned file_name:1 yaml_syntax:3 name_invalid:2',
      'tree/conflict agent-skill conflict rejected conflict_marker:3',
      'tree/foreign agent-skill foreign ok',
      'tree/good agent-skill good ok',
      'tree/good/examples/inner agent-skill inner ok',
      'tree/own aios meeting-notes ok',
      'tree/own-bad aios own-bad rejected file_missing:9',
    ]);
    assert.deepEqual(report.summary, { total: 7, ok: 4, warned: 1, rejected: 2 });
    assert.match(text.stdout, /^7 skills: 4 ok, 1 with warnings, 2 rejected\.$/mu);
    assert.match(text.stdout, /SKILL\.md:3:1 error \[conflict_marker\]/u);
  });

  it('names the clients that mind, gives the change that mends it, and leaves the grade', async () => {
    await writeFiles(
      join(home.path, 'own'),
      skillFiles({
        'schema.input.json': '{"type":"object","properties":{"notes":{"type":"array"}},"oneOf":[{}]}',
      }),
    );
    await write({ 'a/SKILL.md': skillText(`name: a\ndescription: ${'x'.repeat(300)}`) });
    const { json, text } = await runBoth(home, ['check', 'own', 'a']);
    const report = reportOf(json, 0);
    assert.deepEqual(report.summary, { total: 2, ok: 2, warned: 0, rejected: 0 });
    const [own, agentSkill] = report.skills;
    assert.deepEqual(
      own?.diagnostics.map(({ code }) => code),
      ['client_schema_root', 'client_open_array'],
    );
    assert.ok(own?.diagnostics[0]?.clients?.includes('claude-code'));
    assert.deepEqual(own?.diagnostics[1]?.fix, {
      title: 'Add "items": {}',
      edits: [
        { range: { start: { line: 1, column: 55 }, end: { line: 1, column: 55 } }, newText: ', "items": {}' },
      ],
    });
    assert.deepEqual(
      agentSkill?.diagnostics.map(({ code, clients }) => [code, clients]),
      [['client_skill_description', ['claude-desktop']]],
    );
    assert.match(
      text.stdout,
      /schema\.input\.json:1:58 warning \[client_schema_root\] .*Claude Code leaves it out/u,
    );
    assert.doesNotMatch(text.stdout, /client_skill_description|list of skills/u);
  });

  it('says whose list of skills has no room for all of them', async () => {
    for (let index = 0; index < 12; index += 1)
      await write({
        [`tree/s${index}/SKILL.md`]: skillText(`name: s${index}\ndescription: ${'x'.repeat(900)}`),
      });
    const { json, text } = await runBoth(home, ['check', 'tree']);
    const shares = reportOf(json, 0).skills.flatMap(({ listing }) => listing);
    const taken = shares
      .filter(({ client }) => client === 'claude-code')
      .reduce((sum, { characters }) => sum + characters, 0);
    assert.ok(
      text.stdout.includes(`take ${taken.toLocaleString('en')} characters of Claude Code's list`),
      text.stdout,
    );
    assert.doesNotMatch(text.stdout, /Codex/u);
  });

  it('holds the fixtures of a skill against its input schema', async () => {
    await writeFiles(
      join(home.path, 'own'),
      skillFiles({
        'skill.yaml': manifestText({ tests: '[{ name: one, fixture: tests/fixture_01.json }]' }),
        'tests/fixture_01.json': '{\n  "notes": 7\n}\n',
      }),
    );
    assert.deepEqual(brief(reportOf(await runCli(home, ['check', 'own', '--json']), 0)), [
      'own aios meeting-notes warned fixture_invalid:2',
    ]);
  });

  it('takes one skill, its file, or several, absolute or relative, and counts none twice', async () => {
    await write({ 'a/SKILL.md': good('a'), 'a/more/b/SKILL.md': good('b'), 'c/SKILL.md': good('c') });
    const check = async (...paths: string[]): Promise<string[]> =>
      brief(
        reportOf(
          await runCli(home, ['check', ...paths, '--json'], { workingFolder: join(home.path, 'a') }),
          0,
        ),
      );
    assert.deepEqual(await check('SKILL.md'), ['a agent-skill a ok']);
    assert.deepEqual(await check('../c', join(home.path, 'a', 'more')), [
      'c agent-skill c ok',
      'a/more/b agent-skill b ok',
    ]);
    assert.deepEqual(await check('.', '..', 'more'), [
      'a agent-skill a ok',
      'a/more/b agent-skill b ok',
      'c agent-skill c ok',
    ]);
  });

  it('follows a link to a file inside what was asked for, and no other', async function () {
    if (process.platform === 'win32') this.skip();
    await write({ 'tree/a/SKILL.md': good('a'), 'outside/SKILL.md': good('secret') });
    for (const [name, target] of Object.entries({
      'in-tree': '../a/SKILL.md',
      'out-of-tree': '../../outside/SKILL.md',
      dangling: '../nowhere.md',
      circle: 'SKILL.md',
      device: '/dev/zero',
    })) {
      await mkdir(join(home.path, 'tree', name));
      await symlink(target, join(home.path, 'tree', name, 'SKILL.md'));
    }
    await symlink('../outside', join(home.path, 'tree', 'linked-folder'));
    assert.deepEqual(brief(reportOf(await runCli(home, ['check', 'tree', '--json']), 3)), [
      'tree/a agent-skill a ok',
      'tree/circle agent-skill circle rejected link:1',
      'tree/dangling agent-skill dangling rejected link:1',
      'tree/device agent-skill device rejected link:1',
      'tree/in-tree agent-skill a warned name_not_folder:2',
      'tree/out-of-tree agent-skill out-of-tree rejected link:1',
    ]);
  });

  it('finds skills through a path that is itself a link', async function () {
    if (process.platform === 'win32') this.skip();
    await write({ 'tree/a/SKILL.md': good('a') });
    await symlink('tree', join(home.path, 'link'));
    assert.deepEqual(brief(reportOf(await runCli(home, ['check', 'link', '--json']), 0)), [
      'link/a agent-skill a ok',
    ]);
  });

  it('rejects what is no file, and what is too large, with the reason', async () => {
    await mkdir(join(home.path, 'tree', 'folder', 'SKILL.md'), { recursive: true });
    await write({ 'tree/large/SKILL.md': Buffer.alloc(17 * 1024 * 1024, 'a'), 'tree/nul/SKILL.md': 'a\0b' });
    assert.deepEqual(brief(reportOf(await runCli(home, ['check', 'tree', '--json']), 3)), [
      'tree/large agent-skill large rejected file_too_large:1',
      'tree/nul agent-skill nul rejected not_text:1',
    ]);
  });

  it('goes past a folder that may not be read, and says so when it is the one asked for', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    await write({ 'tree/a/SKILL.md': good('a'), 'tree/locked/SKILL.md': good('locked') });
    const locked = join(home.path, 'tree', 'locked');
    await chmod(locked, 0);
    try {
      assert.deepEqual(brief(reportOf(await runCli(home, ['check', 'tree', '--json']), 0)), [
        'tree/a agent-skill a ok',
      ]);
      assertFailed(await runCli(home, ['check', 'tree/locked', '--json']), 1, 'file_eacces');
    } finally {
      await chmod(locked, 0o700);
    }
  });

  it('fails where there is no skill, no such path, and without a path', async () => {
    await write({ 'empty/README.md': 'x', 'empty/below/a/SKILL.md': good('a') });
    await mkdir(join(home.path, 'none'));
    assertFailed(await runCli(home, ['check', 'none', '--json']), 1, 'no_skill_found');
    assertFailed(await runCli(home, ['check', 'empty/README.md', '--json']), 1, 'no_skill_found');
    assertFailed(await runCli(home, ['check', 'nowhere', '--json']), 1, 'path_missing');
    assertFailed(await runCli(home, ['check', '--json']), 2, 'usage');
  });

  it('prints nothing that a skill brought to move the cursor', async () => {
    await write({ 'a/SKILL.md': skillText('name: a\ndescription: x\n"\\e[2Jkey": x') });
    const { stdout } = await runCli(home, ['check', 'a']);
    assert.match(stdout, /knows no key "\ufffd\[2Jkey"/u);
  });

  it('installs nothing', async () => {
    await writeFiles(join(home.path, 'own'), skillFiles({ 'skill.yaml': manifestText({ id: 'own' }) }));
    await runCli(home, ['check', 'own']);
    const { json } = await runCli(home, ['list', '--json']);
    assert.deepEqual((json as { skills: unknown[] }).skills, []);
  });
});
