import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askStatus } from '../../runtime/broker/broker-status.ts';
import { type BrokerHost, makeBrokerHosts } from '../support/broker-hosts.ts';
import { serverBundle } from '../support/mcp-home.ts';
import { makeHome } from '../support/run-cli.ts';
import type { BenchmarkOptions, BenchmarkResult, Row } from './benchmark.ts';

const initialize = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'aios-bench', version: '1.0.0' },
  },
})}\n`;

/** What is promised in seconds: how soon the server goes, another window leads, and a hung one is given up. */
export async function benchmarkPromises({ rounds, report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const measure = async (what: string, once: () => Promise<number>): Promise<number[]> => {
    report(`promises: ${what}, ${rounds} rounds …`);
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) values.push(await once());
    return values;
  };
  const row = (name: string, ours: readonly number[], atMost: number): Row => ({
    name,
    unit: 'ms',
    ours,
    atMost,
  });
  return {
    rows: [
      row('aios-mcp ends after its stdin closed', await measure('stdin closes', endOfInput), 1000),
      ...(process.platform === 'win32'
        ? []
        : [row('  after its parent was killed', await measure('the parent is killed', endOfParent), 1000)]),
      row('another window leads after kill -9', await measure('the leader is killed', takeOver), 5000),
      row('a window that hangs is given up', await measure('the leader hangs', giveUp), 2100),
    ],
    notes: [],
  };
}

async function endOfInput(): Promise<number> {
  await using home = await makeHome();
  const child = spawn(process.execPath, [serverBundle], {
    env: { ...process.env, AIOS_HOME: home.aios },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.write(initialize);
  await once(child.stdout, 'data');
  const started = performance.now();
  child.stdin.end();
  await once(child, 'exit');
  return performance.now() - started;
}

/** The server's stdin is a pipe that never closes: it is opened for writing by the server itself. */
async function endOfParent(): Promise<number> {
  await using home = await makeHome();
  const pipe = join(home.path, 'stdin');
  execFileSync('mkfifo', [pipe]);
  const script = `require('child_process').spawn(process.execPath, [${JSON.stringify(serverBundle)}], { stdio: [require('fs').openSync(${JSON.stringify(pipe)}, 'r+'), 'inherit', 'ignore'] }); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', script], {
    env: { ...process.env, AIOS_HOME: home.aios },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await appendFile(pipe, initialize);
  await once(parent.stdout, 'data');
  const started = performance.now();
  parent.kill('SIGKILL');
  // The server holds it too: it closes when both have ended.
  await once(parent.stdout, 'close');
  return performance.now() - started;
}

async function takeOver(): Promise<number> {
  await using hosts = await makeBrokerHosts();
  const leader = hosts.start();
  await leader.until('leading');
  const others: BrokerHost[] = [hosts.start(), hosts.start()];
  await Promise.all(others.map((host) => host.until('standing-by')));
  const started = performance.now();
  await leader.kill();
  await Promise.any(others.map((host) => host.until('leading')));
  return performance.now() - started;
}

async function giveUp(): Promise<number> {
  await using hosts = await makeBrokerHosts();
  const leader = hosts.start();
  await leader.until('leading');
  leader.child.kill('SIGSTOP');
  const started = performance.now();
  const { state } = await askStatus(hosts.home);
  const ms = performance.now() - started;
  if (state !== 'hung') throw new Error(`It was said to be ${state}.`);
  return ms;
}
