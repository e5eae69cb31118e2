import type { ClientDefinition } from '../client/client-definition.ts';
import { clientMatrix } from '../client/matrix.ts';
import type { Environment, Processes } from '../ports.ts';

interface RunningDependencies {
  readonly processes: Processes;
  readonly environment: Pick<Environment, 'platform'>;
}

/** Whether a client that may not be written while it runs does, or may since the system does not tell. */
export type Running = 'runs' | 'may-run';

/** By id, the clients that have to be quit before they are written. */
export type RunningClients = ReadonlyMap<string, Running>;

/**
 * @param clients ids; only those of them are looked for that may not be written while they run
 * @param isQuit ids of those that the person says are quit: their word counts where the system does not tell
 */
export async function runningClients(
  clients: readonly string[],
  { processes, environment }: RunningDependencies,
  isQuit: readonly string[] = [],
): Promise<RunningClients> {
  const guarded = clientMatrix.filter(
    ({ id, writableWhileRunning }) => clients.includes(id) && !writableWhileRunning.value,
  );
  if (guarded.length === 0) return new Map();
  const programs = await processes.list();
  const told = programs?.filter((program) => typeof program === 'string') ?? [];
  const untold = programs?.flatMap((program) => (typeof program === 'string' ? [] : [program.mayBe]));
  const isAmong = (lines: readonly string[], { processes: known }: ClientDefinition): boolean =>
    (known?.value[environment.platform] ?? []).some((pattern) => {
      const expression = new RegExp(pattern, environment.platform === 'win32' ? 'iu' : 'u');
      return lines.some((line) => expression.test(line));
    });
  return new Map(
    guarded.flatMap((client): [string, Running][] => {
      if (isAmong(told, client)) return [[client.id, 'runs']];
      if (isQuit.includes(client.id)) return [];
      return untold === undefined || isAmong(untold, client) ? [[client.id, 'may-run']] : [];
    }),
  );
}
