import { dirname } from 'node:path';
import type { JsonValue } from '../client/formats/config-format.ts';
import { AiosError } from '../errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { removeLeftovers } from './leftovers.ts';

const maxLedgerBytes = 64 * 1024 * 1024;

export type DeliveryKind = 'server' | 'skill';

/**
 * How it got to its clients: an entry in their config, a copy in a folder that they read, or a copy in a folder of ours
 * that an editor reads because our extension told it to, by the editor's API. Never a link (decision 19). A server that
 * an editor is offered by its API is on nobody's disk: `offers.ts` keeps that.
 */
export type DeliveryMode = 'entry' | 'copy' | 'api';

/** Content as it was put somewhere: one digest, and for a folder each file's. */
export interface Delivered {
  readonly hash: string;
  /** Digest by path in the folder; empty for a server entry. */
  readonly files: Readonly<Record<string, string>>;
  /** The entry itself, to tell what its client added; an old ledger has none. */
  readonly entry?: { readonly [key: string]: JsonValue };
}

/** One thing we put on a client's disk. What has no row is not ours and is never changed. */
export interface LedgerRow {
  readonly client: string;
  readonly kind: DeliveryKind;
  /** The skill's id, or the server's name. */
  readonly id: string;
  /** The skill's folder, or the config file that holds the entry. */
  readonly path: string;
  readonly version: string;
  readonly mode: DeliveryMode;
  /** What stands there; undefined while the first delivery is under way. */
  readonly delivered: Delivered | undefined;
  /**
   * What is being put there. Written before the client's file is touched, so that a kill leaves no doubt about what
   * is ours; more than one when deliveries of several versions were interrupted one after the other.
   */
  readonly pending: readonly Delivered[];
  /** For an entry: which keys we had to create, see `EntryEdit.createdFrom`. */
  readonly createdFrom: number | undefined;
  /** For an entry: whether the config file is of our making. */
  readonly createdFile: boolean;
  /** The outermost folder we had to make on the way there: it goes again when our last thing in it does. */
  readonly createdFolder: string | undefined;
  /** Whether a person made what stands there their own: then it is left alone and no longer told of. */
  readonly kept?: boolean;
  /** ISO 8601. */
  readonly at: string;
}

export interface Ledger {
  readonly format: 1;
  readonly rows: readonly LedgerRow[];
}

/** @returns every content of ours that may stand at the row's place, whole or in part */
export function knownContents({ delivered, pending }: LedgerRow): Delivered[] {
  return delivered === undefined ? [...pending] : [delivered, ...pending];
}

/** What makes a row unique: one thing at one place. */
export function rowKey(row: Pick<LedgerRow, 'kind' | 'id' | 'path'>): string {
  return `${row.kind}\n${row.id}\n${row.path}`;
}

/**
 * @returns the ledger; an empty one when there is none yet
 * @throws AiosError `ledger_unreadable`; it is never guessed or overwritten, since it says what is ours
 */
export async function readLedger(file: string): Promise<Ledger> {
  const bytes = await readIfPresent(file, maxLedgerBytes);
  if (bytes === undefined) return { format: 1, rows: [] };
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (isLedger(value)) return value;
  } catch {
    // Told below, as any other damage.
  }
  throw new AiosError(`The ledger ${file} is damaged, so AI OS cannot tell what is its own.`, {
    code: 'ledger_unreadable',
    remedy: 'Put back a copy of it, or move it away: what was delivered before then counts as yours.',
    file,
  });
}

/** To be called under the lock only: what an earlier, killed writer left beside the ledger is taken away. */
export async function writeLedger(file: string, rows: readonly LedgerRow[]): Promise<void> {
  await ensurePrivateFolder(dirname(file));
  await removeLeftovers([file]);
  const sorted = rows.toSorted((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
  await writeFileAtomically(file, `${JSON.stringify({ format: 1, rows: sorted }, undefined, 1)}\n`);
}

function isLedger(value: unknown): value is Ledger {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('rows' in value)) return false;
  return value.format === 1 && Array.isArray(value.rows) && value.rows.every(isRow);
}

function isRow(value: unknown): value is LedgerRow {
  if (typeof value !== 'object' || value === null) return false;
  const { client, kind, id, path, mode, delivered, pending } = value as Partial<LedgerRow>;
  if (!Array.isArray(pending) || !(delivered === undefined || isDelivered(delivered))) return false;
  return (
    typeof client === 'string' &&
    (kind === 'server' ? mode === 'entry' : kind === 'skill' && (mode === 'copy' || mode === 'api')) &&
    typeof id === 'string' &&
    typeof path === 'string' &&
    pending.every(isDelivered)
  );
}

function isDelivered(value: unknown): value is Delivered {
  if (typeof value !== 'object' || value === null) return false;
  const { hash, files } = value as Partial<Delivered>;
  return typeof hash === 'string' && typeof files === 'object' && files !== null;
}
