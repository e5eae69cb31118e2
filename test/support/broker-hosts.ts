import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type AiosHome, aiosHome } from '../../runtime/aios-home.ts';
import type { BrokerRecord } from '../../runtime/broker/broker-file.ts';
import { makeHome, type ThrowAwayHome } from './run-cli.ts';

const script = fileURLToPath(new URL('./broker-host.ts', import.meta.url));

/** A host in a process of its own. */
export interface BrokerHost {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
  /** The roles it took on, in order. */
  readonly roles: readonly string[];
  /** What it logged. */
  readonly logged: () => string;
  /** Resolves when its role is this one. Rejects when it ends before. */
  until(role: string): Promise<void>;
  /** Ends it without a word, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Hosts of one throw-away home. */
export interface BrokerHosts extends AsyncDisposable {
  readonly path: string;
  readonly home: AiosHome;
  start(environment?: NodeJS.ProcessEnv): BrokerHost;
  record(): Promise<BrokerRecord>;
}

/** @param folder our home in the person's; made. Default `.aios` */
export async function makeBrokerHosts(folder?: string): Promise<BrokerHosts> {
  const thrownAway: ThrowAwayHome = await makeHome();
  const home = aiosHome(folder === undefined ? thrownAway.aios : `${thrownAway.path}/${folder}`);
  await mkdir(home.root, { recursive: true });
  const hosts: BrokerHost[] = [];
  return {
    path: thrownAway.path,
    home,
    start: (environment) => {
      const host = startHost(home, environment);
      hosts.push(host);
      return host;
    },
    record: async () => JSON.parse(await readFile(home.brokerFile, 'utf8')) as BrokerRecord,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(hosts.map((host) => host.kill()));
      await thrownAway[Symbol.asyncDispose]();
    },
  };
}

function startHost(home: AiosHome, environment: NodeJS.ProcessEnv = {}): BrokerHost {
  const child = spawn(process.execPath, [script, home.root], { env: { ...process.env, ...environment } });
  const roles: string[] = [];
  const listeners = new Set<() => void>();
  let logged = '';
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    logged += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    roles.push(...text.trim().split('\n'));
    tell();
  });
  child.once('close', tell);
  const ended = once(child, 'close');
  return {
    child,
    pid: child.pid ?? 0,
    roles,
    logged: () => logged,
    until: (role) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (roles.at(-1) === role) resolve();
          else if (child.exitCode !== null || child.signalCode !== null)
            reject(new Error(`it ended: ${logged}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
