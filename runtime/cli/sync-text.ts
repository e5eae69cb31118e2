import { oneLine } from '../one-line.ts';
import { stillSeenTexts } from '../sync/still-seen.ts';
import type { SyncResult } from '../sync/sync.ts';

const pastTense = {
  create: 'added',
  update: 'updated',
  remove: 'removed',
  forget: 'left to you',
  keep: 'left to you',
  adopt: 'adopted',
  undo: 'taken back',
} as const;

/** @returns what a sync or a repair did, for people */
export function syncText(
  { changes, errors, stillSeen = [] }: SyncResult,
  dryRun: boolean,
  nothing: string,
): string {
  const lines = changes.map(({ client, kind, id, action, path, readers }) => {
    const also = readers.filter((reader) => reader !== client);
    const shared = also.length > 0 ? ` (also read by ${also.join(', ')})` : '';
    const what = kind === 'server' ? `server "${id}"` : `skill "${id}"`;
    return `${client}: ${what} ${dryRun ? 'would be ' : ''}${pastTense[action]} in ${path}${shared}`;
  });
  if (lines.length === 0 && errors.length === 0) lines.push(nothing);
  lines.push(...stillSeenTexts(stillSeen));
  lines.push(...errors.map(({ client, message, remedy }) => `${client}: ${message} ${remedy}`));
  return lines.map(oneLine).join('\n');
}
