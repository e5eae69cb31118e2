import { spawn } from 'node:child_process';

export interface ProcessRun {
  /** From just before the spawn until the process has ended and its output is read, in milliseconds. */
  readonly ms: number;
  readonly stdout: string;
}

export interface ProcessOptions {
  /** All its environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
}

/**
 * Runs a script with this Node.js as a whole process, with nothing on stdin.
 *
 * @throws Error with all it printed, when its exit code is not 0: nobody is timed failing
 */
export async function runProcess(
  script: string,
  words: readonly string[],
  { environment, workingFolder }: ProcessOptions,
): Promise<ProcessRun> {
  const started = performance.now();
  const child = spawn(process.execPath, [script, ...words], {
    cwd: workingFolder,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  const ms = performance.now() - started;
  if (code === 0) return { ms, stdout };
  throw new Error(`${script} ${words.join(' ')} ended with ${code}.\n${stdout}${stderr}`);
}
