import assert from 'node:assert/strict';
import { join } from 'node:path';
import { layOutAllClients } from '../support/lay-out-clients.ts';
import { makeHome, runCli } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { hostPlatform } from '../support/sync-home.ts';

const id = 'meeting-notes';

describe('Switching a skill off for one client that reads it for the sake of another', () => {
  it('is told by `disable`, `sync` and `clients`, in words and in JSON', async () => {
    await using home = await makeHome();
    await layOutAllClients(home.path, { platform: hostPlatform });
    const skill = await writeSkillFolder(join(home.aios, 'source'));
    for (const words of [['install', skill, '--yes'], ['sync']])
      assert.equal((await runCli(home, words)).exitCode, 0);
    const path = join(home.path, '.agents', 'skills', id);
    const told = `Codex still reads ${id}, which is off for it, in ${path}, where Zed needs it. Switch it off for zed too to take it away.`;
    const stillSeen = [{ client: 'codex', id, path, neededBy: ['zed'] }];
    for (const words of [['disable', id, '--client', 'codex'], ['sync'], ['clients']]) {
      const { exitCode, stdout } = await runCli(home, words);
      assert.equal(exitCode, 0);
      assert.equal(stdout.split('\n').filter((line) => line === told).length, 1, stdout);
      const { json } = await runCli(home, [...words, '--json']);
      const { clients, ...rest } = json as { clients?: { id: string }[]; stillSeen?: unknown };
      const part = clients?.find((client) => client.id === 'codex') ?? rest;
      assert.deepEqual((part as typeof rest).stillSeen, stillSeen, words.join(' '));
    }
    const { stdout } = await runCli(home, ['disable', id, '--client', 'zed']);
    assert.doesNotMatch(stdout, /still reads/u);
    assert.doesNotMatch((await runCli(home, ['sync'])).stdout, /still reads/u);
  });
});
