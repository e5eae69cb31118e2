import { HintIndex, joinStretches, type Stretch } from './hint-index.ts';

/** Says in one pass over a text which of several groups of hints stand in it. The index is made when first asked. */
export class HintGroups {
  private readonly groups: readonly (readonly string[])[];
  private index: HintIndex | undefined;
  /** The groups that each hint of the index is of. */
  private readonly groupsOfHint: number[][] = [];

  /** @param groups of hints in lower case, none empty */
  constructor(groups: readonly (readonly string[])[]) {
    this.groups = groups;
  }

  /** @returns the groups of which a hint stands in a text, from an offset on, by their numbers */
  find(text: string, from = 0): ReadonlyMap<number, Stretch> {
    this.index ??= this.makeIndex();
    const found = new Map<number, Stretch>();
    for (const [hint, stretch] of this.index.find(text, from))
      for (const group of this.groupsOfHint[hint] ?? [])
        found.set(group, joinStretches(found.get(group), stretch));
    return found;
  }

  private makeIndex(): HintIndex {
    const numbers = new Map<string, number>();
    for (const [group, hints] of this.groups.entries())
      for (const hint of hints) {
        const number = numbers.get(hint) ?? numbers.size;
        numbers.set(hint, number);
        this.groupsOfHint[number] = [...(this.groupsOfHint[number] ?? []), group];
      }
    return new HintIndex([...numbers.keys()]);
  }
}
