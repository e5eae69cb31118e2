import { type ChildProcess, spawn } from 'node:child_process';
import { AiosError } from '../../../runtime/errors.ts';
import type { EditorInstallation } from './fetch-editor.ts';
import {
  folderArguments,
  installVsix,
  layOutServerData,
  linkExtension,
  type ServerFolders,
  throwAwayEnvironment,
} from './server-data.ts';
import { makeThrowAwayFolder } from './throw-away.ts';

export interface EditorServerOptions {
  /** The home folder that everything in the editor sees, instead of the developer's. Absolute. */
  readonly home: string;
  /** More environment variables for the extension host, e.g. where tests write their results. */
  readonly environment?: Readonly<Record<string, string>>;
  /** False to meet the workspace untrusted, as a person does first. Default true. */
  readonly trust?: boolean;
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
  /** Folders with a package.json that stand as installed extensions, by a link. Absolute. */
  readonly extensionFolders?: readonly string[];
  /**
   * Needed for the page to take an extension under development from its address. It also keeps notifications
   * from popping up (they only ring the bell), so a test that looks at the page does without. Default false.
   */
  readonly testDriver?: boolean;
  /** Whether a server that has lost its page, and whoever started it, ends after some minutes. Default true. */
  readonly endWhenUnused?: boolean;
}

export interface EditorServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** What the server has printed so far. */
  output(): string;
  /** Settles when the server has ended, by `stop` or by itself. */
  readonly ended: Promise<void>;
  /** Ends the server with everything it started, and removes its data. */
  stop(): Promise<void>;
}

/** The longest a server may take to say that it listens; it takes about a second. */
const startLimitMilliseconds = 60_000;
/** How long the process tree gets to end by itself. */
const stopLimitMilliseconds = 5_000;

/**
 * Starts VS Code's server on a free port of 127.0.0.1, with throw-away data.
 *
 * @throws AiosError `editor_not_started` with what it printed; `vsix_not_installed`
 */
export async function startEditorServer(
  installation: EditorInstallation,
  options: EditorServerOptions,
): Promise<EditorServer> {
  const data = await makeThrowAwayFolder('aios-editor');
  let child: ChildProcess | undefined;
  // The last resort, when this process leaves without having called stop(). Before the folder's own.
  const leave = () => {
    if (child !== undefined) signalTree(child, 'SIGKILL');
  };
  process.prependOnceListener('exit', leave);
  const stop = async () => {
    if (child !== undefined) await endTree(child);
    process.off('exit', leave);
    await data.remove();
  };
  try {
    const folders = await layOutServerData(data.path);
    for (const folder of options.extensionFolders ?? []) await linkExtension(folder, folders);
    if (options.vsix !== undefined) await installVsix(installation, options.vsix, folders, options.home);
    child = spawn(installation.node, serverArguments(installation, folders, options), {
      cwd: options.home,
      env: { ...throwAwayEnvironment(options.home), ...temporaryFolder(folders), ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that the extension hosts it starts can be ended with it.
      detached: process.platform !== 'win32',
    });
    const ended = whenEnded(child);
    const output: string[] = [];
    const port = await waitForPort(child, output);
    return { port, origin: `http://127.0.0.1:${port}`, output: () => output.join(''), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArguments(
  installation: EditorInstallation,
  folders: ServerFolders,
  options: EditorServerOptions,
): string[] {
  return [
    installation.serverMain,
    ...['--host', '127.0.0.1', '--port', '0'],
    ...folderArguments(folders),
    '--without-connection-token',
    // No login shell is asked for its variables: the environment we give is the whole of it.
    '--force-disable-user-env',
    // An extension host whose page is gone waits this many seconds for it to come back.
    ...['--reconnection-grace-time', '30'],
    ...((options.testDriver ?? false) ? ['--enable-smoke-test-driver'] : []),
    ...((options.endWhenUnused ?? true) ? ['--enable-remote-auto-shutdown'] : []),
    ...((options.trust ?? true) ? ['--disable-workspace-trust'] : []),
  ];
}

/** The editor leaves sockets in its temporary folder. A socket's path is limited to 103 characters or so. */
function temporaryFolder(folders: ServerFolders): Record<string, string> {
  return folders.temporary.length < 50 ? { TMPDIR: folders.temporary } : {};
}

async function waitForPort(child: ChildProcess, output: string[]): Promise<number> {
  return await new Promise<number>((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(limit);
      reject(
        new AiosError(`The editor's server ${what}:\n${output.join('').trim()}`, {
          code: 'editor_not_started',
          remedy: 'Remove the editor’s folder from the development cache and run the command again.',
        }),
      );
    };
    const limit = setTimeout(() => fail('did not listen in time'), startLimitMilliseconds);
    const read = (data: Buffer) => {
      output.push(data.toString());
      const port = /listening on (\d+)/.exec(output.join(''))?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with code ${code}`));
  });
}

function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}

function whenEnded(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function endTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const ended = whenEnded(child);
    signalTree(child, 'SIGTERM');
    const limit = setTimeout(() => signalTree(child, 'SIGKILL'), stopLimitMilliseconds);
    await ended;
    clearTimeout(limit);
  }
  // The server is gone; whatever it started and did not end is still in its group.
  signalTree(child, 'SIGKILL');
}
