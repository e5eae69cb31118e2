import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type LaidOutConfig, layOutAllClients } from '../support/lay-out-clients.ts';
import { readServers } from '../support/read-config.ts';
import { environmentOf, makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { hostPlatform } from '../support/sync-home.ts';

/** What a client starts: from the entry of our server, as that client itself understands it. */
function startOf(entry: Readonly<Record<string, unknown>>): { command: string; args: string[] } {
  const line = [entry.command ?? entry.cmd, entry.args ?? []].flat(2);
  const [command = '', ...args] = line.map(String);
  return { command, args };
}

/** Starts our server as a client would from its config, calls the skill and gives the answer. */
async function callThrough(
  config: LaidOutConfig,
  home: string,
  input: Record<string, unknown>,
): Promise<object> {
  const { aios } = readServers(config, await readFile(config.path, 'utf8'));
  assert.ok(aios, `${config.path} has our server`);
  const environment = Object.entries(environmentOf(home)).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  );
  const client = new Client({ name: 'contract-test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({ ...startOf(aios), env: Object.fromEntries(environment), cwd: home }),
  );
  try {
    const { content, structuredContent, isError } = await client.callTool({
      name: 'meeting_notes',
      arguments: input,
    });
    const answer = JSON.stringify({ content, structuredContent, isError: isError ?? false });
    // Each run has a name of its own.
    return JSON.parse(answer.replaceAll(/run_[\w-]{12}/gu, 'run'));
  } finally {
    await client.close();
  }
}

describe('Our server, started through each client’s config', () => {
  let home: ThrowAwayHome;
  let configs: Readonly<Record<string, LaidOutConfig>>;

  before(async () => {
    home = await makeHome();
    configs = await layOutAllClients(home.path, { platform: hostPlatform });
    const skill = await writeSkillFolder(join(home.path, 'skill-source'));
    for (const words of [['install', skill], ['sync']]) {
      const { exitCode, stderr } = await runCli(home, words);
      assert.equal(exitCode, 0, stderr);
    }
  });

  after(() => home[Symbol.asyncDispose]());

  it('is in the configs of all seventeen', async () => {
    assert.equal(Object.keys(configs).length, 17);
    const { json } = await runCli(home, ['--json', 'clients']);
    const { clients } = json as { clients: { id: string; detected: boolean; state: string }[] };
    assert.deepEqual(
      clients.filter(({ detected, state }) => !detected || state !== 'in-sync'),
      [],
    );
  });

  it('answers a call of the same skill the same for every one of them', async () => {
    const input = { notes: 'We ship on Monday.' };
    const answers = new Map<string, string>();
    for (const [id, config] of Object.entries(configs))
      answers.set(id, JSON.stringify(await callThrough(config, home.path, input)));
    const [first = ''] = answers.values();
    const { isError, structuredContent } = JSON.parse(first);
    assert.equal(isError, false);
    assert.match(structuredContent.prompt, /List the decisions[\s\S]*We ship on Monday\./u);
    for (const [id, answer] of answers) assert.equal(answer, first, id);
  });
});
