import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { manifestText } from '../support/skill-files.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

interface Told {
  readonly lock: {
    readonly matches: boolean;
    readonly differences: readonly { id: string; state: string; fields?: readonly string[] }[];
    readonly error?: { code: string; message: string; line?: number };
  };
  readonly error: { code: string; message: string };
  readonly declined: readonly { id: string; reasons: readonly { code: string }[] }[];
}

describe('the lock file on the command line', function () {
  this.timeout(60_000);
  let home: ThrowAwayHome;
  let other: ThrowAwayHome;
  beforeEach(async () => {
    home = await makeHome();
    other = await makeHome();
  });
  afterEach(async () => {
    await home[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  const lockOf = ({ aios }: ThrowAwayHome): string => join(aios, 'registry', 'skills.lock.yaml');

  async function aios(at: ThrowAwayHome, words: string[], exitCode = 0) {
    const run = await runCli(at, words);
    assert.equal(run.exitCode, exitCode, `${words.join(' ')}: ${run.stdout}${run.stderr}`);
    return { ...run, told: run.json as Told };
  }

  /** Where a skill stands that wants a scope. */
  async function writeWanting(version: string, scope: string): Promise<string> {
    const folder = await writeSkillFolder(home.path, { version });
    const manifest = manifestText({ id: 'meeting-notes', version }).trimEnd();
    const wanted = `requires:\n  connectors:\n    - id: gdrive\n      scopes:\n        - ${scope}\n`;
    await writeFile(join(folder, 'skill.yaml'), `${manifest}\n${wanted}`);
    return folder;
  }

  it('is read wholly by list, which tells what differs or why it cannot be read', async () => {
    await aios(home, ['install', await writeSkillFolder(home.path)]);
    const text = await readFile(lockOf(home), 'utf8');
    const looked = async (changed: string) => {
      assert.notEqual(changed, text);
      await writeFile(lockOf(home), changed);
      await aios(home, ['list', '--verify'], 3);
      const { lock } = (await aios(home, ['list', '--json'])).told;
      assert.equal(lock.matches, false);
      return lock;
    };
    const { lock } = (await aios(home, ['list', '--json'])).told;
    assert.deepEqual([lock.matches, lock.differences], [true, []]);
    const elsewhere = text.replace('"1.0.0"', '"9.9.9"').replace('source: "folder:', 'source: "folder:/else');
    assert.deepEqual((await looked(elsewhere)).differences, [
      { id: 'meeting-notes', state: 'differs', fields: ['version', 'source'] },
    ]);
    const { stdout } = await aios(home, ['list']);
    assert.match(stdout, /meeting-notes is not as the lock file says \(version, source\)/u);
    const pinned = text.replace('    files:', '    pinned: true\n    files:');
    assert.deepEqual((await looked(pinned)).differences[0]?.fields, ['pinned']);
    for (const [changed, why] of [
      [text.replace(/source: .*/u, 'source: 5'), /meeting-notes has no source/u],
      [text.replace('aios/v1', 'aios/v9'), /aios\/v9/u],
      [text.replace(/("prompt\.md": sha256:)[0-9a-f]{8}/u, '$1deadbeef'), /not the one of its files/u],
      [text.replace('lockfile:', '<<<<<<< HEAD\n=======\n>>>>>>> x\nlockfile:'), /cannot be used/u],
    ] as const) {
      const { error } = await looked(changed);
      assert.equal(error?.code, 'lock_unreadable');
      assert.match(error.message, why);
    }
  });

  it('with the marks of a merge above its skills is set aside by the next change', async () => {
    await aios(home, ['install', await writeSkillFolder(home.path)]);
    const text = await readFile(lockOf(home), 'utf8');
    await writeFile(lockOf(home), text.replace('lockfile:', '<<<<<<< HEAD\nlockfile:'));
    const { stderr } = await aios(home, ['pin', 'meeting-notes']);
    assert.match(stderr, /a merge left its marks \(line 3\)[^\n]* It was set aside as/u);
    assert.equal((await aios(home, ['list', '--json'])).told.lock.matches, true);
  });

  it('brings nothing unseen, and nothing that wants more without somebody agreeing', async () => {
    await aios(other, ['install', await writeWanting('1.0.0', 'files.readonly')]);
    await aios(home, ['install', await writeWanting('2.0.0', 'write:everything')]);
    await using third = await makeHome();
    for (const to of [other, third]) {
      await mkdir(join(to.aios, 'registry'), { recursive: true });
      await cp(lockOf(home), lockOf(to));
    }
    const fresh = await aios(third, ['restore', '--frozen']);
    assert.match(
      fresh.stderr,
      /\nMeeting Notes 2\.0\.0\n[\s\S]* {2}Digest sha256:[\s\S]* {2}Wants gdrive: write:everything\n/u,
    );
    assert.match(fresh.stdout, /^Meeting Notes 2\.0\.0 restored\.\n/u);
    const refused = await aios(other, ['restore', '--frozen'], 1);
    assert.match(refused.stderr, /Meeting Notes 1\.0\.0 → 2\.0\.0\n[\s\S]*! It wants more than/u);
    assert.match(refused.stderr, /not agreed to; nothing was changed[\s\S]*--yes/u);
    const partly = await aios(other, ['restore', '--json'], 1);
    assert.deepEqual(
      partly.told.declined.map(({ id, reasons: [reason] }) => [id, reason?.code]),
      [['meeting-notes', 'new-scopes']],
    );
    assert.match((await aios(other, ['list'])).stdout, /meeting-notes +1\.0\.0/u);
    const planned = await aios(other, ['restore', '--frozen', '--dry-run']);
    assert.match(planned.stderr, /! It wants more than/u);
    assert.match(planned.stdout, /would be restored/u);
    await aios(other, ['restore', '--frozen', '--yes']);
    assert.match((await aios(other, ['list'])).stdout, /meeting-notes +2\.0\.0/u);
  });
});
