import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../version.ts';
import type { ClientFamily } from '../clients/family.ts';
import { fileStamp } from '../file-stamp.ts';

/** A shorter list is made as fast as it is read. */
const minBytes = 32 * 1024;
/** No write takes so long. */
const abandonedMs = 60_000;
const lineFeed = 0x0a;

/**
 * Lists as they were last sent, as bytes, beside the index they were made from: with a thousand skills, reading the
 * index and writing the list take longer than all else at a start. One is good for the very index file, server
 * file and kind of client that it names in its first line.
 */
export class KeptLists {
  private readonly folder: string;
  private readonly index: string;

  /** @param folder `state/lists` in our home @param index the registry's index */
  constructor(folder: string, index: string) {
    this.folder = folder;
    this.index = index;
  }

  /** @returns the result of the list request, as JSON; undefined when it has to be made */
  read(method: string, family: ClientFamily): Buffer | undefined {
    try {
      const bytes = readFileSync(this.path(method, family));
      const end = bytes.indexOf(lineFeed);
      return bytes.toString('latin1', 0, end) === this.label(method, family)
        ? bytes.subarray(end + 1)
        : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * @param label of when the list was made, see {@link label}: the index may have been switched since
   * @param json the result, in one line
   */
  keep(method: string, family: ClientFamily, label: string, json: string): void {
    if (json.length < minBytes) return;
    const path = this.path(method, family);
    const temporary = `${path}.${process.pid}.aios-tmp`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      this.tidy();
      writeFileSync(temporary, `${label}\n${json}`, { mode: 0o600 });
      renameSync(temporary, path);
    } catch {
      // A read-only home: it is made anew each time.
    }
  }

  /** Takes away what a process that was killed while it wrote has left. */
  private tidy(): void {
    const names = readdirSync(this.folder).filter((name) => name.endsWith('.aios-tmp'));
    for (const path of names.map((name) => join(this.folder, name)))
      if (Date.now() - statSync(path).mtimeMs > abandonedMs) rmSync(path, { force: true });
  }

  /** What a list depends on: the code that makes it, the client, and the registry. */
  label(method: string, { id }: ClientFamily): string {
    const server = fileStamp(process.argv[1] ?? '');
    return JSON.stringify({
      format: 1,
      version,
      server,
      method,
      client: id ?? null,
      index: fileStamp(this.index),
    });
  }

  private path(method: string, { id }: ClientFamily): string {
    return join(this.folder, `${method.replaceAll('/', '-')}-${id ?? 'other'}.json`);
  }
}
