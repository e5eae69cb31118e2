import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { serverBundle } from './mcp-home.ts';

export interface Answer {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An `aios-mcp` process, spoken to in lines. */
export interface McpProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Every message it wrote, in order. */
  readonly said: Answer[];
  /** All it wrote to stderr. */
  readonly errors: () => string;
  /** Lines of stdout that are no JSON: there must be none. */
  readonly stray: string[];
  send(message: object): void;
  write(bytes: Buffer | string): Promise<void>;
  /** Waits until a message fits. @throws Error when it ends before */
  until(fits: (said: readonly Answer[]) => boolean): Promise<void>;
  /** Sends a request and waits for its answer. */
  ask(id: number | string, method: string, params?: object): Promise<Answer>;
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

export function startMcp(
  aiosHome: string,
  words: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): McpProcess {
  const child = spawn(process.execPath, [...nodeOptions, serverBundle, ...words], {
    env: { ...process.env, AIOS_HOME: aiosHome },
  });
  const said: Answer[] = [];
  const stray: string[] = [];
  let errors = '';
  let rest = '';
  let waiting: {
    fits: (said: readonly Answer[]) => boolean;
    resolve: () => void;
    reject: (error: Error) => void;
  }[] = [];
  child.stdin.on('error', () => undefined);
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines)
      try {
        said.push(JSON.parse(line) as Answer);
      } catch {
        stray.push(line);
      }
    waiting = waiting.filter(({ fits, resolve }) => {
      const isThere = fits(said);
      if (isThere) resolve();
      return !isThere;
    });
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then((code) => {
    for (const { reject } of waiting) reject(new Error(`aios-mcp ended with ${code}.\n${errors}`));
  });
  const until = (fits: (said: readonly Answer[]) => boolean): Promise<void> =>
    fits(said)
      ? Promise.resolve()
      : new Promise((resolve, reject) => waiting.push({ fits, resolve, reject }));
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  return {
    child,
    said,
    stray,
    errors: () => errors,
    send,
    until,
    ended,
    write: (bytes) => new Promise((resolve) => child.stdin.write(bytes, () => resolve())),
    ask: async (id, method, params) => {
      send({ id, method, ...(params && { params }) });
      const find = (all: readonly Answer[]) =>
        all.find((answer) => answer.id === id && !('method' in answer));
      await until((all) => find(all) !== undefined);
      return find(said) ?? {};
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The handshake of a client. */
export function handshake(name = 'test', protocolVersion = '2025-06-18'): object {
  return { protocolVersion, capabilities: {}, clientInfo: { name, version: '1.2.3' } };
}
