import assert from 'node:assert/strict';
import { chmod, mkdir, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { stdioEntry } from '../../../runtime/client/server-entry.ts';
import { homeOfAll, ofThePerson, seenBy } from '../../support/home-of-all.ts';
import { readConfig, readServers } from '../../support/read-config.ts';
import { hostPlatform, makeSyncHome, snapshot } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const ids = clientMatrix.map(({ id }) => id);

describe('A home with all seventeen clients', () => {
  it('has each of them found, with its config where it is', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    assert.deepEqual(Object.keys(configs).sort(), [...ids].sort());
    const { clients } = await home.runtime.sync.status();
    for (const { definition, detected, configPaths, problem } of clients) {
      assert.ok(detected, definition.id);
      assert.deepEqual(configPaths, [configs[definition.id]?.path]);
      assert.equal(problem, undefined);
    }
  });

  it('gets our server into every config, and nothing else there changes, as other parsers read it', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    await home.install();
    const result = await home.runtime.sync.sync();
    assert.deepEqual(result.errors, []);
    assert.deepEqual(
      told(result).filter((line) => line.includes(' server ')),
      ids.map((id) => `${id} server create`),
    );
    const launcher = join(home.aios, 'bin', hostPlatform === 'win32' ? 'aios-mcp.cmd' : 'aios-mcp');
    for (const definition of clientMatrix) {
      const config = configs[definition.id]!;
      const text = await home.read(config.path);
      const { aios, ...others } = readServers(config, text);
      assert.deepEqual(aios, stdioEntry(definition, launcher, hostPlatform), definition.id);
      assert.deepEqual(others, readServers(config, config.text), definition.id);
      const whole = readConfig(config.format, text);
      assert.deepEqual(
        Object.keys(whole),
        Object.keys(readConfig(config.format, config.text)),
        definition.id,
      );
      if (config.format === 'json') continue;
      const comments = config.text.match(/(?<!:)(?:\/\/|#|\/\*).*$/gmu) ?? [];
      assert.ok(comments.length > 0, definition.id);
      for (const comment of comments) assert.ok(text.includes(comment), comment);
    }
  });

  it('gets three copies of a skill, and every client that reads skills from disk sees it once', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    for (const root of ['.agents', '.claude', join('.gemini', 'config')])
      assert.ok((await stat(home.at(root, 'skills', 'meeting-notes', 'SKILL.md'))).isFile());
    const seen = await seenBy(home);
    for (const id of ids) {
      const [skill, ...more] = (seen[id] ?? []).filter(({ name }) => name === 'meeting-notes');
      assert.deepEqual(more, []);
      assert.equal(skill?.id, id === 'claude-desktop' ? undefined : 'meeting-notes', id);
      assert.deepEqual(skill?.alsoShown ?? [], [], id);
    }
    assert.deepEqual(
      seen['claude-code']?.map(({ name }) => name),
      ['meeting-notes', 'my-notes'],
    );
  });

  it('is not changed by a second sync: no byte, no time stamp', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    const before = await snapshot(home.path);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    assert.deepEqual(await snapshot(home.path), before);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('is byte for byte as it was when the skill is removed again', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    const before = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.deepEqual(await ofThePerson(home), before);
  });

  it('gets its entries back when somebody takes them out, in every format', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    const delivered = await ofThePerson(home);
    for (const { path, text } of Object.values(configs)) await home.write(text, path);
    assert.equal(askew(await home.runtime.sync.status()).length, 17);
    assert.deepEqual((await home.runtime.sync.repair()).errors, []);
    assert.deepEqual(await ofThePerson(home), delivered);
  });

  it('keeps what a person made of an entry, in every format, until told to put ours back', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    const delivered = await ofThePerson(home);
    for (const { path } of Object.values(configs)) {
      const text = await home.read(path);
      await home.write(text.replaceAll(/aios-mcp(?=["'])|aios-mcp$|aios-mcp(?=,)/gmu, 'mine'), path);
    }
    const edited = await ofThePerson(home);
    const { changes, errors } = await home.runtime.sync.sync();
    assert.deepEqual(changes, []);
    assert.deepEqual(
      errors.map(({ client, code }) => `${client} ${code}`),
      ids.map((id) => `${id} edited_here`),
    );
    assert.deepEqual(await ofThePerson(home), edited);
    await home.runtime.sync.repair({ edited: 'restore' });
    assert.deepEqual(await ofThePerson(home), delivered);
  });

  it('keeps configs it cannot read, in every format, and serves the others', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    const broken = ['vscode', 'codex', 'goose', 'openclaw'];
    for (const id of broken) {
      const { path, text } = configs[id]!;
      await home.write(`${text}\n{{ [`, path);
    }
    await home.install();
    const { changes, errors } = await home.runtime.sync.sync();
    assert.deepEqual(
      errors.map(({ client, code }) => `${client} ${code}`),
      broken.map((id) => `${id} config_not_parsable`),
    );
    for (const { message, path } of errors) assert.ok(message.startsWith(`${path}, line `), message);
    assert.equal(changes.filter(({ kind }) => kind === 'server').length, 13);
    for (const id of broken) {
      const { path, text } = configs[id]!;
      assert.equal(await home.read(path), `${text}\n{{ [`);
    }
  });
});

describe('A client that is only named', () => {
  for (const id of ids) {
    it(`${id} gets a config of our making, which goes again with the last skill`, async () => {
      await using home = await makeSyncHome({ laidOut: false });
      const before = await ofThePerson(home);
      await home.install();
      const { changes, errors } = await home.runtime.sync.sync({ clients: [id] });
      assert.deepEqual(errors, []);
      const server = changes.find(({ kind }) => kind === 'server');
      assert.equal(server?.client, id);
      assert.ok((await home.read(server.path)).includes('aios-mcp'));
      if (hostPlatform !== 'win32') assert.equal((await stat(server.path)).mode & 0o777, 0o600);
      await home.runtime.registry.remove('meeting-notes');
      assert.deepEqual((await home.runtime.sync.sync()).errors, []);
      assert.deepEqual(await ofThePerson(home), before);
    });
  }
});

describe('A client that reads its servers elsewhere than this version knows', () => {
  it('is told of and left alone', async () => {
    await using home = await makeSyncHome();
    const text = '{ "mcp": { "servers": { "notes": { "type": "local" } } } }\n';
    await mkdir(home.at('.config', 'opencode'), { recursive: true });
    await home.write(text, '.config', 'opencode', 'opencode.json');
    await home.install();
    const { errors } = await home.runtime.sync.sync();
    assert.deepEqual(
      errors.map(({ client, code }) => `${client} ${code}`),
      ['opencode client_layout_unknown'],
    );
    assert.equal(await home.read('.config', 'opencode', 'opencode.json'), text);
  });
});

describe('A config that is a link into a dotfiles repository', () => {
  it('keeps the link and its mode when the format is not JSON', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    for (const id of ['codex', 'goose', 'openclaw']) {
      const { path, text } = configs[id]!;
      const kept = home.at(`dotfiles-${id}`);
      await home.write(text, kept);
      await chmod(kept, 0o640);
      await rm(path);
      await symlink(kept, path);
      assert.notEqual(dirname(kept), dirname(path));
    }
    await home.install();
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    for (const id of ['codex', 'goose', 'openclaw']) {
      assert.match(await home.read(`dotfiles-${id}`), /aios-mcp/u);
      if (hostPlatform !== 'win32') assert.equal((await stat(home.at(`dotfiles-${id}`))).mode & 0o777, 0o640);
    }
  });
});
