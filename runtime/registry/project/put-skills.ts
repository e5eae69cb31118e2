import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AiosHome } from '../../aios-home.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../../files/atomic-write.ts';
import { readIfPresent } from '../../files/read-bounded.ts';
import { projectState } from './project-state.ts';

const maxBytes = 4 * 1024 * 1024;

/** By id, the digests of what AI OS put there; more than one while a change is under way, or when it was killed. */
export type PutDigests = ReadonlyMap<string, readonly string[]>;

/**
 * What AI OS itself put into a project's skill folders: a folder that still has that content is nobody's work. Kept in
 * the person's home, since a colleague's folders have another history.
 */
export class PutSkills {
  private readonly home: Pick<AiosHome, 'ledger'>;
  private readonly folder: string;

  /** @param folder the project's root, absolute */
  constructor(home: Pick<AiosHome, 'ledger'>, folder: string) {
    this.home = home;
    this.folder = folder;
  }

  /** @returns what is remembered; nothing where that is damaged: a folder then counts as somebody's work */
  async read(): Promise<PutDigests> {
    const bytes = await readIfPresent(await this.file(), maxBytes);
    try {
      const { skills } = JSON.parse(bytes?.toString('utf8') ?? '{"skills":{}}') as { skills: object };
      const found = Object.entries(skills) as [string, unknown][];
      return new Map(found.flatMap(([id, digests]) => (isDigests(digests) ? [[id, digests]] : [])));
    } catch {
      return new Map();
    }
  }

  /** To be called under the project's lock only. @throws AiosError `file_…` */
  async write(put: PutDigests): Promise<void> {
    const file = await this.file();
    await ensurePrivateFolder(dirname(file));
    const skills = Object.fromEntries([...put].sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFileAtomically(file, `${JSON.stringify({ format: 1, skills }, undefined, 1)}\n`);
  }

  /** An editor may name the same folder by a link, or its drive in another case, than a terminal does. */
  private async file(): Promise<string> {
    const real = await realpath(this.folder).catch(() => this.folder);
    return join(projectState(this.home, real), 'skills.json');
  }
}

function isDigests(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((digest) => typeof digest === 'string');
}
