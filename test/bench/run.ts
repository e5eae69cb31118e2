/**
 * Compares our speed with that of others, in one run: `node test/bench/run.ts [--rounds N] [--json FILE] [NAME…]`.
 * Exit code 1 when a bound is exceeded, 2 for wrong usage.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem, type } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { textTable } from '../../runtime/cli/text-table.ts';
import { runProgram } from '../support/editor/command.ts';
import type { Benchmark } from './benchmark.ts';
import { type JudgedRow, judge, tableCells, tableHeader } from './judge.ts';

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  startup: async () => (await import('./startup.ts')).benchmarkStartup,
  calls: async () => (await import('./calls.ts')).benchmarkCalls,
  promises: async () => (await import('./promises.ts')).benchmarkPromises,
  activation: async () => (await import('./activation.ts')).benchmarkActivation,
  sync: async () => (await import('./sync.ts')).benchmarkSync,
  registry: async () => (await import('./registry.ts')).benchmarkRegistry,
};
/** With fewer, one busy moment of the machine decides. */
const leastRounds = 10;
/** A load above this share of the processors shifts even ratios. */
const idleShare = 0.75;

await runProgram(async () => {
  const asked = readWords();
  if (asked === undefined) {
    console.error(
      `Usage: npm run bench -- [--rounds N] [--json FILE] [${Object.keys(benchmarks).join('|')}]…`,
    );
    console.error(`N is at least ${leastRounds}.`);
    process.exitCode = 2;
    return;
  }
  const machine = describeMachine();
  const rows: (JudgedRow & { benchmark: string })[] = [];
  const notes: string[] = [];
  for (const [name, load] of Object.entries(benchmarks)) {
    if (asked.names.length > 0 && !asked.names.includes(name)) continue;
    const benchmark = await load();
    const result = await benchmark({ rounds: asked.rounds, report: console.error });
    rows.push(...result.rows.map((row) => ({ benchmark: name, ...judge(row) })));
    notes.push(...result.notes);
  }
  console.log(`\n${textTable(tableHeader, rows.map(tableCells))}\n`);
  for (const note of notes) console.log(note);
  console.log(
    `Medians on ${machine.cores} × ${machine.processor}, ${machine.system} ${machine.architecture}, ` +
      `Node.js ${machine.node}, load before the start ${machine.loadBefore.toFixed(1)}.`,
  );
  if (machine.loadBefore > machine.cores * idleShare)
    console.log(
      'The machine was busy: who waits often or uses threads does worse then. Run it again when it is idle.',
    );
  if (asked.json !== undefined) await writeJson(asked.json, { machine, rows, notes });
  const over = rows.filter(({ verdict }) => verdict === 'over');
  if (over.length === 0) return;
  console.log(`Over the bound: ${over.map(({ name }) => name.trim()).join('; ')}.`);
  process.exitCode = 1;
});

/** @returns undefined when they make no sense */
function readWords() {
  try {
    const { values, positionals: names } = parseArgs({
      allowPositionals: true,
      options: { rounds: { type: 'string', default: '15' }, json: { type: 'string' } },
    });
    const rounds = Number(values.rounds);
    const good = names.every((name) => Object.hasOwn(benchmarks, name)) && Number.isInteger(rounds);
    return good && rounds >= leastRounds ? { names, rounds, json: values.json } : undefined;
  } catch {
    return undefined;
  }
}

function describeMachine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown processor',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: type(),
    architecture: process.arch,
    node: process.versions.node,
    /** Processes that ran or waited for a processor in the last minute; 0 on Windows, which does not count them. */
    loadBefore: loadavg()[0] ?? 0,
  };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
