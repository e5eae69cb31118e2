import { join } from 'node:path';
import type { FileContents } from '../files/digest.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { foreseeEntry, foreseeRemoval } from './apply-entry.ts';
import { isWriting, type PlannedItem } from './plan.ts';

/** Larger files are edited all the same, and not shown. */
const maxShownBytes = 4 * 1024 * 1024;

/** What becomes of one file; undefined for a file that is not there. */
export interface FileEdit {
  readonly client: string;
  /** Absolute. */
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** @returns the ids of the clients that something is to be written to and nothing of ours has ever been */
export function neverWritten(items: readonly PlannedItem[]): string[] {
  const known = new Set(items.flatMap(({ row }) => (row === undefined ? [] : [row.client])));
  const written = items.filter((item) => isToBeWritten(item) && !known.has(item.client));
  return [...new Set(written.map(({ client }) => client))];
}

/**
 * Says what a sync would make of clients' files, without writing anything. A file that cannot be edited is left out:
 * the sync leaves it alone and tells of it.
 *
 * @param exportSkill gives the files that a skill's copy should have
 */
export async function foreseeEdits(
  items: readonly PlannedItem[],
  exportSkill: (id: string) => Promise<FileContents>,
): Promise<FileEdit[]> {
  const edits: FileEdit[] = [];
  for (const item of items.filter(isToBeWritten)) {
    const foreseen = item.kind === 'server' ? editOfConfig(item) : editsOfCopy(item, exportSkill);
    edits.push(...(await foreseen.catch(() => [])));
  }
  return edits.filter(({ before, after }) => !isSame(before, after));
}

/** One that waits is written as soon as its client has been quit. */
function isToBeWritten({ action }: PlannedItem): boolean {
  return isWriting(action) || action === 'waiting';
}

async function editOfConfig({ client, path, desired, row }: PlannedItem): Promise<FileEdit[]> {
  const edit = desired === undefined ? row && (await foreseeRemoval(row)) : await foreseeEntry(desired, row);
  return edit === undefined ? [] : [{ client, path, before: edit.before, after: edit.after }];
}

async function editsOfCopy(
  { client, id, path, desired, row }: PlannedItem,
  exportSkill: (id: string) => Promise<FileContents>,
): Promise<FileEdit[]> {
  const files: FileContents = desired === undefined ? new Map() : await exportSkill(id);
  const names = new Set([...files.keys(), ...Object.keys(row?.delivered?.files ?? {})]);
  return Promise.all(
    [...names].map(async (name) => {
      const file = join(path, ...name.split('/'));
      // What cannot be read is shown as if it were not there; the sync looks for itself.
      const before = await readIfPresent(file, maxShownBytes).catch(() => undefined);
      return { client, path: file, before, after: files.get(name) };
    }),
  );
}

function isSame(before: Uint8Array | undefined, after: Uint8Array | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return Buffer.compare(before, after) === 0;
}
