import { rename } from 'node:fs/promises';
import { AiosError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import type { Log } from '../ports.ts';
import type { SkillRecord } from './installed-skill.ts';

const maxLockBytes = 64 * 1024 * 1024;

/** Only a change needs it. */
const loadLockFile = () => import('./lock-file.ts');

type Records = ReadonlyMap<string, SkillRecord | undefined>;

/** The registry's own lock file, brought after every change. One that cannot be used is set aside, never lost. */
export class LockStore {
  private readonly file: string;
  private readonly log: Pick<Log, 'error'>;

  constructor(file: string, log: Pick<Log, 'error'> = { error: () => undefined }) {
    this.file = file;
    this.log = log;
  }

  /**
   * Brings the changed skills into the lock file's text; `write` is what writes it. What it says of others stays, also
   * of skills not installed here.
   *
   * @param readAll every skill that is installed then, asked for when there is no lock file that could be used
   * @returns the text; undefined when it stays as it is
   */
  async edit(changes: Records, readAll: () => Promise<readonly SkillRecord[]>): Promise<string | undefined> {
    const { editLock } = await loadLockFile();
    const text = await this.read();
    try {
      const edited = text === '' ? undefined : editLock(this.file, text, changes);
      if (edited !== undefined) return edited === text ? undefined : edited;
    } catch (error) {
      await this.setAside(error);
    }
    return editLock(this.file, '', byId(await readAll()));
  }

  /** @param text as `edit` gave it */
  async write(text: string | undefined): Promise<void> {
    if (text !== undefined) await writeFileAtomically(this.file, text);
  }

  /** Sets what is installed, for a file that was lost or fell behind. */
  async follow(records: readonly SkillRecord[]): Promise<void> {
    if (records.length === 0 && (await this.read()) === '') return;
    await this.write(await this.edit(byId(records), async () => records));
  }

  /** @returns the file's text; empty when there is none */
  async read(): Promise<string> {
    return (await readIfPresent(this.file, maxLockBytes))?.toString('utf8') ?? '';
  }

  private async setAside(error: unknown): Promise<void> {
    if (!AiosError.is(error, 'lock_unreadable')) throw error;
    const aside = `${this.file}.damaged-${Date.now()}`;
    await rename(this.file, aside);
    this.log.error(`${error.message} It was set aside as ${aside}, and a new one is written.`);
  }
}

function byId(records: readonly SkillRecord[]): Records {
  return new Map(records.map((record) => [record.manifest.id, record]));
}
