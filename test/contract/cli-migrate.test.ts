import assert from 'node:assert/strict';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertFailed } from '../support/assert-cli.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { flushes, killAtEveryWrite, runCliKilled } from '../support/run-killed.ts';
import { contents } from '../support/sync-home.ts';

const windsurfText = `{
  "mcpServers": {
    "github": { "command": "npx", "args": ["-y", "github-mcp"] },
    "linear": { "serverUrl": "https://mcp.linear.app/mcp" }
  }
}
`;

const devinText = '{ "mcpServers": {} } // mine\n';

/** A home in which Devin Desktop came after Windsurf. */
class SuccessorHome implements AsyncDisposable {
  readonly home: ThrowAwayHome;
  readonly windsurf: string;
  readonly devin: string;

  private constructor(home: ThrowAwayHome) {
    const folder = process.platform === 'win32' ? ['AppData', 'Roaming', 'devin'] : ['.config', 'devin'];
    this.home = home;
    this.windsurf = join(home.path, '.codeium', 'windsurf', 'mcp_config.json');
    this.devin = join(home.path, ...folder, 'mcp_config.json');
  }

  static async make(): Promise<SuccessorHome> {
    const made = new SuccessorHome(await makeHome());
    for (const file of [made.windsurf, made.devin]) await mkdir(dirname(file), { recursive: true });
    await writeFile(made.windsurf, windsurfText);
    return made;
  }

  /** Runs `aios …` and gives its output; it has to succeed. */
  async say(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await runCli(this.home, words);
    assert.equal(exitCode, 0, stdout + stderr);
    return stdout.trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.home[Symbol.asyncDispose]();
  }
}

describe('aios migrate', () => {
  it('says what it takes from where to where, takes it, and undo takes it back', async () => {
    await using home = await SuccessorHome.make();
    const { windsurf, devin } = home;
    const before = await contents(home.home.path, ['.aios']);
    const told = (verb: string): string =>
      ['github', 'linear']
        .map((id) => `devin-desktop: server "${id}" ${verb} from ${windsurf} to ${devin}`)
        .join('\n');
    assert.equal(await home.say('migrate', '--dry-run'), told('would be taken along'));
    assert.deepEqual(await contents(home.home.path, ['.aios']), before);
    assert.equal(await home.say('migrate'), told('taken along'));
    assert.deepEqual(JSON.parse(await readFile(devin, 'utf8')), {
      mcpServers: {
        github: { command: 'npx', args: ['-y', 'github-mcp'] },
        linear: { url: 'https://mcp.linear.app/mcp' },
      },
    });
    assert.equal(await readFile(windsurf, 'utf8'), windsurfText);
    if (process.platform !== 'win32') assert.equal((await stat(devin)).mode & 0o777, 0o600);
    assert.equal(await home.say('migrate'), 'There is nothing to take along.');
    assert.match(await home.say('undo'), /^devin-desktop: server "github" taken back in /u);
    assert.deepEqual(await contents(home.home.path, ['.aios']), before);
    assert.equal(
      await home.say('migrate'),
      'There is nothing to take along.\nTaken along before, and no longer in Devin Desktop: github, linear. Name one to take it along again.',
    );
    assert.match(await home.say('migrate', 'linear'), /^devin-desktop: server "linear" taken along/u);
  });

  it('is what the doctor names for it', async () => {
    await using home = await SuccessorHome.make();
    const { json } = await runCli(home.home, ['doctor', '--json']);
    const { findings } = json as { findings: { message: string; remedy: string | undefined }[] };
    const note = findings.find(({ message }) => message.endsWith('Windsurf had before it: github, linear.'));
    assert.match(note?.remedy ?? '', /`aios migrate`/u);
  });

  it('gives scripts each change with where it comes from, and each problem', async () => {
    await using home = await SuccessorHome.make();
    await writeFile(home.devin, '{ "mcpServers": { "github": {} } }\n');
    const { exitCode, json } = await runCli(home.home, ['migrate', 'github', 'linear', '--json']);
    assert.equal(exitCode, 1);
    const { changes, errors, dryRun } = json as {
      changes: Readonly<Record<string, unknown>>[];
      errors: Readonly<Record<string, unknown>>[];
      dryRun: boolean;
    };
    assert.equal(dryRun, false);
    assert.deepEqual(changes, [
      {
        client: 'devin-desktop',
        kind: 'server',
        id: 'linear',
        action: 'create',
        path: home.devin,
        readers: ['devin-desktop'],
        predecessor: 'windsurf',
        from: home.windsurf,
      },
    ]);
    assert.deepEqual(
      errors.map((error) => [Object.keys(error).sort().join(' '), error.code]),
      [['client code message path remedy', 'server_present']],
    );
  });

  it('refuses a file that does not parse, with line and column, and a server that nobody has', async () => {
    await using home = await SuccessorHome.make();
    assertFailed(await runCli(home.home, ['migrate', 'nothing', '--json']), 1, 'server_unknown');
    await writeFile(home.windsurf, '{\n  "mcpServers": }\n');
    const { exitCode, stdout } = await runCli(home.home, ['migrate']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^devin-desktop: .*line 2, column 17: not valid JSON/u);
  });

  it('has nothing to do where neither client is there', async () => {
    await using home = await SuccessorHome.make();
    await rm(dirname(home.devin), { recursive: true });
    assert.equal(await home.say('migrate'), 'There is nothing to take along.');
  });

  for (const words of [['migrate'], ['undo']]) {
    it(`killed with -9 during \`aios ${words}\` leaves the file old or new, and the next one finishes`, async function () {
      this.timeout(120_000);
      const points = await killAtEveryWrite(async (point) => {
        await using home = await SuccessorHome.make();
        await writeFile(home.devin, devinText);
        const read = (): Promise<string> => readFile(home.devin, 'utf8');
        if (words[0] === 'undo') await home.say('migrate');
        const { signal } = await runCliKilled(home.home, words, { ...point, skip: flushes });
        assert.ok((await read()) === devinText || (await read()).includes('"linear"'), await read());
        assert.equal(await readFile(home.windsurf, 'utf8'), windsurfText);
        await home.say('migrate', ...((await read()) === devinText ? ['github', 'linear'] : []));
        assert.match(await read(), /"github"[\s\S]*"linear"/u);
        // One that was killed may be taken up again first.
        for (let turn = 0; turn < 3 && (await read()) !== devinText; turn += 1) await home.say('undo');
        assert.equal(await read(), devinText);
        return signal !== null;
      });
      assert.ok(points > 10, `only ${points} points`);
    });
  }
});
