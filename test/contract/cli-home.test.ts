import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertFailed, runBoth, type ToldError, writeSkill } from '../support/assert-cli.ts';
import { contentOf } from '../support/registry-home.ts';
import { cliFile, environmentOf, makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';

describe('the command line and its home', function () {
  this.timeout(30_000);

  it("is --home, else AIOS_HOME, else .aios in the person's home", async () => {
    await using home = await makeHome();
    const folder = await writeSkill(home);
    const [a, b] = [join(home.path, 'a'), join(home.path, 'b')];
    const environment = { AIOS_HOME: b };
    assert.equal((await runCli(home, ['install', folder, '--home', a], { environment })).exitCode, 0);
    assert.deepEqual((await readdir(home.path)).sort(), ['a', 'skill']);
    assert.equal((await runCli(home, ['install', folder], { environment })).exitCode, 0);
    assert.deepEqual((await readdir(home.path)).sort(), ['a', 'b', 'skill']);
    assert.equal((await runCli(home, ['install', folder])).exitCode, 0);
    assert.deepEqual((await readdir(home.path)).sort(), ['.aios', 'a', 'b', 'skill']);
  });

  it('may be relative to where the command is run', async () => {
    await using home = await makeHome();
    await writeSkill(home);
    const run = await runCli(home, ['install', 'skill', '--home', 'here/it is'], {
      workingFolder: home.path,
    });
    assert.equal(run.exitCode, 0, run.stderr);
    assert.ok((await readdir(join(home.path, 'here', 'it is'))).includes('registry'));
  });

  it('is only looked at by what writes nothing', async () => {
    await using home = await makeHome();
    for (const words of [
      ['list'],
      ['show', 'x'],
      ['status'],
      ['drift'],
      ['clients'],
      ['remove', 'x'],
      ['help'],
    ])
      await runCli(home, words);
    assert.deepEqual(await readdir(home.path), []);
  });

  const places: Record<string, (home: ThrowAwayHome) => Promise<string>> = {
    'is a file': async (home) => {
      await writeFile(join(home.path, 'file'), 'mine');
      return join(home.path, 'file');
    },
    'is below a file': async (home) => {
      await writeFile(join(home.path, 'file'), 'mine');
      return join(home.path, 'file', 'below');
    },
    'has a file where a folder belongs': async (home) => {
      await mkdir(join(home.path, 'taken', 'registry'), { recursive: true });
      await writeFile(join(home.path, 'taken', 'registry', 'skills'), 'mine');
      return join(home.path, 'taken');
    },
    'is where nothing can be made': async () => '/proc/x',
  };
  for (const [what, make] of Object.entries(places)) {
    it(`that ${what} is named, with what to do, and left as it is`, async function () {
      if (process.platform !== 'linux' && what.includes('nothing')) this.skip();
      await using home = await makeHome();
      const folder = await writeSkill(home);
      const place = await make(home);
      const before = await contentOf(home.path);
      const { json, text } = await runBoth(home, ['install', folder, '--home', place]);
      const { code } = (json.json as { error: ToldError }).error;
      // What would have been switched in was shown by then.
      const shown = /^\nMeeting Notes 1\.0\.0\n(?: {2}.*\n)+/u;
      const error = assertFailed({ ...json, stderr: json.stderr.replace(shown, '') }, 1, code);
      assert.match(code, /^(?:file_|folder_in_the_way)/u);
      assert.ok(error.message.includes(place), error.message);
      assert.equal(text.stdout, '');
      assert.match(text.stderr, shown);
      assert.equal(text.stderr.replace(shown, ''), `aios: ${error.message}\n${error.remedy}\n`);
      assert.deepEqual(await contentOf(home.path), before);
    });
  }

  it('that cannot be read is named by what only reads, too', async () => {
    await using home = await makeHome();
    await writeFile(join(home.path, 'file'), 'mine');
    for (const words of [['list'], ['show', 'notes'], ['status']]) {
      const run = await runCli(home, [...words, '--json', '--home', join(home.path, 'file')]);
      assertFailed(run, 1, 'file_enotdir');
    }
  });

  it('says so when the folder it was started in is gone', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await makeHome();
    await mkdir(join(home.path, 'gone'));
    const script = 'cd "$2" && rmdir "$2" && exec "$0" "$1" list --json';
    const child = spawn('/bin/sh', ['-c', script, process.execPath, cliFile, join(home.path, 'gone')], {
      env: environmentOf(home.path),
      stdio: 'pipe',
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.equal((JSON.parse(stdout) as { error: ToldError }).error.code, 'working_folder_gone');
  });
});
