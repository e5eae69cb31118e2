import { HintIndex } from './hint-index.ts';

/** Says in one pass over a text which of several groups of hints stand in it. */
export class HintGroups {
  private readonly index: HintIndex;
  /** The group of each hint. */
  private readonly groups: readonly number[];
  private readonly count: number;

  /** @param groups of hints in lower case, none empty */
  constructor(groups: readonly (readonly string[])[]) {
    this.index = new HintIndex(groups.flat());
    this.groups = groups.flatMap((hints, group) => hints.map(() => group));
    this.count = groups.length;
  }

  /** @returns for each group whether one of its hints stands in a text of lower case */
  find(lower: string): boolean[] {
    const found = new Array<boolean>(this.count).fill(false);
    for (const hint of this.index.find(lower)) found[this.groups[hint] ?? 0] = true;
    return found;
  }
}
