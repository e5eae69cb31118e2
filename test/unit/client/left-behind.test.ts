import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findLeftBehind } from '../../../runtime/client/left-behind.ts';
import { type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';
import { makeSyncHome, type SyncHome, snapshot } from '../../support/sync-home.ts';

interface Laid {
  readonly home: SyncHome;
  readonly windsurf: string;
  readonly devin: string;
}

/** A home in which Devin Desktop was installed after Windsurf. */
async function withBoth(): Promise<Laid> {
  const home = await makeSyncHome({ laidOut: false });
  const windsurf = home.at('.codeium', 'windsurf', 'mcp_config.json');
  const located = await locateClients(home.ports.environment);
  const { configPath: devin } = located.find(({ definition }) => definition.id === 'devin-desktop') ?? {};
  assert.ok(devin);
  for (const file of [windsurf, devin]) await mkdir(dirname(file), { recursive: true });
  await home.write(serversText('github', 'linear', 'aios'), windsurf);
  return { home, windsurf, devin };
}

function serversText(...names: readonly string[]): string {
  return JSON.stringify({ mcpServers: Object.fromEntries(names.map((name) => [name, { command: name }])) });
}

function locate(home: SyncHome): Promise<LocatedClient[]> {
  return locateClients(home.ports.environment);
}

describe('What a person had in Windsurf before Devin Desktop', () => {
  it('is found as far as it is not there, without our own server', async () => {
    const { home, windsurf, devin } = await withBoth();
    await using _ = home;
    await home.write(serversText('linear'), devin);
    const [found, ...more] = await findLeftBehind(await locate(home));
    assert.deepEqual(more, []);
    assert.deepEqual(
      [found?.client.id, found?.predecessor.id, found?.from, found?.to, found?.servers],
      ['devin-desktop', 'windsurf', windsurf, devin, ['github']],
    );
  });

  it('is nothing where all of it is there, or Devin Desktop is not, or the file cannot be read', async () => {
    const { home, windsurf, devin } = await withBoth();
    await using _ = home;
    await home.write(serversText('linear', 'github'), devin);
    assert.deepEqual(await findLeftBehind(await locate(home)), []);
    await home.write('{', devin);
    await home.write('{', windsurf);
    assert.deepEqual(await findLeftBehind(await locate(home)), []);
    const without = (await locate(home)).map((client) =>
      client.definition.id === 'devin-desktop' ? { ...client, detected: false } : client,
    );
    await home.write(serversText('github'), windsurf);
    assert.deepEqual(await findLeftBehind(without), []);
  });

  it('is noted by the doctor with both files, and never moved', async () => {
    const { home, windsurf, devin } = await withBoth();
    await using _ = home;
    await home.install();
    assert.deepEqual((await home.runtime.sync.sync({ clients: ['devin-desktop'] })).errors, []);
    const before = await snapshot(home.path, ['.aios']);
    const findings = await home.runtime.examine();
    const note = findings.find(({ message }) => message.includes('Windsurf had before it'));
    assert.equal(note?.state, 'note');
    assert.equal(note?.message, 'Devin Desktop does not have what Windsurf had before it: github, linear.');
    assert.ok(note?.remedy?.includes(windsurf) && note.remedy.includes(devin));
    assert.match(note.remedy ?? '', /^Run `aios migrate` /u);
    assert.deepEqual(await snapshot(home.path, ['.aios']), before);
    await home.runtime.sync.sync();
    assert.doesNotMatch(await home.read(devin), /github/u);
  });

  it('is nothing where Windsurf’s file is still empty', async () => {
    const { home, windsurf } = await withBoth();
    await using _ = home;
    await home.write('', windsurf);
    assert.deepEqual(await findLeftBehind(await locate(home)), []);
  });

  it('is told apart from what was taken along once and removed since', async () => {
    const { home } = await withBoth();
    await using _ = home;
    const [found] = await findLeftBehind(await locate(home), { 'devin-desktop': ['linear'] });
    assert.deepEqual([found?.servers, found?.removed], [['github'], ['linear']]);
  });

  it('is noted where an earlier version of Devin Desktop itself had it', async () => {
    const { home, devin } = await withBoth();
    await using _ = home;
    await home.write(serversText('own'), dirname(devin), 'config.json');
    const findings = await home.runtime.examine();
    const note = findings.find(({ message }) => message.includes('file of an earlier version'));
    assert.deepEqual([note?.state, note?.remedy], ['note', 'Open Devin Desktop once: it moves them itself.']);
  });
});
