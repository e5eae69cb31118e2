/**
 * Runs the official conformance suite against the server: `node scripts/conformance.ts [--scenario NAME]…`. Exit code 1
 * when a scenario that counts fails.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installShippedSkills } from './conformance/skills-home.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const suite = join(root, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');

const { values } = parseArgs({ options: { scenario: { type: 'string', multiple: true } } });
const runs = values.scenario?.map((name) => ['--scenario', name]) ?? [
  ['--requirements', '2025-11-25'],
  ['--requirements', '2026-07-28'],
  ...['enumeration', 'manifest', 'directory'].map((name) => ['--scenario', `sep-2640-skills-${name}`]),
];

const folder = await mkdtemp(join(tmpdir(), 'aios-conformance-'));
const server = await startServer(await installShippedSkills(folder));
try {
  const failed: string[] = [];
  for (const words of runs) {
    const code = await runSuite([...words, '--url', server.url, '-o', join(folder, 'results')]);
    if (code !== 0) failed.push(words.join(' '));
  }
  console.log(failed.length === 0 ? `\nAll ${runs.length} runs passed.` : `\nFailed: ${failed.join('; ')}.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  server.process.kill();
  await once(server.process, 'close');
  await rm(folder, { recursive: true, force: true });
}

async function startServer(home: string): Promise<{ url: string; process: ChildProcessWithoutNullStreams }> {
  const words = [join(root, 'scripts', 'conformance-server.ts'), '--conformance-fixtures'];
  const child = spawn(process.execPath, words, { env: { ...process.env, AIOS_HOME: home } });
  child.stderr.pipe(process.stderr);
  for await (const line of createInterface({ input: child.stdout })) return { url: line, process: child };
  throw new Error('The server ended before it said where it is.');
}

function runSuite(words: readonly string[]): Promise<number | null> {
  console.log(`\n── ${words.slice(0, 2).join(' ')}`);
  const child = spawn(process.execPath, [suite, 'server', ...words], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}
