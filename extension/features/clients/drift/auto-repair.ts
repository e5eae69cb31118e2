import { AiosError, messageOf } from '../../../../runtime/errors.ts';
import type { Log } from '../../../../runtime/ports.ts';
import type { SyncChange } from '../../../../runtime/sync/apply.ts';
import { rowKey } from '../../../../runtime/sync/ledger.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { Sync, SyncStatus } from '../../../../runtime/sync/sync.ts';
import { chooseMending, isFoughtOver, mendingsWithinMs, mostMendings } from './choose-mending.ts';
import { clientOf, placeWords } from './place-words.ts';

export interface AutoRepairDependencies {
  readonly sync: Pick<Sync, 'repair' | 'undo'>;
  /** Scans the clients; `update` was called with what was found once it is over. */
  readonly look: () => Promise<void>;
  /** Whether the person wants what is safe to be mended unasked. */
  readonly isWanted: () => boolean;
  /** In milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** Tells of what is left to the person. */
  readonly tell: (status: SyncStatus) => void;
  /** Says quietly which clients were mended, by name. */
  readonly say: (clients: readonly string[]) => void;
}

/** Mends by itself what may be mended unasked, one repair at a time, and leaves the rest to be told of. */
export class AutoRepair {
  private readonly dependencies: AutoRepairDependencies;
  /** When each place was mended lately, by `rowKey`. */
  private readonly mendings = new Map<string, readonly number[]>();
  private latest: SyncStatus | undefined;
  private running: Promise<void> | undefined;

  constructor(dependencies: AutoRepairDependencies) {
    this.dependencies = dependencies;
  }

  /** Takes what a look found. Resolves when what could be mended is, and the rest was told of. */
  update(status: SyncStatus): Promise<void> {
    this.latest = status;
    this.running ??= this.runUntilDone();
    return this.running;
  }

  private async runUntilDone(): Promise<void> {
    try {
      while (this.latest !== undefined) await this.takeLatest(this.latest);
    } finally {
      // Here and not when the promise is over: what comes in between must not be forgotten.
      this.running = undefined;
    }
  }

  private async takeLatest(status: SyncStatus): Promise<void> {
    const { look, tell, log } = this.dependencies;
    this.latest = undefined;
    const chosen = await this.choose(status).catch((error: unknown): PlannedItem[] => {
      log.error(`Could not choose what to mend by itself: ${messageOf(error)}`);
      return [];
    });
    tell({ ...status, items: status.items.filter((item) => !chosen.includes(item)) });
    if (chosen.length === 0) return;
    await this.mend(chosen, status);
    // What was found meanwhile may be of before: this look comes after it.
    await look();
  }

  private async choose(status: SyncStatus): Promise<PlannedItem[]> {
    const { isWanted, now } = this.dependencies;
    if (!isWanted() || chooseMending(status).length === 0) return [];
    const chosen = chooseMending(status, await this.takenBack());
    return chosen.filter((item) => !isFoughtOver(this.mendings.get(rowKey(item)) ?? [], now()));
  }

  /** @returns what the last operation changed where that was an undo */
  private async takenBack(): Promise<readonly SyncChange[]> {
    try {
      const { undone, changes } = await this.dependencies.sync.undo({ dryRun: true });
      return undone.kind === 'undo' ? changes : [];
    } catch (error) {
      if (AiosError.is(error, 'nothing_to_undo')) return [];
      throw error;
    }
  }

  private async mend(chosen: readonly PlannedItem[], status: SyncStatus): Promise<void> {
    const { sync, log, say } = this.dependencies;
    for (const item of chosen) this.remember(item, 1);
    try {
      const { changes, errors } = await sync.repair({
        clients: [...new Set(chosen.map(({ client }) => client))],
        ids: [...new Set(chosen.map(({ id }) => id))],
        paths: chosen.map(({ path }) => path),
        edited: 'ask',
      });
      const mended = chosen.filter((item) => changes.some((change) => rowKey(change) === rowKey(item)));
      for (const item of mended) log.info(this.sentenceOf(item, status));
      for (const { client, message } of errors) log.warn(`${client}: ${message}`);
      const failed = chosen.filter(({ path }) => errors.some((error) => error.path === path));
      for (const item of failed) this.remember(item, mostMendings);
      if (mended.length > 0) say([...new Set(mended.map((item) => clientOf(item, status)))]);
    } catch (error) {
      log.error(`Could not mend by itself what drifted: ${messageOf(error)}`);
      for (const item of chosen) this.remember(item, mostMendings);
    }
  }

  /** What failed counts as often as it may be tried: it is told of, and not tried again soon. */
  private remember(item: PlannedItem, times: number): void {
    const now = this.dependencies.now();
    const lately = (this.mendings.get(rowKey(item)) ?? []).filter((at) => now - at < mendingsWithinMs);
    this.mendings.set(rowKey(item), [...lately, ...new Array<number>(times).fill(now)]);
  }

  private sentenceOf(item: PlannedItem, status: SyncStatus): string {
    const was = item.state === 'missing' ? 'was missing' : 'was outdated';
    const isLast = isFoughtOver(this.mendings.get(rowKey(item)) ?? [], this.dependencies.now());
    const end = isLast ? ' Should it be gone again soon, it is left to you: something else changes it.' : '';
    return `${clientOf(item, status)}: ${placeWords(item)} ${was} and is mended: ${item.path}.${end}`;
  }
}
