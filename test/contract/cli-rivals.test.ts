import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LaidOutHome, layOutHome } from '../support/lay-out-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { contents, hostPlatform } from '../support/sync-home.ts';

type Item = Readonly<Record<string, unknown>>;

describe('Our server twice in what a client reads', () => {
  let home: ThrowAwayHome;
  let laid: LaidOutHome;
  let project: string;
  let launcher: string;

  beforeEach(async () => {
    home = await makeHome();
    laid = await layOutHome(home.path, { platform: hostPlatform });
    const skill = await writeSkillFolder(join(home.aios, 'source'));
    for (const words of [['install', skill, '--yes'], ['sync']]) {
      const { exitCode, stderr } = await runCli(home, words);
      assert.equal(exitCode, 0, stderr);
    }
    launcher = join(home.aios, 'bin', hostPlatform === 'win32' ? 'aios-mcp.cmd' : 'aios-mcp');
    project = join(home.path, 'shop');
    await mkdir(join(project, '.git'), { recursive: true });
    await mkdir(join(project, 'src'));
    await writeFile(
      join(project, '.mcp.json'),
      JSON.stringify({ mcpServers: { aios: { command: launcher } } }),
    );
  });

  afterEach(() => home[Symbol.asyncDispose]());

  it('is a duplicate in `drift --json`, with a remedy, and no drift', async () => {
    const copied = JSON.stringify({ command: launcher, args: [] });
    const text = await readFile(laid.cursor.path, 'utf8');
    await writeFile(
      laid.cursor.path,
      text.replace('"mcpServers": {', `"mcpServers": {\n\t\t"mine": ${copied},`),
    );
    const before = await contents(home.path);
    const { exitCode, json } = await runCli(home, ['drift', '--json']);
    assert.equal(exitCode, 0);
    const { summary, items } = json as { summary: object; items: Item[] };
    assert.deepEqual(summary, { inSync: 4, drifted: 0 });
    const [duplicate, ...more] = items.filter(({ state }) => state === 'duplicate');
    assert.deepEqual(more, []);
    const { message, remedy, ...rest } = duplicate ?? {};
    const place = { client: 'cursor', kind: 'server', id: 'mine', path: laid.cursor.path };
    assert.deepEqual(rest, { ...place, state: 'duplicate', diff: '', safe: false });
    assert.match(String(message), /a second time, as "mine"/u);
    assert.match(String(remedy), /^Remove "mine" from it/u);
    assert.match((await runCli(home, ['drift'])).stdout, /a second time, as "mine"/u);
    assert.deepEqual(await contents(home.path), before);
  });

  it('counts a project’s file with --project only, from anywhere in it', async () => {
    const places = async (...words: string[]): Promise<unknown[]> => {
      const { json } = await runCli(home, [...words, '--json'], { workingFolder: join(project, 'src') });
      const { items } = json as { items: Item[] };
      return items.filter(({ state }) => state === 'duplicate').map(({ path }) => path);
    };
    assert.deepEqual(await places('drift'), []);
    assert.deepEqual(await places('drift', '--project'), [join(project, '.mcp.json')]);
    const { stdout } = await runCli(home, ['clients', '--project'], { workingFolder: project });
    assert.match(stdout, /\.mcp\.json starts AI OS too, as "aios": Claude Code may have every tool/u);
    const { json } = await runCli(home, ['clients', '--project', '--json'], { workingFolder: project });
    const { clients } = json as { clients: { id: string; rivals: Item[] }[] };
    assert.deepEqual(
      clients.flatMap(({ id, rivals }) => rivals.map(({ state }) => `${id} ${state}`)),
      ['claude-code duplicate'],
    );
  });
});
