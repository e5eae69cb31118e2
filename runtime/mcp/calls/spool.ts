import { randomBytes } from 'node:crypto';
import { appendFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePrivateFolder, privateFileMode } from '../../files/atomic-write.ts';

/** One line of a spool file: what happened, for the host to take in when it runs. */
export interface SpoolRecord {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** A process that fills its file goes on without recording; the host empties the folder. */
const maxFileBytes = 8 * 1024 * 1024;
const maxFiles = 256;
/** A larger input or answer is left out of the record, and its size told. */
const maxLineBytes = 256 * 1024;

/**
 * Records what the host is to know while it may not run: JSON lines appended to a file of this process alone, 0600,
 * in `state/spool`. Nothing is flushed, read or locked, so it costs a call next to nothing.
 */
export class Spool {
  private readonly folder: string;
  private readonly file: string;
  private written = 0;
  private last: Promise<void> = Promise.resolve();
  private isOpen: boolean | undefined;
  private isFull = false;

  /** @param folder `state/spool` in our home */
  constructor(folder: string) {
    this.folder = folder;
    this.file = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.jsonl`);
  }

  /** Appends a record. Never throws: what cannot be recorded is told on stderr once. */
  append(record: SpoolRecord): Promise<void> {
    const line = `${shorten(record)}\n`;
    this.last = this.last.then(() => this.write(line));
    return this.last;
  }

  private async write(line: string): Promise<void> {
    if (this.isOpen === false) return;
    try {
      this.isOpen ??= await this.open();
      if (this.written + line.length > maxFileBytes) this.written = await this.size();
      if (!this.isOpen || !this.hasRoomFor(line)) return;
      await appendFile(this.file, line, { mode: privateFileMode });
      this.written += Buffer.byteLength(line);
    } catch (error) {
      this.giveUp(error instanceof Error ? error.message : String(error));
    }
  }

  private async open(): Promise<boolean> {
    await ensurePrivateFolder(this.folder);
    const files = await readdir(this.folder);
    if (files.length < maxFiles) return true;
    this.giveUp(`${this.folder} has ${files.length} files that no host has taken in`);
    return false;
  }

  /** A full file is told of once, and has room again when a host has taken it in. */
  private hasRoomFor(line: string): boolean {
    const hasRoom = this.written + line.length <= maxFileBytes;
    if (!hasRoom && !this.isFull) tell('the spool file is full, until the editor is opened');
    this.isFull = !hasRoom;
    return hasRoom;
  }

  /** What is there now: a host may have taken in what was. */
  private async size(): Promise<number> {
    return (await stat(this.file).catch(() => undefined))?.size ?? 0;
  }

  private giveUp(why: string): void {
    this.isOpen = false;
    tell(why);
  }
}

function tell(why: string): void {
  process.stderr.write(`aios-mcp: runs are no longer recorded: ${why}.\n`);
}

function shorten(record: SpoolRecord): string {
  const line = JSON.stringify(record);
  if (line.length <= maxLineBytes) return line;
  const short = Object.entries(record).map(([key, value]) => {
    const bytes = JSON.stringify(value)?.length ?? 0;
    return [key, bytes > 1024 ? { leftOut: bytes } : value];
  });
  return JSON.stringify(Object.fromEntries(short));
}
