import assert from 'node:assert/strict';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { contents, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { told } from '../../support/sync-told.ts';

const copy = ['.claude', 'skills', 'meeting-notes'];

/** Everything of the person's, nothing of ours. */
function ofThePerson(home: SyncHome): Promise<Map<string, string>> {
  return contents(home.path, ['.aios', 'skill-source', 'aios-mcp-as-shipped.cjs']);
}

describe('Removing the last skill and syncing', () => {
  it('leaves the home as it was before AI OS came, byte for byte', async () => {
    await using home = await makeSyncHome();
    const before = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    assert.notDeepEqual(await ofThePerson(home), before);
    await home.runtime.registry.remove('meeting-notes');
    assert.deepEqual(told(await home.runtime.sync.sync()), [
      'claude-code server remove',
      'claude-desktop server remove',
      'cursor server remove',
      'claude-code skill remove',
    ]);
    assert.deepEqual(await ofThePerson(home), before);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
  });

  it('takes along the files and folders that AI OS made, also those of clients that were only named', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    const before = await ofThePerson(home);
    await home.install();
    await home.install({ id: 'second' });
    const clients = ['claude-desktop', 'cursor', 'claude-code'];
    await home.runtime.sync.sync({ clients });
    assert.ok((await ofThePerson(home)).size > before.size);
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync({ clients });
    await home.runtime.registry.remove('second');
    await home.runtime.sync.sync();
    assert.deepEqual(await ofThePerson(home), before);
    const { clients: found } = await home.runtime.sync.status();
    assert.ok(
      found.every(({ detected }) => !detected),
      'no client is found that is not there',
    );
  });

  it('takes along a folder that an earlier skill made and a later one went into', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await mkdir(home.at('.cursor'));
    await home.install();
    await home.runtime.sync.sync();
    await home.install({ id: 'second' });
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.ok((await stat(home.at('.cursor', 'skills', 'second'))).isDirectory());
    await home.runtime.registry.remove('second');
    await home.runtime.sync.sync();
    assert.deepEqual([...(await ofThePerson(home)).keys()], ['.cursor']);
  });

  it('keeps what a person put into files and folders that AI OS made', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await home.install();
    await home.runtime.sync.sync({ clients: ['cursor'] });
    const config = JSON.parse(await home.read('.cursor', 'mcp.json')) as { mcpServers: object };
    const own = { mcpServers: { mine: { command: 'mine' }, ...config.mcpServers } };
    await home.write(JSON.stringify(own), '.cursor', 'mcp.json');
    await home.write('mine', '.cursor', 'skills', 'meeting-notes', 'references', 'mine.md');
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.deepEqual(
      [...(await ofThePerson(home)).entries()].filter(([, text]) => text !== 'folder'),
      [
        [join('.cursor', 'mcp.json'), '{"mcpServers":{"mine":{"command":"mine"}}}'],
        [join('.cursor', 'skills', 'meeting-notes', 'references', 'mine.md'), 'mine'],
      ],
    );
  });

  it('keeps an entry that a person wrote around ours, and comments beside it', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const { path, text } = home.laid.cursor;
    const now = await home.read(path);
    await home.write(now.replace('\t\t"aios"', '\t\t// from AI OS\n\t\t"aios"'), path);
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.equal(
      await home.read(path),
      text.replace('\t\t},\n\t},\n}', '\t\t},\n\t\t// from AI OS\n\t},\n}'),
    );
  });

  it('has nothing to do where the person took everything away before, and forgets it', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    await rm(home.at(...copy), { recursive: true });
    for (const { path, text } of Object.values(home.laid.configs)) await home.write(text, path);
    await home.runtime.registry.remove('meeting-notes');
    const before = await ofThePerson(home);
    assert.deepEqual(told(await home.runtime.sync.sync()), [
      'claude-code server forget',
      'claude-desktop server forget',
      'cursor server forget',
      'claude-code skill forget',
    ]);
    assert.deepEqual(await ofThePerson(home), before);
  });

  it('takes away a copy that moved: from ~/.cursor/skills to where Claude Code, installed later, looks too', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await mkdir(home.at('.cursor'));
    await home.install();
    await home.runtime.sync.sync();
    await mkdir(home.at('.claude'));
    assert.deepEqual(told(await home.runtime.sync.sync()), [
      'claude-code server create',
      'claude-code skill create',
      'cursor skill remove',
    ]);
    await assert.rejects(stat(home.at('.cursor', 'skills')));
  });
});

describe('Removing one of two skills', () => {
  it('leaves the server, the configs and the other copy alone', async () => {
    await using home = await makeSyncHome();
    await home.install({ id: 'second' });
    await home.runtime.sync.sync();
    const before = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code skill remove']);
    assert.deepEqual(await ofThePerson(home), before);
  });
});
