/**
 * Runs every layer of checks and tests, and ends with one table of counts. `npm test -- unit contract` runs only the
 * layers named. Exit code 1 when anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Layer {
  readonly name: string;
  readonly command: readonly string[];
  /** A test layer writes its counts; any other passes or fails as a whole. */
  readonly counts: boolean;
}

interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const check = (name: string, ...command: string[]): Layer => ({ name, command, counts: false });
const tests = (name: string, ...command: string[]): Layer => ({ name, command, counts: true });
/** How many test files are run at a time: their own processes and files keep two busy. */
const jobs = String(Math.min(2, availableParallelism()));
const mochaLayer = (name: string, timeout: string): Layer =>
  tests(
    name,
    'node',
    'test/support/run-layer.ts',
    '--layer',
    name,
    '--timeout',
    timeout,
    '--jobs',
    jobs,
    `test/${name}/**/*.test.ts`,
  );

const layers: readonly Layer[] = [
  check('lint', 'biome', 'check', '--error-on-warnings', '.'),
  check('types', 'tsc'),
  check(
    'boundaries',
    'biome',
    'lint',
    '--only=style/noRestrictedImports',
    '--only=suspicious/noImportCycles',
    '.',
  ),
  check('build', 'node', 'scripts/build.ts'),
  mochaLayer('unit', '20000'),
  mochaLayer('contract', '60000'),
  check('conformance', 'node', 'scripts/conformance.ts'),
  check('inspector', 'node', 'scripts/inspect-server.ts'),
  // The VS Code server from npm runs on Linux and macOS; on Windows the desktop editor stands in for it.
  ...(process.platform === 'win32'
    ? [tests('desktop', 'node', 'test/desktop/run.ts')]
    : [tests('host', 'node', 'test/host/run.ts'), tests('ui', 'node', 'test/ui/run.ts')]),
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !layers.some((layer) => layer.name === name));
if (unknown.length > 0) {
  console.error(
    `No such layer: ${unknown.join(', ')}. There are ${layers.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const results = await mkdtemp(join(tmpdir(), 'aios-test-'));
const outcomes: Outcome[] = [];
for (const layer of layers) {
  if (asked.length > 0 && !asked.includes(layer.name)) continue;
  console.log(`\n── ${layer.name} ${'─'.repeat(Math.max(0, 70 - layer.name.length))}`);
  outcomes.push(await run(layer));
}
await rm(results, { recursive: true, force: true });
report();

async function run(layer: Layer): Promise<Outcome> {
  const json = join(results, `${layer.name}.json`);
  const started = performance.now();
  const [program = '', ...words] = layer.counts ? [...layer.command, '--json', json] : layer.command;
  const good = await succeed(program, words);
  const ms = performance.now() - started;
  const plain = { name: layer.name, passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0, ms };
  if (!layer.counts) return plain;
  const counts = await readFile(json, 'utf8').then(JSON.parse, () => ({ passed: 0, failed: 0, skipped: 0 }));
  // A layer that broke down without a failing test still counts as one failure.
  const failed = counts.failed === 0 && !good ? 1 : counts.failed;
  return { ...plain, passed: counts.passed, failed, skipped: counts.skipped };
}

function succeed(program: string, words: readonly string[]): Promise<boolean> {
  const bin = join(root, 'node_modules', '.bin');
  const separator = process.platform === 'win32' ? ';' : ':';
  const file =
    program === 'node'
      ? process.execPath
      : join(bin, process.platform === 'win32' ? `${program}.cmd` : program);
  return new Promise((resolve) => {
    const child = spawn(file, words, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PATH: `${bin}${separator}${process.env.PATH ?? ''}` },
      shell: process.platform === 'win32' && program !== 'node',
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
}

function report(): void {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0);
  console.log(
    `\n${'LAYER'.padEnd(12)}${'PASSED'.padStart(8)}${'FAILED'.padStart(8)}${'SKIPPED'.padStart(9)}${'TIME'.padStart(10)}`,
  );
  for (const { name, passed, failed, skipped, ms } of outcomes) {
    const row = [passed, failed].map((count) => String(count).padStart(8)).join('');
    console.log(
      `${name.padEnd(12)}${row}${String(skipped).padStart(9)}${`${(ms / 1000).toFixed(1)} s`.padStart(10)}`,
    );
  }
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}
