import assert from 'node:assert/strict';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { AiosError } from '../../../runtime/errors.ts';
import { contents, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

interface BrokenConfig {
  readonly name: string;
  readonly code: string;
  readonly make: (path: string) => Promise<void>;
}

const broken: readonly BrokenConfig[] = [
  {
    name: 'cut off in the middle',
    code: 'config_not_parsable',
    make: (path) => writeFile(path, '{ "mcpServers": {'),
  },
  { name: 'empty', code: 'config_empty', make: (path) => writeFile(path, '') },
  { name: 'an array', code: 'config_not_object', make: (path) => writeFile(path, '[]') },
  {
    name: 'with servers that are a list',
    code: 'config_not_object',
    make: (path) => writeFile(path, '{"mcpServers":[]}'),
  },
  { name: 'read-only', code: 'file_read_only', make: (path) => chmod(path, 0o444) },
  {
    name: 'a folder',
    code: 'file_not_regular',
    make: (path) =>
      rm(path)
        .then(() => mkdir(path))
        .then(() => undefined),
  },
  {
    name: 'a link to nothing',
    code: 'dangling_link',
    make: (path) => rm(path).then(() => symlink(`${path}.gone`, path)),
  },
  { name: 'a link to itself', code: 'file_eloop', make: (path) => rm(path).then(() => symlink(path, path)) },
];

describe('A client whose config is', () => {
  for (const { name, code, make } of broken) {
    it(`${name} is told of with a remedy and left as it is; the others are delivered to`, async () => {
      await using home = await makeSyncHome();
      const { path } = home.laid.cursor;
      await make(path);
      const before = await contents(dirname(path));
      await home.install();
      const result = await home.runtime.sync.sync();
      assert.deepEqual(told(result), [
        'claude-desktop server create',
        'claude-code server create',
        'claude-code skill create',
        `cursor ${code}`,
      ]);
      const [error] = result.errors;
      assert.ok(error?.message.includes(path), error?.message);
      assert.equal(error?.path, path);
      assert.ok((error?.remedy ?? '').length > 10);
      assert.deepEqual(await contents(dirname(path)), before);
    });
  }

  it('broken after the delivery is drift that repair only tells of, and taking away waits until it is mended', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const { path, text } = home.laid.cursor;
    const delivered = await home.read(path);
    await home.write(delivered.slice(0, -4), path);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['cursor server unreadable']);
    for (const edited of ['ask', 'keep', 'restore'] as const)
      assert.deepEqual(told(await home.runtime.sync.repair({ edited })), ['cursor config_not_parsable']);
    await home.runtime.registry.remove('meeting-notes');
    assert.ok(told(await home.runtime.sync.sync()).includes('cursor config_not_parsable'));
    await home.write(delivered, path);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor server remove']);
    assert.equal(await home.read(path), text);
  });

  it('read-only makes no snapshot each time it is tried', async () => {
    await using home = await makeSyncHome();
    await chmod(home.laid.cursor.path, 0o444);
    await home.install();
    await home.runtime.sync.sync();
    const snapshots = await readdir(home.at('.aios', 'state', 'snapshots'));
    assert.equal(snapshots.length, 1);
    await home.runtime.sync.sync();
    assert.deepEqual(await readdir(home.at('.aios', 'state', 'snapshots')), snapshots);
  });

  it('below a file where its folder belongs is told of, and nothing is made in its place', async () => {
    await using home = await makeSyncHome();
    await rm(home.at('.cursor'), { recursive: true });
    await home.write('not a folder', '.cursor');
    await home.install();
    assert.deepEqual(told(await home.runtime.sync.sync()).slice(3), ['cursor file_enotdir']);
    assert.equal(await home.read('.cursor'), 'not a folder');
  });
});

describe('A config in a dotfiles repository, linked from where the client looks', () => {
  async function linked(): Promise<{ home: SyncHome; target: string }> {
    const home = await makeSyncHome();
    const { path } = home.laid.cursor;
    const target = home.at('dotfiles', 'cursor-servers.json');
    await mkdir(dirname(target));
    await rename(path, target);
    await chmod(target, 0o640);
    await symlink(target, path);
    return { home, target };
  }

  it('is written through the link, which stays, with its mode', async () => {
    const { home, target } = await linked();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    assert.match(await home.read(target), /"aios"/u);
    assert.equal(await readlink(home.laid.cursor.path), target);
    if (process.platform !== 'win32') assert.equal((await stat(target)).mode & 0o777, 0o640);
    assert.deepEqual(await readdir(dirname(target)), ['cursor-servers.json']);
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.equal(await home.read(target), home.laid.cursor.text);
    assert.ok((await lstat(home.laid.cursor.path)).isSymbolicLink());
  });

  it('stays there empty, with its link, when it was of our making and a person moved it there', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await mkdir(home.at('.cursor'));
    await home.install();
    await home.runtime.sync.sync();
    await rename(home.at('.cursor', 'mcp.json'), home.at('moved.json'));
    await symlink(home.at('moved.json'), home.at('.cursor', 'mcp.json'));
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.equal((await home.read('moved.json')).trim(), '{}');
    assert.equal(await readlink(home.at('.cursor', 'mcp.json')), home.at('moved.json'));
  });
});

describe('A damaged ledger', () => {
  for (const [name, text] of [
    ['cut off', '{"format":1,"rows":[{"client":"cursor"'],
    ['empty', ''],
    ['of a newer version', '{"format":2,"rows":[]}'],
  ] as const) {
    it(`that is ${name} stops everything before anything is touched`, async () => {
      await using home = await makeSyncHome();
      await home.install();
      await home.runtime.sync.sync();
      await home.install({ version: '2.0.0' });
      const { cursor } = home.laid;
      await home.write(cursor.text, cursor.path);
      await home.write(text, '.aios', 'state', 'sync_state.json');
      const before = await contents(home.path);
      for (const work of [
        () => home.runtime.sync.sync(),
        () => home.runtime.sync.repair({ edited: 'restore' }),
        () => home.runtime.sync.status(),
      ]) {
        await assert.rejects(work, (error) => AiosError.is(error, 'ledger_unreadable'));
        assert.deepEqual(await contents(home.path), before);
      }
    });
  }
});
