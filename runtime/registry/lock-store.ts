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

  /** Sets a lock file aside that could not be edited afterwards. Called before anything is changed. */
  async check(): Promise<void> {
    const { editLock } = await loadLockFile();
    try {
      editLock(this.file, await this.read(), new Map());
    } catch (error) {
      if (!AiosError.is(error, 'lock_unreadable')) throw error;
      const aside = `${this.file}.damaged-${Date.now()}`;
      await rename(this.file, aside);
      this.log.error(`${error.message} It was set aside as ${aside}, and a new one is written.`);
    }
  }

  /**
   * Brings the changed skills into the lock file. What it says of others stays, also of skills not installed here.
   * @param readAll every installed skill, asked for when there is no lock file yet; left out when these are all
   */
  async apply(changes: Records, readAll?: () => Promise<readonly SkillRecord[]>): Promise<void> {
    const text = await this.read();
    const isLost = text === '' && readAll !== undefined;
    const all = isLost ? new Map((await readAll()).map((record) => [record.manifest.id, record])) : changes;
    await this.write(text, all);
  }

  /** Sets what is installed, for a file that was lost or fell behind. */
  async follow(records: readonly SkillRecord[]): Promise<void> {
    if (records.length === 0 && (await this.read()) === '') return;
    await this.check();
    await this.write(await this.read(), new Map(records.map((record) => [record.manifest.id, record])));
  }

  /** @returns the file's text; empty when there is none */
  async read(): Promise<string> {
    return (await readIfPresent(this.file, maxLockBytes))?.toString('utf8') ?? '';
  }

  private async write(text: string, changes: Records): Promise<void> {
    const { editLock } = await loadLockFile();
    const edited = editLock(this.file, text, changes);
    if (edited !== text) await writeFileAtomically(this.file, edited);
  }
}
