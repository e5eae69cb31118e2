import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AiosError, systemErrorCode } from '../../../errors.ts';
import type { Deadline } from '../../../net/deadline.ts';
import { tooLarge } from '../../../net/request-errors.ts';
import { folderSize } from './folder-size.ts';

export interface GitRun {
  /** Where git runs, absolute. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Ends git when its time is over or the person cancels. */
  readonly deadline: Deadline;
  /** What may lie in `watched`, and what git may print, at most. */
  readonly maxBytes: number;
  /** The folder whose size is watched while git runs, absolute. */
  readonly watched: string;
  /** The repository as it may be shown. */
  readonly shown: string;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  /** The last line that git said, without passwords. */
  readonly lastLine: string;
}

/** Short enough that little is written past the limit, long enough to cost nothing. */
const watchEveryMs = 250;
/** Of what git says only the end is of use. */
const maxErrorLength = 16 * 1024;

/**
 * Runs the system's git, without a shell, and waits until it is gone.
 *
 * @param arguments_ nothing that came from outside but commits, which are hexadecimal
 * @returns also when git fails
 * @throws AiosError `source_needs_git`, `source_too_large`, `source_timed_out`, `source_cancelled`
 */
export async function runGit(arguments_: readonly string[], run: GitRun): Promise<GitResult> {
  const { deadline, shown } = run;
  if (deadline.signal.aborted) throw deadline.signal.reason;
  const isWindows = process.platform === 'win32';
  const child = spawn('git', arguments_, {
    cwd: run.folder,
    env: run.variables,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // A group of its own: it can be ended with the helpers git starts, and has no terminal for ssh to ask on.
    detached: !isWindows,
  });
  const stop = (): void => endProcess(child);
  deadline.signal.addEventListener('abort', stop, { once: true });
  const stopWatching = watchSize(run);
  try {
    const result = await outcome(child, run);
    if (deadline.signal.aborted) throw deadline.signal.reason;
    await checkSize(run);
    return result;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw gitMissing(shown, 'it was not found', error);
    throw error;
  } finally {
    stopWatching();
    deadline.signal.removeEventListener('abort', stop);
  }
}

/** What is said where there is no git that does what is needed. */
export function gitMissing(shown: string, why: string, cause?: unknown): AiosError {
  return new AiosError(`${shown} is a git repository, and git cannot be used here: ${why}.`, {
    code: 'source_needs_git',
    remedy:
      'Install git 2.31 or newer (git-scm.com) and make sure that it is on the PATH, or install from an archive or a folder.',
    cause,
  });
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Ends the process by its id, on POSIX with all it has started. */
function endProcess(child: Child): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill();
  else
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
}

async function outcome(child: Child, { maxBytes, deadline, shown }: GitRun): Promise<GitResult> {
  const printed: Buffer[] = [];
  let size = 0;
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) deadline.end(tooLarge(shown, maxBytes));
    else printed.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-maxErrorLength);
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? -1));
  });
  return { code, stdout: Buffer.concat(printed).toString('utf8'), lastLine: lastLine(said) };
}

/** A line of git's for people: the last one that says something, without passwords, control characters and prefix. */
function lastLine(said: string): string {
  const lines = said
    .split(/[\r\n]+/u)
    .map((line) => line.replace(/[\p{Cc}]/gu, ' ').trim())
    .filter((line) => line !== '');
  const line = lines.findLast((each) => /^(?:fatal|error):/u.test(each)) ?? lines.at(-1) ?? '';
  return line
    .replace(/^(?:fatal|error|remote): */u, '')
    .replace(/\/\/[^\s/]*@/gu, '//')
    .replace(/\.$/u, '')
    .slice(0, 300);
}

function watchSize(run: GitRun): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    // What vanishes while it is counted is git's to move about; the next look counts it.
    await checkSize(run).catch((error: unknown) => AiosError.is(error) && run.deadline.end(error));
    if (!isOver) timer = setTimeout(look, watchEveryMs);
  };
  timer = setTimeout(look, watchEveryMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

async function checkSize({ watched, maxBytes, shown }: GitRun): Promise<void> {
  if ((await folderSize(watched, maxBytes)) > maxBytes) throw tooLarge(shown, maxBytes);
}
