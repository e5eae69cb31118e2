import { createHash } from 'node:crypto';
import { claim, claimsIn, release } from '../../../../runtime/files/claims.ts';
import { rowKey } from '../../../../runtime/sync/ledger.ts';
import type { ItemState, PlannedItem } from '../../../../runtime/sync/plan.ts';

/** What the next sync mends by itself, and nobody needs to hear of. */
const quiet: ReadonlySet<ItemState> = new Set(['source-moved', 'not-wanted', 'client-gone']);

/** A place that needs a decision. */
export interface DriftToTell {
  readonly item: PlannedItem;
  /** The same for as long as the same content of ours is gone or edited at the same place. */
  readonly digest: string;
}

/** Of all places, those that need a decision. Pure. */
export function driftToTell(items: readonly PlannedItem[]): DriftToTell[] {
  return items
    .filter((item) => item.drifted && !quiet.has(item.state))
    .map((item) => ({ item, digest: digestOf(item) }));
}

/**
 * Of what drifts, finds what nobody was told of yet. All windows of all editors ask with the same folder, and each
 * thing is given to one of them. Drift that is gone is forgotten, so that it is told when it comes again.
 */
export class ToldDrift {
  private readonly folder: string;
  private readonly look: () => void;
  /** What drifted when this window looked last: given to it or to another one. */
  private known: ReadonlySet<string> = new Set();
  /** What was told of and did not drift when this window looked last. */
  private gone: ReadonlySet<string> = new Set();

  /**
   * @param folder where claims are kept, for this alone
   * @param look asks for one more scan
   */
  constructor(folder: string, look: () => void) {
    this.folder = folder;
    this.look = look;
  }

  /** @returns what is for this window to tell */
  async take(items: readonly PlannedItem[]): Promise<PlannedItem[]> {
    const drifted = driftToTell(items);
    const fresh = drifted.filter(({ digest }) => !this.known.has(digest));
    this.known = new Set(drifted.map(({ digest }) => digest));
    this.forget();
    const news: PlannedItem[] = [];
    for (const { item, digest } of fresh) {
      // Told twice is better than never, where nothing can be written.
      if (await claim(this.folder, digest).catch(() => true)) news.push(item);
    }
    return news;
  }

  /** For while nothing is told here: afterwards, what no other window told is told. */
  pause(): void {
    this.known = new Set();
  }

  /**
   * What no longer drifts is forgotten when two scans in a row did not find it: the first may have begun before it came,
   * and another window told of it meanwhile.
   */
  private forget(): void {
    const gone = claimsIn(this.folder).filter((digest) => !this.known.has(digest));
    for (const digest of gone) if (this.gone.has(digest)) release(this.folder, digest);
    const isNew = gone.some((digest) => !this.gone.has(digest));
    this.gone = new Set(gone);
    if (isNew) this.look();
  }
}

function digestOf(item: PlannedItem): string {
  const { state, row } = item;
  const about = [rowKey(item), state, row?.delivered?.hash ?? ''].join('\n');
  return createHash('sha256').update(about).digest('hex').slice(0, 32);
}
