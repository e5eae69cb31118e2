import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchmarkOptions, BenchmarkResult, Row } from './benchmark.ts';
import { median } from './measure.ts';
import { makeSkillsHome, type SkillsHome } from './skills-home.ts';
import { launched } from './startup.ts';

const skillCount = 20;
const callsInRound = 1000;
const callers = 50;
const callsOfEach = 20;
/** Calls whose memory is compared: after the first thousands, and at the end. */
const manyCalls = 100_000;
const settledCalls = 20_000;

/** What is called: a list, and a skill with a prompt and a schema of some kilobytes. */
const calls = {
  list_skills: { name: 'list_skills', arguments: {} },
  skill: { name: 'roadmap_reader_0002', arguments: { document: 'Q1: ship it. Q2: rest.' } },
} as const;

/** Calls of tools over stdio one after the other, over HTTP by many at once, and what memory a great many leave. */
export async function benchmarkCalls({ rounds, report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const home = await makeSkillsHome(skillCount);
  try {
    report(`calls: ${rounds} rounds of ${callsInRound} …`);
    const rows: Row[] = [];
    for (const [name, params] of Object.entries(calls))
      rows.push(...(await stdioRows(home, name, params, rounds)));
    report(`calls: ${callers} callers over HTTP …`);
    rows.push(await httpRow(home, rounds));
    report(`calls: ${manyCalls} of them …`);
    return { rows: [...rows, ...(await memoryRows(home))], notes: [] };
  } finally {
    await home.remove();
  }
}

async function stdioRows(home: SkillsHome, name: string, params: object, rounds: number): Promise<Row[]> {
  const server = await StdioCaller.start(home);
  try {
    const sorted: number[][] = [];
    for (let round = -1; round < rounds; round += 1) {
      const times: number[] = [];
      for (let call = 0; call < callsInRound; call += 1) {
        const started = performance.now();
        await server.call(params);
        times.push(performance.now() - started);
      }
      if (round >= 0) sorted.push(times.toSorted((a, b) => a - b));
    }
    const at = (share: number) => sorted.map((times) => times[Math.floor(times.length * share)] ?? 0);
    return [
      { name: `tools/call ${name} over stdio, half of them within`, unit: 'ms', ours: at(0.5), atMost: 0.3 },
      { name: '  the same, 99 of 100 within', unit: 'ms', ours: at(0.99), atMost: 5 },
    ];
  } finally {
    await server.stop();
  }
}

async function memoryRows(home: SkillsHome): Promise<Row[]> {
  if (process.platform !== 'linux') return [];
  const server = await StdioCaller.start(home);
  try {
    let settled = 0;
    for (let call = 1; call <= manyCalls; call += 1) {
      await server.call(calls.skill);
      if (call === settledCalls) settled = await server.memoryMiB();
    }
    const peer = { name: `after ${settledCalls}`, values: [settled] };
    const ours = [await server.memoryMiB()];
    return [
      { name: `aios-mcp, resident memory after ${manyCalls} calls`, unit: 'MiB', ours, peer, atMost: 1.15 },
    ];
  } finally {
    await server.stop();
  }
}

/** A client that waits for each answer; plain JSON-RPC, so that no client library is measured. */
class StdioCaller {
  private readonly child: ChildProcessWithoutNullStreams;
  private onLine: (line: string) => void = () => undefined;
  private id = 0;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      rest += text;
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 1);
        this.onLine(line);
      }
    });
  }

  static async start(home: SkillsHome): Promise<StdioCaller> {
    const { command, args, environment, workingFolder } = launched(home);
    const child = spawn(command, args, { cwd: workingFolder, env: { ...environment } });
    const caller = new StdioCaller(child);
    await caller.ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'aios-bench', version: '1.0.0' },
    });
    return caller;
  }

  async call(params: object): Promise<void> {
    const answer = await this.ask('tools/call', params);
    if (!answer.includes('"structuredContent"') || answer.includes('"isError"'))
      throw new Error(`The call failed: ${answer.slice(0, 500)}`);
  }

  async memoryMiB(): Promise<number> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    this.child.stdin.end();
    await closed;
  }

  private ask(method: string, params: object): Promise<string> {
    this.id += 1;
    return new Promise((resolve) => {
      this.onLine = resolve;
      this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: this.id, method, params })}\n`);
    });
  }
}

/** How long a call takes while fifty callers call, each as soon as its last call is answered. */
async function httpRow(home: SkillsHome, rounds: number): Promise<Row> {
  const { command, args, environment, workingFolder } = launched(home);
  const child = spawn(command, [...args, '--http', '127.0.0.1:0'], {
    cwd: workingFolder,
    env: { ...environment },
  });
  try {
    const url = await addressOf(child);
    const token = (await readFile(join(home.path, '.aios', 'state', 'http-token'), 'utf8')).trim();
    const medians: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const times = await Promise.all(
        Array.from({ length: callers }, async () => {
          const own: number[] = [];
          for (let call = 0; call < callsOfEach; call += 1) own.push(await callOverHttp(url, token));
          return own;
        }),
      );
      medians.push(median(times.flat()));
    }
    return {
      name: `tools/call over HTTP, ${callers} callers at once, half of them within`,
      unit: 'ms',
      ours: medians,
    };
  } finally {
    child.kill();
  }
}

async function addressOf({ stderr }: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const url = /http:\S+\/mcp/u.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('The server ended before it said where it is.');
}

async function callOverHttp(url: string, token: string): Promise<number> {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { ...calls.list_skills, _meta: envelope };
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': 'tools/call',
      'Mcp-Name': params.name,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  const answer = await response.text();
  if (response.status !== 200 || !answer.includes('"structuredContent"'))
    throw new Error(`The call failed: ${answer}`);
  return performance.now() - started;
}
