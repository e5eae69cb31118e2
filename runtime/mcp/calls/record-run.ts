import type { RunOutcome, StartedRun } from './run-table.ts';
import type { Spool } from './spool.ts';

/**
 * Records what came of an answer to a run, or of a run that did not get as far as that. The format is read by
 * `runtime/store/read-spool-lines.ts`.
 *
 * @param output the answer; undefined when there is none
 * @param problems what is wrong, a sentence each; none when the answer was taken
 */
export async function recordRun(
  spool: Spool,
  { id, skill, input, asker, startedAt }: StartedRun,
  { output, problems }: { readonly output: unknown; readonly problems: readonly string[] },
): Promise<RunOutcome> {
  const endedAt = new Date();
  const status = problems.length === 0 ? 'completed' : 'rejected';
  await spool.append({
    kind: 'run',
    format: 1,
    runId: id,
    skill: skill.manifest.id,
    version: skill.manifest.version,
    digest: skill.digest,
    client: { name: asker.name, version: asker.version, id: asker.family.id },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    milliseconds: endedAt.getTime() - startedAt.getTime(),
    status,
    problems,
    input,
    output,
  });
  return { status, problems, endedAt };
}
