/**
 * Finds which of many short texts stand in a long one, in one pass over it (Aho and Corasick, 1975): rules by the
 * hundred are tried on thousands of files, and most files hold no hint of most rules.
 */
export class HintIndex {
  /** The hints in letters that most files have only. Apart from the others, whose many letters make a large table. */
  private readonly plain: Automaton;
  private readonly other: Automaton;

  /** @param hints in lower case, none empty */
  constructor(hints: readonly string[]) {
    const numbered = hints.map((hint, number) => ({ hint, number }));
    this.plain = new Automaton(numbered.filter(({ hint }) => isPlain(hint)));
    this.other = new Automaton(numbered.filter(({ hint }) => !isPlain(hint)));
  }

  /** @returns the numbers of the hints that stand in a text of lower case */
  find(lower: string): Set<number> {
    const found = new Set<number>();
    this.plain.find(lower, found);
    if (!isPlain(lower)) this.other.find(lower, found);
    return found;
  }
}

function isPlain(text: string): boolean {
  return /^[\0-\x7f]*$/u.test(text);
}

interface NumberedHint {
  readonly hint: string;
  readonly number: number;
}

class Automaton {
  /** The class of each UTF-16 code unit: 0 for those that no hint holds. */
  private readonly classes = new Uint16Array(65_536);
  private readonly classCount: number;
  /** The next state by `state * classCount + class`. */
  private readonly next: Uint32Array;
  /** The hints that end in a state. */
  private readonly ends: readonly (readonly number[])[];
  private readonly hasEnd: Uint8Array;

  constructor(hints: readonly NumberedHint[]) {
    let classCount = 1;
    for (const { hint } of hints)
      for (let index = 0; index < hint.length; index++) {
        const unit = hint.charCodeAt(index);
        if (this.classes[unit] === 0) this.classes[unit] = classCount++;
      }
    this.classCount = classCount;
    const { children, ends } = buildTree(hints, (unit) => this.classes[unit] ?? 0, classCount);
    linkFailures(children, ends, classCount);
    this.next = children;
    this.ends = ends;
    this.hasEnd = Uint8Array.from(ends, (list) => (list.length > 0 ? 1 : 0));
  }

  find(lower: string, found: Set<number>): void {
    const { classes, classCount, next, hasEnd, ends } = this;
    const reported = new Uint8Array(hasEnd.length);
    let state = 0;
    for (let index = 0; index < lower.length; index++) {
      state = next[state * classCount + (classes[lower.charCodeAt(index)] ?? 0)] ?? 0;
      if (hasEnd[state] !== 1 || reported[state] === 1) continue;
      reported[state] = 1;
      for (const hint of ends[state] ?? []) found.add(hint);
    }
  }
}

type Ends = number[][];

function buildTree(
  hints: readonly NumberedHint[],
  classOf: (unit: number) => number,
  classCount: number,
): { children: Uint32Array; ends: Ends } {
  const states = hints.reduce((sum, { hint }) => sum + hint.length, 1);
  const children = new Uint32Array(states * classCount);
  const ends: Ends = [[]];
  for (const { hint, number } of hints) {
    let state = 0;
    for (let index = 0; index < hint.length; index++) {
      const slot = state * classCount + classOf(hint.charCodeAt(index));
      let child = children[slot] ?? 0;
      if (child === 0) {
        child = ends.length;
        children[slot] = child;
        ends.push([]);
      }
      state = child;
    }
    ends[state]?.push(number);
  }
  return { children, ends };
}

/** Gives each state, for each class without a child, the state of the longest hint's beginning that still fits. */
function linkFailures(next: Uint32Array, ends: Ends, classCount: number): void {
  const failures = new Uint32Array(ends.length);
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    const failure = failures[state] ?? 0;
    for (let kind = 0; kind < classCount; kind++) {
      const slot = state * classCount + kind;
      const child = next[slot] ?? 0;
      const fallback = state === 0 ? 0 : (next[failure * classCount + kind] ?? 0);
      if (child === 0) {
        next[slot] = fallback;
        continue;
      }
      failures[child] = fallback;
      ends[child]?.push(...(ends[fallback] ?? []));
      queue.push(child);
    }
  }
}
