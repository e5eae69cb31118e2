import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startClawhub } from '../support/clawhub-server.ts';
import { makeRepository, skipWithoutGit } from '../support/git-repository.ts';
import { writeZip } from '../support/hostile-archive.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';
import { startRegistry } from '../support/npm-registry.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';

interface Installed {
  readonly id: string;
  readonly source: string;
  readonly sourcePath?: string;
  readonly resolved?: { commit?: string; version?: string; address?: string };
}

const skillText = (name: string, body: string): string =>
  `---\nname: ${name}\ndescription: Does ${name}.\n---\n${body}\n`;

describe('installing on the command line from', function () {
  this.timeout(60_000);
  let home: ThrowAwayHome;
  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const aios = async (words: string[], exitCode = 0, at = home): Promise<Record<string, unknown>> => {
    const run = await runCli(at, [...words, '--json']);
    assert.equal(run.exitCode, exitCode, `${words.join(' ')}: ${run.stdout}${run.stderr}`);
    return run.json as Record<string, unknown>;
  };
  const listed = async (at = home): Promise<Installed[]> =>
    (await aios(['list'], 0, at)).skills as Installed[];
  const promptOf = async (id: string, at = home): Promise<string> => {
    const out = await mkdtemp(join(at.path, 'export-'));
    await aios(['export', id, '--out', out], 0, at);
    return readFile(join(out, id, 'SKILL.md'), 'utf8');
  };

  it('a git repository: a choice, an update, and the very commit on another machine', async function () {
    skipWithoutGit(this);
    await using repository = await makeRepository();
    const first = await repository.commit({
      'skills/notes/SKILL.md': skillText('notes', 'First.'),
      'skills/other/SKILL.md': skillText('other', 'Other.'),
    });
    const { error } = (await aios(['install', repository.url], 1)) as { error: { code: string } };
    assert.equal(error.code, 'skills_not_chosen');
    await aios(['install', repository.url, '--skill', 'notes']);
    const [skill] = await listed();
    assert.deepEqual(
      [skill?.id, skill?.sourcePath, skill?.resolved?.commit],
      ['notes', 'skills/notes', first],
    );
    await using other = await makeHome();
    await mkdir(join(other.aios, 'registry'), { recursive: true });
    const lock = join('registry', 'skills.lock.yaml');
    await cp(join(home.aios, lock), join(other.aios, lock));

    await repository.commit({ 'skills/notes/SKILL.md': skillText('notes', 'Second.') });
    assert.deepEqual(((await aios(['outdated'], 3)).skills as { state: string }[])[0]?.state, 'outdated');
    await aios(['update']);
    assert.match(await promptOf('notes'), /Second\./u);
    assert.equal(((await aios(['outdated'])).skills as { state: string }[])[0]?.state, 'current');

    await aios(['restore', '--frozen'], 0, other);
    assert.match(await promptOf('notes', other), /First\./u);
    assert.equal((await listed(other))[0]?.resolved?.commit, first);
  });

  it('a git repository: a version that shows clients another tool waits for agreement', async function () {
    skipWithoutGit(this);
    await using repository = await makeRepository();
    await repository.commit({ 'SKILL.md': skillText('notes', 'First.') });
    await aios(['install', repository.url]);
    await repository.commit({ 'SKILL.md': skillText('notes', 'First.').replace('Does notes', 'Does all') });
    const { declined } = (await aios(['update'], 1)) as { declined: { reasons: { code: string }[] }[] };
    assert.deepEqual(
      declined.map(({ reasons }) => reasons.map(({ code }) => code)),
      [['tool-surface']],
    );
    await aios(['update', '--yes']);
    assert.equal(((await aios(['show', 'notes'])).skill as { description: string }).description, 'Does all.');
  });

  it('an npm-protocol registry that the person’s .npmrc names, in a range and by version', async () => {
    await using registry = await startRegistry();
    for (const version of ['1.0.0', '1.1.0', '2.0.0'])
      await registry.publish('@team/notes', version, { files: { 'SKILL.md': skillText('notes', version) } });
    await writeFile(join(home.path, '.npmrc'), `registry=${registry.url}\n`);
    await aios(['install', 'npm:@team/notes@^1.0.0']);
    assert.equal((await listed())[0]?.resolved?.version, '1.1.0');
    await aios(['update']);
    assert.equal((await listed())[0]?.resolved?.version, '1.1.0');
    await aios(['update', 'notes', '--to', '2.0.0']);
    assert.match(await promptOf('notes'), /2\.0\.0/u);
  });

  it('an archive on disk, and one at an address that the person allows', async () => {
    const zip = writeZip([{ name: 'notes/SKILL.md', content: skillText('notes', 'Zipped.') }]);
    await writeFile(join(home.path, 'notes.skill'), zip);
    await aios(['install', 'notes.skill']);
    assert.match(await promptOf('notes'), /Zipped\./u);
    await using server = await startLoopbackServer((_request, response) => void response.end(zip));
    const address = `${server.origin}/notes.zip`;
    const { error } = (await aios(['install', address], 1)) as { error: { code: string; remedy: string } };
    assert.equal(error.code, 'source_refused');
    await aios(['install', address, '--allow-host', server.host, '--yes']);
    assert.equal((await listed())[0]?.resolved?.address, address);
  });

  it('ClawHub', async () => {
    await using hub = await startClawhub([
      {
        slug: 'notes',
        displayName: 'Notes',
        summary: 'Notes.',
        version: '1.0.0',
        files: { 'SKILL.md': skillText('notes', 'From the hub.') },
      },
    ]);
    const run = await runCli(home, ['install', 'clawhub:notes', '--json'], {
      environment: { CLAWHUB_REGISTRY: hub.origin },
    });
    assert.equal(run.exitCode, 0, run.stdout);
    assert.match(await promptOf('notes'), /From the hub\./u);
  });

  it('nothing at all that cannot be understood', async () => {
    const { error } = (await aios(['install', 'what is this?'], 1)) as { error: { code: string } };
    assert.equal(error.code, 'source_unknown');
  });
});
