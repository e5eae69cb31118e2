import type { ClientDefinition } from '../client/client-definition.ts';
import { clientMatrix } from '../client/matrix.ts';
import type { Environment, Processes } from '../ports.ts';

interface RunningDependencies {
  readonly processes: Processes;
  readonly environment: Pick<Environment, 'platform'>;
}

/**
 * @param clients ids; only those of them are looked for that may not be written while they run
 * @returns the ids of those that run. Where the system does not tell, none
 */
export async function runningClients(
  clients: readonly string[],
  { processes, environment }: RunningDependencies,
): Promise<ReadonlySet<string>> {
  const guarded = clientMatrix.filter(
    ({ id, writableWhileRunning }) => clients.includes(id) && !writableWhileRunning.value,
  );
  if (guarded.length === 0) return new Set();
  const lines = await processes.list();
  const runs = ({ processes: known }: ClientDefinition): boolean =>
    (known?.value[environment.platform] ?? []).some((pattern) => {
      const expression = new RegExp(pattern, environment.platform === 'win32' ? 'iu' : 'u');
      return lines.some((line) => expression.test(line));
    });
  return new Set(guarded.filter(runs).map(({ id }) => id));
}
