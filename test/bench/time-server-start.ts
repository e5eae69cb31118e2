import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a client's config says: a server to be started over stdio. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** All its environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
}

export interface ServerStart {
  /** From just before the spawn until the whole answer to `tools/list` has arrived, in milliseconds. */
  readonly ms: number;
  /** Resident memory right after that answer; undefined where the system does not tell. */
  readonly memoryMiB: number | undefined;
  /** How many tools it listed. */
  readonly tools: number;
}

const answerLimitMilliseconds = 30_000;
/** How long a server may take to end after its stdin was closed. */
const endLimitMilliseconds = 10_000;

const initialize = request(1, 'initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'aios-bench', version: '1.0.0' },
});
const initializedThenList = `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n${request(2, 'tools/list')}`;

/**
 * Starts a server as a client would and asks for its tools, in plain JSON-RPC so that no client library is measured.
 *
 * @param ending `close-stdin` lets it end by itself, as with a client that quits; `kill` does not wait for that
 * @throws Error with what it wrote to stderr, when it ends or is silent for 30 s
 */
export async function timeServerStart(
  server: ServerCommand,
  ending: 'close-stdin' | 'kill',
): Promise<ServerStart> {
  const started = performance.now();
  const child = spawn(server.command, server.args, {
    cwd: server.workingFolder,
    env: { ...server.environment },
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  // A server that ended early is told by its 'close', not by the broken pipe.
  child.stdin.on('error', () => undefined);
  try {
    child.stdin.write(initialize);
    const answer = await readAnswer(child);
    const ms = performance.now() - started;
    const memoryMiB = residentMemory(child.pid);
    return { ms, memoryMiB, tools: countTools(answer) };
  } finally {
    child.stdin.end();
    // On Windows this ends the shell; the server then finds its stdin closed.
    if (ending === 'kill') child.kill('SIGKILL');
    const limit = setTimeout(() => child.kill('SIGKILL'), endLimitMilliseconds);
    await closed;
    clearTimeout(limit);
  }
}

function request(id: number, method: string, params?: unknown): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
}

/** Sends the rest when the first answer is there, and gives the line that answers `tools/list`. */
function readAnswer(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    const fail = (what: string) => {
      clearTimeout(limit);
      reject(new Error(`${child.spawnfile} ${what}.\n${stderr}`));
    };
    const limit = setTimeout(() => fail('did not answer in time'), answerLimitMilliseconds);
    child.on('error', (error) => fail(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => fail(`ended with ${code ?? signal}`));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    let pending = '';
    let answered = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      pending += text;
      for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 1);
        if (!line.includes('"result"')) continue;
        answered += 1;
        if (answered === 1) child.stdin.write(initializedThenList);
        else {
          clearTimeout(limit);
          resolve(line);
        }
      }
    });
  });
}

function countTools(line: string): number {
  const { id, result } = JSON.parse(line) as { id: unknown; result: { tools?: unknown[] } };
  if (id !== 2 || result.tools === undefined) throw new Error(`This is no answer to tools/list: ${line}`);
  return result.tools.length;
}

function residentMemory(pid: number | undefined): number | undefined {
  if (process.platform === 'linux') {
    const kibibytes = /VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes) / 1024;
  }
  if (process.platform !== 'darwin') return undefined;
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
