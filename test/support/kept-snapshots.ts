import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '../../runtime/sync/snapshots.ts';

/** A snapshot, and the texts of the files that it keeps. */
export interface KeptSnapshot {
  readonly manifest: Snapshot;
  readonly texts: readonly string[];
}

/** @returns the snapshots in a home of AI OS, the oldest first */
export async function keptSnapshots(aios: string): Promise<KeptSnapshot[]> {
  const folder = join(aios, 'state', 'snapshots');
  const names = (await readdir(folder).catch(() => [])).sort();
  return Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .map(async (name) => {
        const files = (await readdir(join(folder, name))).filter((file) => file !== 'manifest.json');
        const texts = await Promise.all(files.map((file) => readFile(join(folder, name, file), 'utf8')));
        const manifest = JSON.parse(await readFile(join(folder, name, 'manifest.json'), 'utf8')) as Snapshot;
        return { manifest, texts };
      }),
  );
}
