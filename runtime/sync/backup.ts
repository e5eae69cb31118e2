import { randomBytes } from 'node:crypto';
import { cp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileError } from '../errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';

/** How many are kept; the oldest go first. */
const keptBackups = 200;

/** Keeps what stood in clients' files before we changed them, in `state/backups`, newest last by name. */
export class Backups {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @returns the path of the copy */
  async keepFile(path: string, bytes: Uint8Array, now: Date): Promise<string> {
    await ensurePrivateFolder(this.folder);
    const copy = join(this.folder, this.name(path, now));
    await writeFileAtomically(copy, bytes);
    await this.prune();
    return copy;
  }

  /** @returns the path of the copy */
  async keepFolder(path: string, now: Date): Promise<string> {
    await ensurePrivateFolder(this.folder);
    const copy = join(this.folder, this.name(path, now));
    try {
      await cp(path, copy, { recursive: true, verbatimSymlinks: true });
    } catch (error) {
      throw fileError(error, 'keep a copy of', path);
    }
    await this.prune();
    return copy;
  }

  private name(path: string, now: Date): string {
    const stamp = now.toISOString().replaceAll(/[:.]/gu, '-');
    return `${stamp}_${randomBytes(3).toString('hex')}_${basename(path)}`;
  }

  private async prune(): Promise<void> {
    const names = (await readdir(this.folder)).sort();
    for (const name of names.slice(0, Math.max(0, names.length - keptBackups))) {
      await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }
}
