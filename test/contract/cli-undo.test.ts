import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertFailed } from '../support/assert-cli.ts';
import { type LaidOutHome, layOutHome } from '../support/lay-out-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { contents, hostPlatform } from '../support/sync-home.ts';

interface Told {
  readonly changes: readonly Readonly<Record<string, unknown>>[];
  readonly errors: readonly Readonly<Record<string, unknown>>[];
  readonly dryRun: boolean;
  readonly undone?: { readonly kind: string; readonly at: string };
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u;

/** A home with four clients, of which Claude Code and Codex read skills from different folders. */
class UndoHome implements AsyncDisposable {
  readonly home: ThrowAwayHome;
  readonly laid: LaidOutHome;
  /** The copies of the skill: Claude Code's and Codex'. */
  readonly copies: readonly [string, string];

  private constructor(home: ThrowAwayHome, laid: LaidOutHome) {
    this.home = home;
    this.laid = laid;
    const copyIn = (root: string): string => join(home.path, root, 'skills', 'meeting-notes', 'SKILL.md');
    this.copies = [copyIn('.claude'), copyIn('.agents')];
  }

  static async make(): Promise<UndoHome> {
    const home = await makeHome();
    const laid = await layOutHome(home.path, { platform: hostPlatform });
    await mkdir(join(home.path, '.codex'));
    await writeFile(join(home.path, '.codex', 'config.toml'), 'model = "gpt-5" # the new one\r\n');
    return new UndoHome(home, laid);
  }

  /** Runs `aios --json …`, which has to succeed. */
  async run<Result = Told>(...words: string[]): Promise<Result> {
    const { exitCode, json, stdout, stderr } = await runCli(this.home, ['--json', ...words]);
    assert.equal(exitCode, 0, stdout + stderr);
    return json as Result;
  }

  async install(version = '1.0.0'): Promise<void> {
    const folder = await writeSkillFolder(join(this.home.aios, 'source'), { version });
    await this.run('install', folder, '--yes');
  }

  /** Adds to the prompt in Claude Code's copy. @returns the edited text */
  async edit(): Promise<string> {
    const [copy] = this.copies;
    const text = (await readFile(copy, 'utf8')).replace('List the decisions', 'List all decisions');
    await writeFile(copy, text);
    return text;
  }

  async prompts(): Promise<string[]> {
    const texts = await Promise.all(this.copies.map((copy) => readFile(copy, 'utf8')));
    return texts.map((text) => /List.*decisions/u.exec(text)?.[0] ?? text);
  }

  async digest(): Promise<string> {
    const { skills } = await this.run<{ skills: { digest: string }[] }>('list');
    return skills[0]?.digest ?? '';
  }

  /** The states of all places, as `client kind state`, and the exit code of `drift`. */
  async drift(): Promise<{ exitCode: number | null; states: string[] }> {
    const { exitCode, json } = await runCli(this.home, ['drift', '--json']);
    const { items } = json as { items: { client: string; kind: string; state: string }[] };
    const askew = items.filter(({ state }) => state !== 'in-sync');
    return { exitCode, states: askew.map(({ client, kind, state }) => `${client} ${kind} ${state}`) };
  }

  files(): Promise<Map<string, string>> {
    return contents(this.home.path, ['.aios']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.home[Symbol.asyncDispose]();
  }
}

function actionsOf({ changes }: Told): string[] {
  return changes.map(({ client, kind, action }) => `${client} ${kind} ${action}`);
}

/** What scripts may rely on of every change. */
function assertShape({ changes, errors, dryRun }: Told, isDryRun = false): void {
  for (const change of changes) {
    assert.deepEqual(Object.keys(change).sort(), ['action', 'client', 'id', 'kind', 'path', 'readers']);
    assert.ok(Array.isArray(change.readers) && change.readers.length > 0);
  }
  for (const error of errors)
    assert.deepEqual(Object.keys(error).sort(), ['client', 'code', 'message', 'path', 'remedy']);
  assert.equal(dryRun, isDryRun);
}

describe('aios undo', () => {
  it('of the first sync puts every file back byte for byte, and of itself delivers again', async () => {
    await using home = await UndoHome.make();
    const before = await home.files();
    await home.install();
    await home.run('sync');
    const delivered = await home.files();
    assert.notDeepEqual(delivered, before);
    const undone = await home.run('undo');
    assertShape(undone);
    assert.deepEqual(Object.keys(undone).sort(), ['changes', 'dryRun', 'errors', 'undone']);
    assert.equal(undone.undone?.kind, 'sync');
    assert.match(undone.undone?.at ?? '', isoTime);
    assert.deepEqual(
      actionsOf(undone).sort(),
      ['claude-code', 'claude-desktop', 'codex', 'cursor']
        .map((client) => `${client} server undo`)
        .concat('claude-code skill undo', 'codex skill undo')
        .sort(),
    );
    assert.deepEqual(await home.files(), before);
    if (process.platform !== 'win32')
      assert.equal((await stat(home.laid.claudeCode.path)).mode & 0o777, 0o600);
    assert.equal((await home.run('undo')).undone?.kind, 'undo');
    assert.deepEqual(await home.files(), delivered);
    assert.deepEqual(await home.drift(), { exitCode: 0, states: [] });
  });

  it('of an update puts the version before into the clients again', async () => {
    await using home = await UndoHome.make();
    await home.install();
    await home.run('sync');
    const first = await home.files();
    await home.install('2.0.0');
    await home.run('sync');
    assert.deepEqual(actionsOf(await home.run('undo')), ['claude-code skill undo', 'codex skill undo']);
    assert.deepEqual(await home.files(), first);
  });

  it('leaves what a person wrote since, says so and fails', async () => {
    await using home = await UndoHome.make();
    await home.install();
    await home.run('sync');
    const { path } = home.laid.cursor;
    const mine = (await readFile(path, 'utf8')).replace('"args": []', '"args": ["--mine"]');
    await writeFile(path, mine);
    const { exitCode, json } = await runCli(home.home, ['undo', '--json']);
    assert.equal(exitCode, 1);
    const told = json as Told;
    assertShape(told);
    assert.deepEqual(
      told.errors.map(({ client, code }) => `${client} ${code}`),
      ['cursor changed_since'],
    );
    assert.equal(await readFile(path, 'utf8'), mine);
    assert.equal(await readFile(home.laid.claudeCode.path, 'utf8'), home.laid.claudeCode.text);
  });

  it('with --dry-run says what it would do and does nothing', async () => {
    await using home = await UndoHome.make();
    await home.install();
    await home.run('sync');
    const delivered = await contents(home.home.path);
    const told = await home.run('undo', '--dry-run');
    assertShape(told, true);
    assert.equal(told.changes.length, 6);
    assert.deepEqual(await contents(home.home.path), delivered);
  });

  it('fails with a word on it where nothing was done yet', async () => {
    await using home = await UndoHome.make();
    assertFailed(await runCli(home.home, ['undo', '--json']), 1, 'nothing_to_undo');
  });
});

describe('aios repair --adopt', () => {
  it('makes an edited copy the installed version, for the other clients too, until it is undone', async () => {
    await using home = await UndoHome.make();
    await home.install();
    await home.run('sync');
    const [before, unedited] = [await home.digest(), await home.files()];
    const edited = await home.edit();
    assert.deepEqual(await home.drift(), { exitCode: 3, states: ['claude-code skill edited'] });

    const adopted = await home.run('repair', 'meeting-notes', '--adopt');
    assertShape(adopted);
    assert.deepEqual(Object.keys(adopted).sort(), ['changes', 'dryRun', 'errors']);
    assert.deepEqual(actionsOf(adopted), [
      'claude-code skill adopt',
      'claude-code skill update',
      'codex skill update',
    ]);
    assert.deepEqual(await home.prompts(), ['List all decisions', 'List all decisions']);
    const after = await home.digest();
    assert.notEqual(after, before);
    const { version } = await home.run<{ version: string }>('show', 'meeting-notes');
    assert.notEqual(version, '1.0.0');
    assert.deepEqual(await home.drift(), { exitCode: 0, states: [] });

    const undone = await home.run('undo');
    assertShape(undone);
    assert.equal(undone.undone?.kind, 'repair');
    assert.equal(await home.digest(), before);
    assert.deepEqual(
      await home.files(),
      new Map(unedited).set(home.copies[0].slice(home.home.path.length + 1), edited),
      'only the edit is left',
    );
    assert.deepEqual(await home.drift(), { exitCode: 3, states: ['claude-code skill edited'] });

    await home.run('undo');
    assert.equal(await home.digest(), after);
    assert.deepEqual(await home.prompts(), ['List all decisions', 'List all decisions']);
  });

  it('cannot adopt an entry in a config, and says what can be done with it', async () => {
    await using home = await UndoHome.make();
    await home.install();
    await home.run('sync');
    const { path } = home.laid.cursor;
    await writeFile(path, (await readFile(path, 'utf8')).replace('"args": []', '"args": ["--mine"]'));
    const { exitCode, json } = await runCli(home.home, ['repair', '--adopt', '--json']);
    assert.equal(exitCode, 1);
    assertShape(json as Told);
    assert.deepEqual(
      (json as Told).errors.map(({ client, code }) => `${client} ${code}`),
      ['cursor adopt_needs_skill'],
    );
  });

  it('is not to be had together with another choice', async () => {
    await using home = await UndoHome.make();
    assertFailed(await runCli(home.home, ['repair', '--adopt', '--restore', '--json']), 2, 'usage');
  });
});
