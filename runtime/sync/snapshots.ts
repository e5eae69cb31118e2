import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { JsonValue } from '../client/formats/config-format.ts';
import { AiosError, fileError } from '../errors.ts';
import { ensurePrivateFolder, flushFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { namesIn } from '../files/names-in.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { writeNewFiles } from '../files/write-new-files.ts';
import type { DeliveryKind, LedgerRow } from './ledger.ts';

/** So many are kept, so long, and so much in total; the newest stays whatever its age and size. */
const keptSnapshots = 50;
const keptMs = 30 * 24 * 60 * 60 * 1000;
const keptBytes = 200 * 1024 * 1024;
const maxManifestBytes = 64 * 1024 * 1024;
const maxBlobBytes = 64 * 1024 * 1024;

/** What stands at a file's place. `other` is what we never write and never put back: a device, a file that is too large. */
export type FileState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'file';
      readonly hash: string;
      /** Permission bits; left out of what is only foreseen. */
      readonly mode?: number;
    }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other' };

export interface SnapshotFile {
  /** In a copy's folder, with `/`; empty for the place itself. */
  readonly path: string;
  readonly before: FileState;
  /** As it was foreseen, and once the operation is over, as it became. */
  readonly after: FileState;
}

/** One place before and after an operation. */
export interface SnapshotPlace {
  readonly client: string;
  readonly kind: DeliveryKind;
  readonly id: string;
  readonly path: string;
  /** The ledger's row before; null for none. */
  readonly row: LedgerRow | null;
  readonly files: readonly SnapshotFile[];
  /** Of a server: the entry itself, for a config that others wrote into since. Null for none. */
  readonly entry?: { readonly before: JsonValue; readonly after: JsonValue };
}

/** A skill whose current version an operation changed: digests. */
export interface SnapshotSkill {
  readonly id: string;
  readonly before: string;
  readonly after: string;
}

export type OperationKind = 'sync' | 'repair' | 'undo' | 'migration';

/** What an operation was about to change. */
export interface SnapshotDraft {
  readonly kind: OperationKind;
  readonly places: readonly SnapshotPlace[];
  readonly skills?: readonly SnapshotSkill[];
  /** Of an undo: the operation that it took back. */
  readonly undoes?: string;
}

export interface Snapshot extends SnapshotDraft {
  readonly format: 1;
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** Of an undo: whether it came to its end. One that did not is taken up again by the next. */
  readonly finished?: boolean;
}

/**
 * What stood in clients' files before each operation that changed some, in `state/snapshots/<time>-<id>-<bytes>`: a
 * manifest, and the files under their digests. Called under the lock of the sync only.
 */
export class Snapshots {
  private readonly folder: string;
  private readonly keptBytes: number;

  /** @param limit how many bytes of files are kept in total */
  constructor(folder: string, limit = keptBytes) {
    this.folder = folder;
    this.keptBytes = limit;
  }

  /**
   * Writes a snapshot, whole or not at all.
   *
   * @param blobs the bytes of every file in it that was there before, by digest
   * @throws AiosError `file_…`; nothing of a client's may be changed then
   */
  async begin(draft: SnapshotDraft, blobs: ReadonlyMap<string, Uint8Array>, now: Date): Promise<Snapshot> {
    await ensurePrivateFolder(this.folder);
    const earlier = this.names();
    const size = [...blobs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const id = `${newId(earlier.at(-1), now)}-${size}`;
    const snapshot: Snapshot = { format: 1, id, at: now.toISOString(), ...draft };
    const target = join(this.folder, snapshot.id);
    const temporary = this.temporaryOf(snapshot.id);
    try {
      await this.removeLeftovers();
      await ensurePrivateFolder(temporary);
      const files = [...blobs].map(([hash, data]) => ({ path: join(temporary, nameOf(hash)), data }));
      await writeNewFiles([...files, { path: join(temporary, 'manifest.json'), data: textOf(snapshot) }]);
      renameSync(temporary, target);
      await flushFolder(this.folder);
      await this.prune([...earlier, id], draft.undoes, now);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
      throw fileError(error, 'keep a copy in', target);
    }
    return snapshot;
  }

  /** Replaces what was foreseen by what became of it. */
  async finish(snapshot: Snapshot, places: readonly SnapshotPlace[]): Promise<void> {
    const file = join(this.folder, snapshot.id, 'manifest.json');
    const text = textOf({ ...snapshot, places, ...(snapshot.kind === 'undo' && { finished: true }) });
    if (text !== textOf(snapshot)) await writeFileAtomically(file, text);
  }

  /** Takes a snapshot away of which nothing came. */
  async discard({ id }: Snapshot): Promise<void> {
    await this.remove(id);
  }

  /** Whether another one was taken after it. */
  async isFollowed({ id }: Snapshot): Promise<boolean> {
    return this.names().at(-1) !== id;
  }

  /** @returns those that can be read */
  async newestFirst(): Promise<Snapshot[]> {
    const names = this.names().toReversed();
    const manifests = await Promise.all(
      names.map((name) =>
        readIfPresent(join(this.folder, name, 'manifest.json'), maxManifestBytes).catch(() => undefined),
      ),
    );
    return manifests.flatMap((bytes) => (bytes && parse(bytes)) ?? []);
  }

  /** @throws AiosError `snapshot_damaged` */
  async bytesOf({ id }: Snapshot, hash: string): Promise<Buffer> {
    const file = join(this.folder, id, nameOf(hash));
    const bytes = await readIfPresent(file, maxBlobBytes);
    if (bytes !== undefined) return bytes;
    throw new AiosError(`${file} is gone, so what stood there before cannot be put back.`, {
      code: 'snapshot_damaged',
      remedy: 'Put the file right by hand, or run `aios repair --restore` to have ours there.',
      file,
    });
  }

  /** Out of sight first: killed on the way, none is left that lacks a file. */
  private async remove(name: string): Promise<void> {
    const hidden = this.temporaryOf(name);
    await rename(join(this.folder, name), hidden).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
    await rm(hidden, { recursive: true, force: true });
  }

  private temporaryOf(name: string): string {
    return join(this.folder, `.${name}.aios-tmp`);
  }

  private names(): string[] {
    return namesIn(this.folder)
      .filter((name) => /^\d{8}T\d{9}Z-[0-9a-f]{6}(?:-\d+)?$/u.test(name))
      .sort();
  }

  private async removeLeftovers(): Promise<void> {
    for (const name of namesIn(this.folder))
      if (name.endsWith('.aios-tmp')) await rm(join(this.folder, name), { recursive: true, force: true });
  }

  /**
   * @param names of all, the newest last
   * @param inUse what is being undone, and read until the end
   */
  private async prune(names: readonly string[], inUse: string | undefined, now: Date): Promise<void> {
    const oldest = stampOf(new Date(now.getTime() - keptMs));
    let bytes = 0;
    for (const [index, name] of names.toReversed().entries()) {
      bytes += sizeOf(name);
      const isKept = index < keptSnapshots && name >= oldest && bytes <= this.keptBytes;
      if (index > 0 && name !== inUse && !isKept) await this.remove(basename(name));
    }
  }
}

/** It stands in the name, so that no folder has to be looked through. */
function sizeOf(name: string): number {
  return Number(name.split('-')[2] ?? 0);
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Sorted by name they are in order, whatever became of the clock in between. */
function newId(latest: string | undefined, now: Date): string {
  const after = latest === undefined ? 0 : timeOf(latest) + 1;
  return `${stampOf(new Date(Math.max(now.getTime(), after)))}-${randomBytes(3).toString('hex')}`;
}

function stampOf(time: Date): string {
  return time.toISOString().replaceAll(/[-:.]/gu, '');
}

function timeOf(name: string): number {
  const [, date, hour, minute, second, millisecond] = /^(\d{8})T(\d\d)(\d\d)(\d\d)(\d{3})Z/u.exec(name) ?? [];
  const day = (date ?? '').replace(/^(\d{4})(\d\d)(\d\d)$/u, '$1-$2-$3');
  return Date.parse(`${day}T${hour}:${minute}:${second}.${millisecond}Z`) || 0;
}

function nameOf(hash: string): string {
  return hash.slice('sha256:'.length);
}

function textOf(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot, undefined, 1)}\n`;
}

/** Written by us, 0600, and never guessed: what is not as we write it is passed over. */
function parse(bytes: Buffer): Snapshot | undefined {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as Partial<Snapshot>;
    return value.format === 1 && typeof value.id === 'string' && Array.isArray(value.places)
      ? (value as Snapshot)
      : undefined;
  } catch {
    return undefined;
  }
}
