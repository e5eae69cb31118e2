import assert from 'node:assert/strict';
import type { JsonValue } from '../../../runtime/client/formats/config-format.ts';
import { loadConfigFormat } from '../../../runtime/client/formats/config-formats.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { homeOfAll, ofThePerson } from '../../support/home-of-all.ts';
import { readServers } from '../../support/read-config.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const skillFile = ['.claude', 'skills', 'meeting-notes', 'SKILL.md'];

/** Puts a member into our entry as its client does, without touching anything else. */
async function addMember(home: SyncHome, client: string, path: string, key: string, value: JsonValue) {
  const definition = clientMatrix.find(({ id }) => id === client)!;
  const format = await loadConfigFormat(definition.format.value);
  const bytes = Buffer.from(await home.read(path));
  const keys = [...definition.serversKey.value, 'aios'];
  const entry = format.readEntry(path, bytes, keys) as { [key: string]: JsonValue };
  const edit = format.setEntry(path, bytes, keys, { ...entry, [key]: value });
  await home.write(Buffer.from(edit.bytes).toString(), path);
}

/** What clients put into entries of their own accord. */
const additions: readonly [client: string, key: string, value: JsonValue][] = [
  ['cline', 'autoApprove', ['meeting-notes']],
  ['cline', 'disabled', true],
  ['codex', 'tools', { 'meeting-notes': { approval_mode: 'approve' } }],
  ['goose', 'available_tools', ['meeting-notes']],
  ['goose', 'enabled', false],
  ['openclaw', 'autoApprove', ['meeting-notes']],
  ['opencode', 'enabled', false],
  ['copilot-cli', 'tools', ['meeting-notes']],
];

describe('What a client makes of our entry', () => {
  it('is no edit: nothing is told of it, and nothing is repaired', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    for (const [client, key, value] of additions)
      await addMember(home, client, configs[client]!.path, key, value);
    const before = await ofThePerson(home);
    const rewritten = [...new Set(additions.map(([client]) => client))];
    assert.deepEqual(
      askew(await home.runtime.sync.status()).sort(),
      rewritten.map((client) => `${client} server rewritten`).sort(),
    );
    for (const result of [
      await home.runtime.sync.sync(),
      await home.runtime.sync.repair({ edited: 'restore' }),
    ])
      assert.deepEqual(result, { changes: [], errors: [] });
    assert.deepEqual(await ofThePerson(home), before);
  });

  it('stays when ours is updated, and goes with it', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    const original = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    // As an older version of ours wrote it, which named the launcher by another path.
    const ledger = await home.read('.aios', 'state', 'sync_state.json');
    const older = (text: string): string => text.replaceAll('/bin/aios-mcp', '/bin/old-mcp');
    await home.write(
      older(ledger).replaceAll(/"hash": "sha256:[0-9a-f]{64}",(\s+"files": \{\})/gu, '"hash": "x",$1'),
      '.aios',
      'state',
      'sync_state.json',
    );
    for (const { path } of Object.values(configs)) await home.write(older(await home.read(path)), path);
    for (const [client, key, value] of additions)
      await addMember(home, client, configs[client]!.path, key, value);
    const result = await home.runtime.sync.sync();
    assert.deepEqual(result.errors, []);
    for (const { id } of clientMatrix) {
      const text = await home.read(configs[id]!.path);
      assert.doesNotMatch(text, /old-mcp/u);
      const { aios } = readServers(configs[id]!, text);
      const [wanted] = additions.filter(([client]) => client === id).slice(-1);
      if (wanted) assert.deepEqual(aios?.[wanted[1]], wanted[2], id);
    }
    await home.runtime.registry.remove('meeting-notes');
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.deepEqual(await ofThePerson(home), original);
  });

  it('keeps the comment that a person wrote beside a member which is not updated', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const { path } = home.laid.cursor;
    const text = (await home.read(path)).replace('"args": []', '"args": [], // none');
    await home.write(text.replace('/bin/aios-mcp', '/bin/old-mcp'), path);
    const ledger = await home.read('.aios', 'state', 'sync_state.json');
    await home.write(ledger.replaceAll('/bin/aios-mcp', '/bin/old-mcp'), '.aios', 'state', 'sync_state.json');
    assert.deepEqual(told(await home.runtime.sync.sync()).slice(-1), ['cursor server update']);
    assert.equal(await home.read(path), text);
  });
});

describe('What a client makes of a skill’s copy', () => {
  it('is no edit where it only switched the skill off in its front matter', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const text = await home.read(...skillFile);
    const off = text.replace('\n---\n', '\ndisabled: true\n---\n');
    assert.notEqual(off, text);
    await home.write(off, ...skillFile);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill rewritten']);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
    await home.install({ version: '2.0.0' });
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code skill update']);
    assert.match(await home.read(...skillFile), /aios-version: "2\.0\.0".*\ndisabled: true\n---\n/su);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill rewritten']);
    await home.runtime.registry.remove('meeting-notes');
    assert.ok(told(await home.runtime.sync.sync()).includes('claude-code skill remove'));
    await assert.rejects(home.read(...skillFile));
  });

  it('is an edit where anything else of it changed too', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const text = await home.read(...skillFile);
    await home.write(`${text.replace('\n---\n', '\ndisabled: true\n---\n')}Mine.\n`, ...skillFile);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
  });
});
