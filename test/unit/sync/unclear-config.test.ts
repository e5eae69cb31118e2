import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import { createRuntime } from '../../../runtime/runtime.ts';
import { clientState } from '../../../runtime/sync/client-state.ts';
import type { LedgerRow } from '../../../runtime/sync/ledger.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';

const personHome = 'C:\\Users\\ada';
const packages = ['AppData', 'Local', 'Packages'];
const inPackage = ['LocalCache', 'Roaming', 'Claude'];

/**
 * Makes a folder by its Windows path. Elsewhere a backslash is a letter like any other, so that the path names one
 * file in the working folder: every path that is looked at is made as such.
 */
async function layFolder(parts: readonly string[]): Promise<string> {
  for (let depth = 1; depth <= parts.length; depth += 1) {
    await mkdir(win32.join(personHome, ...parts.slice(0, depth)), { recursive: true });
    // So that listing the parent shows it.
    await mkdir(join(win32.join(personHome, ...parts.slice(0, depth - 1)), parts[depth - 1]!), {
      recursive: true,
    });
  }
  return win32.join(personHome, ...parts);
}

function runtimeOnWindows({ ports }: SyncHome) {
  const environment = { ...ports.environment, platform: 'win32', home: personHome, variables: {} } as const;
  return createRuntime({ ...ports, environment });
}

describe('Claude Desktop in two packages', () => {
  const workingFolder = process.cwd();

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  afterEach(() => process.chdir(workingFolder));

  it('is told of with both configs, and neither is written, nor is an entry taken out of one', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await home.install();
    process.chdir(home.path);
    const files: string[] = [];
    for (const name of ['Claude_first', 'Claude_second']) {
      const folder = await layFolder([...packages, name, ...inPackage]);
      files.push(win32.join(folder, 'claude_desktop_config.json'));
    }
    const [file = ''] = files;
    const text = '{ "mcpServers": { "aios": { "command": "x", "args": [] } } }';
    await writeFile(file, text);
    const row: LedgerRow = {
      client: 'claude-desktop',
      kind: 'server',
      id: 'aios',
      path: file,
      version: '0.1.0',
      mode: 'entry',
      delivered: { hash: 'sha256:0', files: {} },
      pending: [],
      createdFrom: 1,
      createdFile: false,
      createdFolder: undefined,
      at: '2026-01-01T00:00:00.000Z',
    };
    const ledger = home.at('.aios', 'state', 'sync_state.json');
    await mkdir(home.at('.aios', 'state'), { recursive: true });
    await writeFile(ledger, JSON.stringify({ format: 1, rows: [row] }));
    const runtime = runtimeOnWindows(home);
    try {
      const findings = await runtime.examine();
      assert.ok(
        findings.some(({ state, message }) => state === 'problem' && /more than once/u.test(message)),
        'the doctor tells of it',
      );
      const { changes, errors } = await runtime.sync.sync();
      assert.deepEqual(changes, []);
      assert.deepEqual(
        errors.map(({ client, code }) => `${client} ${code}`),
        ['claude-desktop client_layout_ambiguous'],
      );
      for (const path of files) assert.ok(errors[0]?.message.includes(path));
      assert.equal(await readFile(file, 'utf8'), text);
      assert.equal(JSON.parse(await readFile(ledger, 'utf8')).rows.length, 1);
      assert.equal(clientState(await runtime.sync.status(), 'claude-desktop'), 'problem');
      assert.deepEqual((await runtime.sync.sync({ clients: ['cursor'] })).errors, []);
    } finally {
      runtime.dispose();
      await rm(win32.join(personHome), { recursive: true, force: true });
    }
  });
});
