import { oneLine } from '../../one-line.ts';
import type { Run, WholeRun } from '../../store/run.ts';
import type { Command } from '../command.ts';
import { localTime } from '../local-time.ts';
import { textTable } from '../text-table.ts';

/** Scripts get all that is kept. */
const all = Number.MAX_SAFE_INTEGER;
/** A person gets what fits a screen or two. */
const mostLines = 50;

export const runs: Command = {
  usage: 'runs [RUN-ID]',
  summary:
    'Shows the runs of skills that AI clients completed, the newest first, or one with all that was in it.',
  positionals: [0, 1],
  async run({ runtime, positionals: [id] }) {
    await runtime.takeInSpool();
    const { runs: kept } = runtime.store;
    if (id !== undefined) {
      const attempts = await kept.get(id);
      return { exitCode: 0, json: { attempts }, text: () => attempts.map(wholeText).join('\n\n') };
    }
    const found = await kept.list({ limit: all });
    return { exitCode: 0, json: { runs: found }, text: () => tableOf(found) };
  },
};

function tableOf(runs: readonly Run[]): string {
  if (runs.length === 0) return 'No client has completed a run of a skill yet.';
  const rows = runs
    .slice(0, mostLines)
    .map((run) => [
      localTime(run.endedAt),
      run.run,
      run.skill,
      run.version,
      clientOf(run),
      seconds(run),
      resultOf(run),
    ]);
  const table = textTable(['WHEN', 'RUN', 'SKILL', 'VERSION', 'CLIENT', 'TOOK', 'RESULT'], rows);
  const older = runs.length - rows.length;
  return older > 0 ? `${table}\nAnd ${older} older; --json prints all of them.` : table;
}

function wholeText(run: WholeRun): string {
  const head = oneLine(
    `${run.run}  ${run.skill} ${run.version}  ${clientOf(run)}  ${localTime(run.endedAt)}  ${seconds(run)}  ${resultOf(run)}`,
  );
  const problems = run.problems.map((problem) => oneLine(`  ${problem}`));
  const values = [`Input:\n${valueText(run.input)}`, `Answer:\n${valueText(run.output)}`];
  return [head, ...problems, ...values].join('\n');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? 'none');
}

function clientOf({ client, clientName, clientVersion }: Run): string {
  return [clientName ?? client ?? 'unknown', clientVersion].filter((word) => word !== undefined).join(' ');
}

function resultOf({ status, problems }: Run): string {
  if (status === 'completed') return 'completed';
  return problems.length === 1 ? 'sent back, one problem' : `sent back, ${problems.length} problems`;
}

function seconds({ milliseconds }: Run): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
