import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { AiosHome } from '../../aios-home.ts';

/** @returns the folder in the person's home for what is remembered of a project, and is never in its repository */
export function projectState({ ledger }: Pick<AiosHome, 'ledger'>, folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(dirname(ledger), 'projects', name);
}
