import assert from 'node:assert/strict';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Finding } from '../../runtime/doctor.ts';
import type { Ports } from '../../runtime/ports.ts';
import { createRuntime } from '../../runtime/runtime.ts';
import { installOne } from '../support/install-one.ts';
import { contents, hostPlatform, makeSyncHome, type SyncHome } from '../support/sync-home.ts';

function summary(findings: readonly Finding[]): string[] {
  return findings.map(({ check, state }) => `${check} ${state}`);
}

function findingOf(findings: readonly Finding[], check: string): Finding {
  const found = findings.filter((finding) => finding.check === check);
  assert.equal(found.length, 1, JSON.stringify(found));
  return found[0]!;
}

async function examineWith(home: SyncHome, changes: Partial<Ports>): Promise<Finding[]> {
  const runtime = createRuntime({ ...home.ports, ...changes });
  try {
    return await runtime.examine();
  } finally {
    runtime.dispose();
  }
}

async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

describe('The doctor', () => {
  it('finds everything in order after a delivery, and changes nothing of the person’s', async () => {
    await using home = await delivered();
    const before = await contents(home.path, ['.aios']);
    const findings = await home.runtime.examine();
    assert.deepEqual(summary(findings), [
      'home ok',
      'registry ok',
      'runtime ok',
      'launcher ok',
      'clients ok',
      'host note',
      'vault note',
    ]);
    assert.match(findingOf(findings, 'clients').message, /Claude Desktop, Cursor, Claude Code/u);
    assert.match(findingOf(findings, 'registry').message, /^1 skill installed/u);
    assert.deepEqual(await contents(home.path, ['.aios']), before);
  });

  it('gives a remedy for everything that is a problem', async () => {
    await using home = await delivered();
    await rm(home.at('.aios', 'bin'), { recursive: true });
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    const findings = await examineWith(home, { javascript: { kind: 'node', path: '/nowhere/node' } });
    const problems = findings.filter(({ state }) => state === 'problem');
    assert.deepEqual(summary(problems), ['runtime problem', 'launcher problem', 'clients problem']);
    for (const { remedy } of problems) assert.ok((remedy ?? '').length > 10);
  });

  it('has nothing to say about the launcher before anything was delivered, and notes that no client is there', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    const findings = await home.runtime.examine();
    assert.deepEqual(summary(findings), [
      'home ok',
      'registry ok',
      'runtime ok',
      'clients note',
      'host note',
      'vault note',
    ]);
    assert.match(findingOf(findings, 'clients').remedy ?? '', /open one/u);
  });

  it('names the skills whose installed files are no longer as they were', async () => {
    await using home = await delivered();
    const { manifest, folder } = (await home.runtime.registry.list())[0]!;
    const file = ['.aios', 'registry', 'skills', manifest.id, ...folder.split('/'), 'prompt.md'];
    await home.write('Something else.\n', ...file);
    const problems = (await home.runtime.examine()).filter(({ state }) => state === 'problem');
    assert.deepEqual(summary(problems), ['registry problem']);
    assert.match(problems[0]!.message, new RegExp(`files of ${manifest.id} were changed`, 'u'));
  });

  it('notes where it is what somebody changed in installed files that were put right', async () => {
    await using home = await delivered();
    const { manifest, folder, source } = (await home.runtime.registry.list())[0]!;
    const versions = ['.aios', 'registry', 'skills', manifest.id, ...folder.split('/')];
    await home.write('My own words.\n', ...versions, 'prompt.md');
    await installOne(home.runtime.installer, source);
    const noted = (await home.runtime.examine()).find(({ message }) => message.includes('set aside'));
    assert.equal(noted?.state, 'note');
    assert.ok(noted?.message.includes(`${home.at(...versions)}-changed-`), noted?.message);
  });

  it('builds a damaged index anew', async () => {
    await using home = await delivered();
    await home.write('{', '.aios', 'registry', 'index.json');
    assert.equal(findingOf(await home.runtime.examine(), 'registry').state, 'ok');
    assert.equal((await home.runtime.registry.list()).length, 1);
  });
});

describe('The doctor on the launcher', () => {
  it('finds out that it is gone; a sync, as it says, puts it back', async () => {
    await using home = await delivered();
    await rm(home.at('.aios', 'bin'), { recursive: true });
    const { state, message, remedy } = findingOf(await home.runtime.examine(), 'launcher');
    assert.equal(state, 'problem');
    assert.match(message, /does not start the server/u);
    assert.match(remedy ?? '', /aios sync/u);
    await home.runtime.sync.sync();
    assert.equal(findingOf(await home.runtime.examine(), 'launcher').state, 'ok');
  });

  it('says what a server that does not start says', async () => {
    await using home = await delivered();
    await home.write(
      "// aios-mcp 9.9.9\nconsole.error('Out of order.'); process.exit(4);\n",
      '.aios/bin/aios-mcp.cjs',
    );
    const { state, message } = findingOf(await home.runtime.examine(), 'launcher');
    assert.equal(state, 'problem');
    assert.match(message, /Out of order\.$/u);
  });
});

describe('The doctor on the runtime', () => {
  it('finds out one that does not run', async () => {
    await using home = await makeSyncHome();
    const findings = await examineWith(home, { javascript: { kind: 'node', path: home.at('nowhere') } });
    const { state, message } = findingOf(findings, 'runtime');
    assert.equal(state, 'problem');
    assert.match(message, /does not run/u);
  });

  if (hostPlatform !== 'win32') {
    it('finds out one that is too old, and asks an editor’s for its Node', async () => {
      await using home = await makeSyncHome();
      const path = home.at('old-editor');
      await home.write('#!/bin/sh\n[ "$ELECTRON_RUN_AS_NODE" = 1 ] && echo 20.19.0 || echo 99.0.0\n', path);
      await chmod(path, 0o755);
      const { state, message, remedy } = findingOf(
        await examineWith(home, { javascript: { kind: 'electron', path } }),
        'runtime',
      );
      assert.equal(state, 'problem');
      assert.match(message, /is Node 20\.19\.0; clients' servers need Node 22/u);
      assert.match(remedy ?? '', /Install Node\.js 22/u);
    });
  }
});

describe('The doctor on clients', () => {
  it('tells of every place that drifted, by name', async () => {
    await using home = await delivered();
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    const clients = (await home.runtime.examine()).filter(({ check }) => check === 'clients');
    assert.deepEqual(summary(clients), ['clients ok', 'clients problem']);
    assert.equal(clients[1]?.message, `cursor: aios is missing in ${home.laid.cursor.path}.`);
  });

  if (process.platform === 'linux') {
    it('notes a second config file, which the client may or may not read', async () => {
      await using home = await makeSyncHome();
      const other = home.at('.config', 'claude', 'claude_desktop_config.json');
      await mkdir(dirname(other));
      await home.write('{}', other);
      const clients = (await home.runtime.examine()).filter(({ check }) => check === 'clients');
      assert.deepEqual(summary(clients), ['clients ok', 'clients note']);
      assert.ok(clients[1]?.message.includes(other));
    });
  }
});

describe('The doctor on our home', () => {
  it('says that it cannot be written, and goes on to look at the rest', async () => {
    await using home = await makeSyncHome();
    await home.write('a file', 'in-the-way');
    const environment = { ...home.ports.environment, aiosHome: home.at('in-the-way', 'aios') };
    const findings = await examineWith(home, { environment });
    assert.deepEqual(summary(findings).slice(0, 3), ['home problem', 'registry problem', 'runtime ok']);
    assert.match(findings[0]?.message ?? '', /in-the-way/u);
    assert.ok(findings.some(({ check }) => check === 'vault'));
  });
});

describe('The doctor on the vault', () => {
  const secrets = (get: () => Promise<string | undefined>, kept = new Map<string, string>()) => ({
    name: 'Test store',
    get,
    set: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  });

  it('says that one loses what it is given', async () => {
    await using home = await makeSyncHome();
    const findings = await examineWith(home, { secrets: secrets(async () => undefined) });
    const { state, message, remedy } = findingOf(findings, 'vault');
    assert.equal(state, 'problem');
    assert.match(message, /^Test store does not keep secrets: It loses/u);
    assert.match(remedy ?? '', /Unlock/u);
  });

  it('is content with one that keeps and forgets', async () => {
    await using home = await makeSyncHome();
    const kept = new Map<string, string>();
    const store = { ...secrets(async () => undefined, kept), get: async (key: string) => kept.get(key) };
    const { state, message } = findingOf(await examineWith(home, { secrets: store }), 'vault');
    assert.deepEqual([state, message], ['ok', 'Test store keeps secrets.']);
    assert.equal(kept.size, 0);
  });
});
