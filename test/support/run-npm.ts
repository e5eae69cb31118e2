import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { AiosError } from '../../runtime/errors.ts';

/**
 * Runs npm with what it may not do by itself here: no install scripts, no audit. It is the npm that runs us if
 * there is one, else the one on PATH.
 *
 * @param npmArguments e.g. `['install', '--prefix', folder, 'name@1.2.3']`
 * @throws AiosError `npm_failed` with what npm printed
 */
export async function runNpm(npmArguments: readonly string[]): Promise<void> {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { command, leading, shell } = findNpm();
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(command, [...leading, ...npmArguments, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell,
    });
    child.stdout.on('data', (data: Buffer) => output.push(data.toString()));
    child.stderr.on('data', (data: Buffer) => output.push(data.toString()));
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  throw new AiosError(`npm ${npmArguments.join(' ')} ended with code ${code}:\n${output.join('').trim()}`, {
    code: 'npm_failed',
    remedy: 'Check that the npm registry can be reached, then run the command again; it starts afresh.',
  });
}

function findNpm(): { command: string; leading: string[]; shell: boolean } {
  const running = process.env.npm_execpath;
  if (running !== undefined && /^npm-cli\.[cm]?js$/.test(basename(running))) {
    return { command: process.execPath, leading: [running], shell: false };
  }
  // npm is a .cmd file on Windows, which only a shell can start.
  return { command: 'npm', leading: [], shell: process.platform === 'win32' };
}
