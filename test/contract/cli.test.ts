import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertFailed, runBoth, writeSkill } from '../support/assert-cli.ts';
import { contentOf } from '../support/registry-home.ts';
import { cliFile, environmentOf, makeHome, runCli } from '../support/run-cli.ts';

describe('the command line', function () {
  this.timeout(30_000);

  describe('with --json', () => {
    it('prints one document and nothing else for every command', async () => {
      await using home = await makeHome();
      const folder = await writeSkill(home);
      const runs: [words: string[], key: string, shown?: RegExp][] = [
        [['install', folder, '--dry-run'], 'action'],
        // What is switched in is shown to people first, who read the other stream.
        [['install', folder], 'action', /^\nMeeting Notes 1\.0\.0\n[^{]*$/u],
        [['install', folder], 'action'],
        [['list'], 'skills'],
        [['show', 'meeting-notes'], 'skill'],
        [['clients'], 'clients'],
        [['status'], 'skills'],
        [['sync'], 'changes'],
        [['drift'], 'summary'],
        [['repair'], 'changes'],
        [['doctor'], 'findings'],
        [['remove', 'meeting-notes', '--dry-run'], 'removed'],
        [['remove', 'meeting-notes'], 'removed'],
        [['list'], 'skills'],
        [['help'], 'commands'],
        [['help', 'install'], 'usage'],
        [['install', '--help'], 'usage'],
        [['--version'], 'version'],
        [[], 'commands'],
      ];
      for (const [words, key, shown = /^$/u] of runs) {
        const run = await runCli(home, [...words, '--json']);
        const expected = words[0] === 'doctor' ? [0, 3] : [0];
        assert.ok(expected.includes(run.exitCode ?? -1), `${words.join(' ')}: ${run.stdout}${run.stderr}`);
        assert.ok(Object.hasOwn(run.json as object, key), `${words.join(' ')}: ${run.stdout}`);
        assert.match(run.stderr, shown, words.join(' '));
      }
    });

    it('tells what scripts rely on of the installed skills', async () => {
      await using home = await makeHome();
      const folder = await writeSkill(home);
      const installed = await runCli(home, ['install', folder, '--client', 'cursor', '--json']);
      const { action, skill } = installed.json as { action: string; skill: { id: string; digest: string } };
      assert.deepEqual([action, skill.id], ['installed', 'meeting-notes']);
      const { skills } = (await runCli(home, ['list', '--json'])).json as { skills: object[] };
      assert.deepEqual(skills, [
        {
          id: 'meeting-notes',
          name: 'Meeting Notes',
          version: '1.0.0',
          description: 'Extracts the decisions from meeting notes. Use when asked what was decided.',
          source: `folder:${folder}`,
          digest: skill.digest,
          enabled: true,
          clients: ['cursor'],
          pinned: false,
        },
      ]);
    });

    it('may stand anywhere among the words', async () => {
      await using home = await makeHome();
      for (const words of [
        ['--json', 'list'],
        ['list', '--json'],
        ['--json', '--home', home.aios, 'list'],
      ])
        assert.deepEqual(((await runCli(home, words)).json as { skills: [] }).skills, []);
    });
  });

  describe('used wrongly', () => {
    for (const words of [
      ['explode'],
      ['explode', '--help'],
      ['help', 'explode'],
      ['constructor'],
      ['__proto__'],
      ['list', '--frobnicate'],
      ['list', '-x'],
      ['list', 'extra'],
      ['install'],
      ['install', 'a', 'b'],
      ['show'],
      ['remove'],
      ['remove', 'a', 'b'],
      ['remove', 'a', '--client', 'cursor'],
      ['list', '--dry-run'],
      ['sync', '--keep'],
      ['install', '.', '--client', 'no-such-client'],
      ['repair', '--keep', '--restore'],
      ['list', '--home'],
      ['list', '--home', ''],
      ['list', '--json=yes'],
    ]) {
      it(`exits with 2 and writes nothing: aios ${words.join(' ')}`, async () => {
        await using home = await makeHome();
        const { json, text } = await runBoth(home, words);
        assert.equal(text.exitCode, 2, text.stdout + text.stderr);
        assert.equal(text.stdout, '');
        assert.match(text.stderr, /^aios: .+\n.*(?:Run `aios|Usage: aios|Give |Use one of )/su);
        assert.doesNotMatch(text.stderr, /\n {4}at /u);
        if (!words.includes('--home') || words.includes('')) {
          const error = assertFailed(json, 2, words.includes('no-such-client') ? 'client_unknown' : 'usage');
          assert.ok(text.stderr.includes(error.message));
        }
        assert.deepEqual(await readdir(home.path), []);
      });
    }

    it('says what there is when asked for help, or for nothing', async () => {
      await using home = await makeHome();
      for (const words of [[], ['help'], ['--help'], ['-h']]) {
        const { exitCode, stdout } = await runCli(home, words);
        assert.equal(exitCode, 0);
        assert.match(stdout, /install SOURCE .*\n.*list .*\n.*show ID .*\n.*remove ID/su);
      }
      const { stdout } = await runCli(home, ['install', '--help']);
      assert.match(stdout, /Usage: aios install SOURCE/u);
      assert.match((await runCli(home, ['--version'])).stdout, /^\d+\.\d+\.\d+\n$/u);
      assert.deepEqual(await readdir(home.path), []);
    });

    it('takes what follows -- as words, not as options', async () => {
      await using home = await makeHome();
      const { exitCode, stderr, stdout } = await runCli(home, ['show', '--', '--json']);
      assert.deepEqual([exitCode, stdout], [1, '']);
      assert.match(stderr, /No skill "--json" is installed/u);
    });
  });

  describe('asked for a skill that is not there', () => {
    for (const id of [
      'unknown',
      '../../etc',
      '',
      '.',
      '/etc/passwd',
      'A',
      '__proto__',
      'a\nb',
      'x'.repeat(5000),
    ]) {
      for (const command of ['show', 'remove']) {
        it(`says so: ${command} ${JSON.stringify(id).slice(0, 30)}`, async () => {
          await using home = await makeHome();
          const error = assertFailed(await runCli(home, [command, '--json', '--', id]), 1, 'skill_unknown');
          assert.match(error.remedy, /aios list/u);
          assert.deepEqual(await readdir(home.path), []);
        });
      }
    }

    it('says so for a folder that is not there', async () => {
      await using home = await makeHome();
      const error = assertFailed(await runCli(home, ['install', './gone', '--json']), 1, 'source_unknown');
      assert.match(error.message, /"\.\/gone" is no folder or file here/u);
      assert.deepEqual(await readdir(home.path), []);
    });
  });

  describe('with --dry-run', () => {
    it('writes nothing at all, whether it installs, updates or removes', async () => {
      await using home = await makeHome();
      const folder = await writeSkill(home);
      const first = await runBoth(home, ['install', folder, '--dry-run']);
      assert.equal((first.json.json as { action: string }).action, 'installed');
      assert.match(first.text.stdout, /would be installed/u);
      assert.deepEqual(await readdir(home.path), ['skill']);
      await runCli(home, ['install', folder]);
      const before = await contentOf(home.aios);
      await writeFile(join(folder, 'prompt.md'), 'Other words.');
      const update = await runBoth(home, ['install', folder, '--dry-run']);
      assert.equal((update.json.json as { action: string }).action, 'updated');
      const removal = await runBoth(home, ['remove', 'meeting-notes', '--dry-run']);
      assert.match(removal.text.stdout, /would be removed/u);
      assert.deepEqual(await contentOf(home.aios), before);
    });
  });

  describe('whose reader goes away', () => {
    it('ends without a stack', async () => {
      await using home = await makeHome();
      await runCli(home, ['install', await writeSkill(home)]);
      for (const words of [['list'], ['help'], ['show', 'meeting-notes', '--json']]) {
        const child = spawn(process.execPath, [cliFile, ...words], {
          env: environmentOf(home.path),
          stdio: 'pipe',
        });
        child.stdout.destroy();
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
        });
        const [code, signal] = await once(child, 'close');
        assert.deepEqual([code, signal, stderr], [0, null, '']);
      }
    });

    it('still exits with what it found, although nobody hears why', async () => {
      await using home = await makeHome();
      const child = spawn(process.execPath, [cliFile, 'explode'], {
        env: environmentOf(home.path),
        stdio: 'pipe',
      });
      child.stdout.destroy();
      child.stderr.destroy();
      assert.deepEqual(await once(child, 'close'), [2, null]);
    });

    it('says so and exits with 1 when what it prints finds no room', async function () {
      if (process.platform !== 'linux') this.skip();
      await using home = await makeHome();
      const child = spawn('/bin/sh', ['-c', `exec "$0" "$1" list > /dev/full`, process.execPath, cliFile], {
        env: environmentOf(home.path),
        stdio: 'pipe',
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const [code] = await once(child, 'close');
      assert.equal(code, 1);
      assert.match(stderr, /^aios: Could not print the result: ENOSPC[^\n]*\n$/u);
    });
  });
});
