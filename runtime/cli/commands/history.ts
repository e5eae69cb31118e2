import type { Operation } from '../../store/history.ts';
import type { Command } from '../command.ts';
import { localTime } from '../local-time.ts';
import { textTable } from '../text-table.ts';

/** Scripts get all that is kept. */
const all = Number.MAX_SAFE_INTEGER;
/** A person gets what fits a screen or two. */
const mostLines = 50;

export const history: Command = {
  usage: 'history [ID]',
  summary: 'Shows what was done to the installed skills, the newest first.',
  positionals: [0, 1],
  async run({ runtime, positionals: [skill] }) {
    const operations = await runtime.store.history.list({
      ...(skill !== undefined && { skill }),
      limit: all,
    });
    return { exitCode: 0, json: { operations }, text: textOf(operations, skill) };
  },
};

function textOf(operations: readonly Operation[], skill: string | undefined): string {
  if (operations.length === 0) return `Nothing was done to ${skill ?? 'any skill'} yet.`;
  const rows = operations
    .slice(0, mostLines)
    .map((operation) => [
      localTime(operation.at),
      operation.kind,
      operation.skill,
      versionsOf(operation),
      operation.by ?? '',
    ]);
  const table = textTable(['WHEN', 'WHAT', 'SKILL', 'VERSION', 'BY'], rows);
  const older = operations.length - rows.length;
  return older > 0 ? `${table}\nAnd ${older} older; --json prints all of them.` : table;
}

/** The verb says whether the one version came or went. */
function versionsOf({ fromVersion, toVersion }: Operation): string {
  const versions = [fromVersion, toVersion].filter((version) => version !== undefined);
  return fromVersion === toVersion ? (fromVersion ?? '') : versions.join(' → ');
}
