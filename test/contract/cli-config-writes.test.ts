import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LaidOutHome, layOutHome } from '../support/lay-out-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { hostPlatform } from '../support/sync-home.ts';

interface Told {
  readonly changes: readonly { readonly client: string; readonly path: string }[];
  readonly errors: readonly { readonly client: string; readonly code: string; readonly message: string }[];
}

const preload = (name: string): readonly string[] => [
  '--import',
  new URL(`../support/${name}.ts`, import.meta.url).href,
];

async function makeInstalled(): Promise<{ home: ThrowAwayHome; laid: LaidOutHome }> {
  const home = await makeHome();
  const laid = await layOutHome(home.path, { platform: hostPlatform });
  const folder = await writeSkillFolder(join(home.aios, 'source'));
  assert.equal((await runCli(home, ['install', folder, '--yes'])).exitCode, 0);
  return { home, laid };
}

describe('aios sync, when a config is damaged right after it was written', () => {
  it('puts back what stood there, keeps what was found, says so, and delivers the next time', async () => {
    const { home, laid } = await makeInstalled();
    await using _ = home;
    const { path, text } = laid.cursor;
    const { exitCode, json } = await runCli(home, ['sync', '--json'], {
      nodeOptions: preload('damage-after-switch'),
      environment: { AIOS_TEST_DAMAGE: path },
    });
    assert.equal(exitCode, 1);
    const { changes, errors } = json as Told;
    assert.deepEqual(
      errors.map(({ client, code }) => `${client} ${code}`),
      ['cursor write_damaged'],
    );
    assert.ok(changes.length > 0 && changes.every((change) => change.path !== path));
    assert.equal(await readFile(path, 'utf8'), text);
    const kept = (await readdir(dirname(path))).filter((name) => name.includes('.aios-damaged-'));
    assert.equal(kept.length, 1);
    assert.ok(errors[0]?.message.includes(join(dirname(path), kept[0] ?? '')));
    assert.equal((await runCli(home, ['drift'])).exitCode, 0);
    const again = await runCli(home, ['sync', '--json']);
    assert.equal(again.exitCode, 0, again.stdout);
    assert.deepEqual(
      (again.json as Told).changes.map((change) => change.path),
      [path],
    );
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('aios, where the system does not tell which programs run', () => {
  const hidden = { nodeOptions: preload('hide-processes') };

  it('writes nothing to Claude Desktop until the person says that it is quit', async () => {
    const { home, laid } = await makeInstalled();
    await using _ = home;
    const { path, text } = laid.claudeDesktop;
    const waiting = await runCli(home, ['sync'], hidden);
    assert.equal(waiting.exitCode, 1);
    assert.match(waiting.stdout, /does not tell whether Claude Desktop runs, so it was not written to/u);
    assert.match(
      waiting.stdout,
      /Quit Claude Desktop, then run the command again with --is-quit claude-desktop\./u,
    );
    assert.equal(await readFile(path, 'utf8'), text);
    const shown = await runCli(home, ['clients'], hidden);
    assert.match(shown.stdout, /run `aios sync --is-quit claude-desktop`/u);
    const synced = await runCli(home, ['sync', '--is-quit', 'claude_desktop'], hidden);
    assert.equal(synced.exitCode, 0, synced.stdout);
    const delivered = await readFile(path, 'utf8');
    assert.match(delivered, /aios-mcp/u);
    await writeFile(path, text);
    assert.equal((await runCli(home, ['repair'], hidden)).exitCode, 1);
    assert.equal((await runCli(home, ['repair', '--is-quit', 'claude-desktop'], hidden)).exitCode, 0);
    assert.equal(await readFile(path, 'utf8'), delivered);
    const refused = await runCli(home, ['undo'], hidden);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /--is-quit claude-desktop/u);
    const undone = await runCli(home, ['undo', '--is-quit', 'claude-desktop'], hidden);
    assert.equal(undone.exitCode, 0, undone.stdout);
    assert.equal(await readFile(path, 'utf8'), text);
  });

  it('refuses a client that it does not know', async () => {
    const { home } = await makeInstalled();
    await using _ = home;
    assert.equal((await runCli(home, ['sync', '--is-quit', 'claude'])).exitCode, 2);
  });
});
