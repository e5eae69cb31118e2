import type { ConfigEntry } from '../client/config-entry.ts';
import type { LedgerRow } from './ledger.ts';

/** What must be known before an entry is written, so that it can be taken out again without a trace. */
export type EntryTraces = Pick<LedgerRow, 'createdFrom' | 'createdFile'>;

/** @returns what a config is without our entry; undefined where the file goes too */
export function withoutEntry(
  entry: ConfigEntry,
  { createdFrom, createdFile }: EntryTraces,
  bytes: Uint8Array,
): Uint8Array | undefined {
  const rest = entry.remove(bytes, createdFrom ?? entry.depth - 1);
  const isEmpty = Buffer.from(rest).toString('utf8').replaceAll(/\s/gu, '') === entry.emptyText.trim();
  return createdFile && isEmpty ? undefined : rest;
}

/** Whether comments go with our entry when it does. @throws AiosError `config_…` */
export function takesComments(entry: ConfigEntry, traces: EntryTraces, bytes: Uint8Array): boolean {
  const comments = entry.countComments(bytes);
  if (comments === 0) return false;
  const rest = withoutEntry(entry, traces, bytes);
  return rest === undefined || entry.countComments(rest) < comments;
}
