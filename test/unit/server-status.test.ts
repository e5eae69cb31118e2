import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerReport } from '../../runtime/server-status.ts';
import type { ServerStart } from '../../runtime/sync/server-starts.ts';
import { runRecord } from '../support/run-record.ts';
import { makeSyncHome, type SyncHome } from '../support/sync-home.ts';

interface BeatChanges {
  readonly pid?: number;
  readonly name?: string;
  readonly transport?: string;
  readonly started?: string;
  readonly lastSeen?: string;
  readonly ended?: string;
}

/** About when the home's clock begins. */
const moment = '2026-01-01T00:00:00.000Z';
const dayBefore = '2025-12-31T00:00:00.000Z';

/** As `aios-mcp` leaves them. */
async function beat(home: SyncHome, file: string, changes: BeatChanges): Promise<void> {
  const folder = home.at('.aios', 'state', 'heartbeats');
  await mkdir(folder, { recursive: true });
  const { name, ...rest } = changes;
  const content = {
    format: 1,
    pid: process.pid,
    transport: 'stdio',
    serverVersion: '0.1.0',
    started: moment,
    lastSeen: moment,
    ...(name !== undefined && { client: { name, version: '1.2' } }),
    ...rest,
  };
  await writeFile(join(folder, file), JSON.stringify(content));
}

async function look(home: SyncHome): Promise<ServerReport> {
  return (await home.runtime.openServerStatus()).look();
}

const namesOf = (starts: readonly ServerStart[]): (string | undefined)[] =>
  starts.map(({ client }) => client?.name);

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('what is known of the MCP server', () => {
  it('is that it is not there yet, before the first delivery', async () => {
    await using home = await makeSyncHome();
    const { isInstalled, running, earlier, runs, runsProblem } = await look(home);
    assert.deepEqual(
      { isInstalled, running, earlier, runs, runsProblem },
      {
        isInstalled: false,
        running: [],
        earlier: [],
        runs: [],
        runsProblem: undefined,
      },
    );
    await home.runtime.refreshLauncher();
    assert.equal((await look(home)).isInstalled, true);
  });

  it('tells the copies that run from those that ended, were killed or fell silent', async () => {
    await using home = await makeSyncHome();
    await beat(home, '1-a.json', { name: 'runs' });
    await beat(home, '2-b.json', { name: 'ended', ended: moment });
    await beat(home, '3-c.json', { name: 'killed', pid: await deadPid() });
    await beat(home, '4-d.json', { name: 'silent', lastSeen: dayBefore });
    await beat(home, '5-e.json', { name: 'runs', started: dayBefore, ended: dayBefore });
    await beat(home, '6-f.json', { transport: 'http' });
    await writeFile(home.at('.aios', 'state', 'heartbeats', '7-g.json'), '{"pid":');
    await beat(home, '8-h.json', { name: 'no number', pid: -1 });
    const { running, earlier } = await look(home);
    assert.deepEqual(namesOf(running).sort(), ['runs', undefined]);
    assert.deepEqual(namesOf(earlier).sort(), ['ended', 'killed', 'silent']);
  });

  it('holds what clients ran, once it was taken in, and what keeps it from being known', async () => {
    await using home = await makeSyncHome();
    await mkdir(home.at('.aios', 'state', 'spool'), { recursive: true });
    await home.write(`${JSON.stringify(runRecord())}\n`, '.aios', 'state', 'spool', '1-a.jsonl');
    assert.deepEqual(
      (await look(home)).runs.map(({ run, skill }) => [run, skill]),
      [['run_a', 'standup']],
    );
    home.runtime.store.dispose();
    await rm(home.at('.aios', 'state', 'spool'), { recursive: true });
    const { runs, runsProblem } = await look(home);
    assert.deepEqual(runs, []);
    assert.match(String(runsProblem), /is closed/u);
  });

  it('has every copy tell its client to look again, and ends none of them', async () => {
    await using home = await makeSyncHome();
    const status = await home.runtime.openServerStatus();
    assert.deepEqual(await status.refresh(), [], 'with nothing installed there is nothing to tell');
    await home.install();
    await beat(home, '1-a.json', { name: 'runs' });
    const index = home.at('.aios', 'registry', 'index.json');
    const before = await stat(index);
    assert.deepEqual(namesOf(await status.refresh()), ['runs']);
    const after = await stat(index);
    assert.notEqual(after.mtimeMs, before.mtimeMs);
    assert.deepEqual([after.size, after.ino], [before.size, before.ino]);
    assert.equal((await look(home)).isInstalled, true);
  });
});
