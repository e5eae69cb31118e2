import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { AiosError, messageOf } from '../errors.ts';
import { ensurePrivateFolder, removeTemporaryFiles, writeFileAtomically } from '../files/atomic-write.ts';
import { withLock } from '../files/lock.ts';
import { namesIn } from '../files/names-in.ts';
import { flushFolders } from '../files/write-new-files.ts';
import type { Clock, Log } from '../ports.ts';
import { emptyIndex, type RegistryIndex, readIndex, readIndexText } from './index-file.ts';
import { type InstalledSkill, indexEntry, isSkillId, type SkillRecord } from './installed-skill.ts';
import { type Journal, readJournal } from './journal.ts';
import { LockStore } from './lock-store.ts';
import { pointerPath, readAllPointers, readPointer } from './pointer.ts';
import { clearAbandoned, withStagingFolder } from './staging.ts';

export type ChangeKind =
  | 'install'
  | 'update'
  | 'rollback'
  | 'remove'
  | 'bring-back'
  | 'restore'
  | 'pin'
  | 'unpin'
  | 'enable'
  | 'disable';

/** What is to be current of a skill. */
export interface Change {
  readonly kind: ChangeKind;
  readonly id: string;
  /** Undefined takes the skill out. */
  readonly record: SkillRecord | undefined;
  /** What was current before. */
  readonly previous: SkillRecord | undefined;
}

/** The texts of the files that follow from the pointers. */
interface DerivedTexts {
  readonly index: string;
  /** Undefined when the lock file stays as it is. */
  readonly lock: string | undefined;
}

/** Told of what was changed, once it was. */
export type ChangeListener = (changes: readonly Change[]) => Promise<void>;

/** Only a change needs it. */
const loadIndexText = () => import('./index-text.ts');
const loadSwitching = () => import('./switch-pointers.ts');

/**
 * What is installed: a pointer for each skill, and the index and the lock file that follow from them. `change` is
 * the one way to alter it.
 */
export class RegistryState {
  private readonly home: AiosHome;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly lockStore: LockStore;
  private readonly onChanged: ChangeListener;

  constructor(home: AiosHome, clock: Clock, log: Log, onChanged: ChangeListener = async () => undefined) {
    this.home = home;
    this.clock = clock;
    this.log = log;
    this.onChanged = onChanged;
    this.lockStore = new LockStore(home.skillsLock, log);
  }

  /** @returns the installed skills, by id */
  async list(): Promise<readonly InstalledSkill[]> {
    const interrupted = existsSync(this.home.registryJournal);
    const index = interrupted ? undefined : await this.soundIndex();
    if (index !== undefined) return index.skills;
    return this.underLock(async () => {
      await this.finishInterrupted();
      const sound = await this.soundIndex();
      if (sound !== undefined) return sound.skills;
      const records = await this.readRecords();
      await this.writeIndex(records);
      return records.map(indexEntry);
    });
  }

  /** @throws AiosError `skill_unknown`, `pointer_unreadable` */
  async get(id: string): Promise<SkillRecord> {
    // What was begun happens: who asks in the middle of it is told of what comes out.
    if (existsSync(this.home.registryJournal)) await this.underLock(() => this.finishInterrupted());
    const record = isSkillId(id) ? await readPointer(this.home.skills, id) : undefined;
    if (record === undefined) throw unknownSkill(id);
    return record;
  }

  /** @returns what is installed now; nothing when what says so is damaged, since installing replaces that */
  async previous(id: string): Promise<SkillRecord | undefined> {
    try {
      return await readPointer(this.home.skills, id);
    } catch (error) {
      if (!AiosError.is(error, 'pointer_unreadable')) throw error;
      this.log.warn(`${error.message} Replacing it.`);
      return undefined;
    }
  }

  /**
   * Runs `plan` while no other process changes the registry, then makes all it asks for current at once. Killed at
   * any point, the registry is as before or as after, and the next one to look finishes what was begun.
   */
  async change<T>(plan: () => Promise<{ changes: readonly Change[]; result: T }>): Promise<T> {
    await ensurePrivateFolder(this.home.skills);
    const done = await this.underLock(async () => {
      // First: what a killed process prepared may be what its journal asks for.
      await this.finishInterrupted();
      await clearAbandoned(this.home);
      await removeTemporaryFiles(dirname(this.home.registryIndex));
      const { changes, result } = await plan();
      if (changes.length > 0) await this.commit(changes);
      if (changes.length > 0) await this.collect();
      return { changes, result };
    });
    if (done.changes.length > 0) await this.onChanged(done.changes);
    return done.result;
  }

  /** Takes away what processes killed in the middle of a change left, once what they had begun is carried through. */
  async tidy(): Promise<void> {
    if (namesIn(this.home.registryStaging).length === 0) return;
    await this.underLock(async () => {
      await this.finishInterrupted();
      await clearAbandoned(this.home);
    });
  }

  /** Builds the index and the lock file anew from the pointers. @returns how many skills there are */
  async rebuild(): Promise<number> {
    await ensurePrivateFolder(this.home.skills);
    return this.underLock(async () => {
      await this.finishInterrupted();
      await clearAbandoned(this.home);
      const records = await this.readRecords();
      await this.writeIndex(records);
      await this.lockStore.follow(records);
      return records.length;
    });
  }

  /** What it cannot take away now it does the next time: the change is made by then. */
  private async collect(): Promise<void> {
    const { collectIfDue } = await import('./collect.ts');
    try {
      await collectIfDue(this.home, this.clock.now());
    } catch (error) {
      this.log.warn(`Versions that nobody needs any more could not be taken away: ${messageOf(error)}`);
    }
  }

  private underLock<T>(work: () => Promise<T>): Promise<T> {
    return withLock(join(this.home.locks, 'registry'), work);
  }

  /** Carries through what a killed process had begun. Only under the lock. */
  private async finishInterrupted(): Promise<void> {
    const journal = readJournal(this.home.registryJournal);
    if (journal === undefined) return;
    this.log.info('A change of the registry was interrupted; finishing it.');
    const { carryThrough } = await loadSwitching();
    try {
      await carryThrough(this.home, journal, (one) => this.carryOut(one));
    } catch (error) {
      // Undone instead: as before is as good as after, and nobody waits for what cannot be.
      if (existsSync(this.home.registryJournal)) throw error;
      this.log.error(`What was interrupted could not be finished: ${messageOf(error)}`);
    }
  }

  /** @returns the index, or undefined when it is damaged or was lost */
  private async soundIndex(): Promise<RegistryIndex | undefined> {
    try {
      const index = await readIndex(this.home.registryIndex);
      if (index !== undefined) return index;
    } catch (error) {
      if (!AiosError.is(error, 'index_unreadable')) throw error;
      this.log.warn(`${error.message} Building it anew.`);
      return undefined;
    }
    const installed = await readAllPointers(this.home.skills, () => undefined);
    return installed.length === 0 ? emptyIndex : undefined;
  }

  private async commit(changes: readonly Change[]): Promise<void> {
    // First: what cannot be followed up is told of, or set aside, before anything is changed.
    const texts = await this.textsAfter(changes);
    const stands = (): boolean => existsSync(this.home.registryJournal);
    await withStagingFolder(
      this.home.registryStaging,
      async (staging) => {
        const { carryThrough, stageSwitch } = await loadSwitching();
        const journal = await stageSwitch(this.home, staging, changes);
        await writeFileAtomically(this.home.registryJournal, JSON.stringify(journal));
        await carryThrough(this.home, journal, (one) =>
          this.carryOut(one, one === journal ? texts : undefined),
        );
      },
      { keepsWhile: stands },
    );
  }

  /**
   * Switches the pointers of a journal and brings index and lock file after them. May be repeated at will.
   * @param texts what this process prepared for its own change; left out, everything is looked at anew
   */
  private async carryOut(journal: Journal, texts?: DerivedTexts): Promise<void> {
    const { switchPointer, switchPointerBack } = await loadSwitching();
    for (const planned of journal.changes) {
      if (journal.isUndo) switchPointerBack(this.home, planned);
      else await switchPointer(this.home, planned);
    }
    await flushFolders(journal.changes.map(({ id }) => dirname(pointerPath(this.home.skills, id))));
    const { index, lock } = texts ?? (await this.textsAnew(journal));
    // What is right already needs no room on a full disk.
    if (texts !== undefined || index !== (await readIndexText(this.home.registryIndex)))
      await writeFileAtomically(this.home.registryIndex, index);
    await this.lockStore.write(lock);
    await rm(this.home.registryJournal, { force: true });
  }

  /** @returns the files as they are to be once the changes are made, of which only the changed skills' lines differ */
  private async textsAfter(changes: readonly Change[]): Promise<DerivedTexts> {
    const changed = new Map(changes.map(({ id, record }) => [id, record]));
    let all: Promise<SkillRecord[]> | undefined;
    const readAll = (): Promise<SkillRecord[]> => {
      all ??= this.recordsAfter(changed);
      return all;
    };
    return {
      index: (await this.splicedIndex(changed)) ?? (await this.indexOf(await readAll())),
      lock: await this.lockStore.edit(changed, readAll),
    };
  }

  private async splicedIndex(
    changed: ReadonlyMap<string, SkillRecord | undefined>,
  ): Promise<string | undefined> {
    const text = await readIndexText(this.home.registryIndex);
    if (text === undefined) return undefined;
    const { spliceIndex } = await loadIndexText();
    const entries = [...changed].map(([id, record]) => [id, record && indexEntry(record)] as const);
    const spliced = spliceIndex(text, new Map(entries));
    if (spliced === undefined)
      this.log.warn(`The registry index ${this.home.registryIndex} cannot be edited. Building it anew.`);
    return spliced;
  }

  private async recordsAfter(changed: ReadonlyMap<string, SkillRecord | undefined>): Promise<SkillRecord[]> {
    const others = (await this.readRecords()).filter(({ manifest }) => !changed.has(manifest.id));
    return [...others, ...[...changed.values()].filter((record) => record !== undefined)];
  }

  private async textsAnew({ changes }: Journal): Promise<DerivedTexts> {
    const records = await this.readRecords();
    const byId = new Map(records.map((record) => [record.manifest.id, record]));
    const changed = new Map(changes.map(({ id }) => [id, byId.get(id)]));
    return {
      index: await this.indexOf(records),
      lock: await this.lockStore.edit(changed, async () => records),
    };
  }

  private async readRecords(): Promise<SkillRecord[]> {
    return readAllPointers(this.home.skills, (error) =>
      // What is left out of the index is no longer delivered: that must not happen in silence.
      this.log.error(`${error.message} ${error.remedy}`),
    );
  }

  private async writeIndex(records: readonly SkillRecord[]): Promise<void> {
    await writeFileAtomically(this.home.registryIndex, await this.indexOf(records));
  }

  private async indexOf(records: readonly SkillRecord[]): Promise<string> {
    const { indexText } = await loadIndexText();
    return indexText(records.map(indexEntry));
  }
}

export function unknownSkill(id: string): AiosError {
  return new AiosError(`No skill "${id}" is installed.`, {
    code: 'skill_unknown',
    remedy: 'Run `aios list` to see what is, or install it with `aios install SOURCE`.',
  });
}
