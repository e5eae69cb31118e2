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

  /**
   * @param from where in the text to begin
   * @returns the hints that stand in a text, in letters of either case, by their numbers
   */
  find(text: string, from = 0): Map<number, Stretch> {
    const found = new Map<number, Stretch>();
    this.plain.find(text, from, found);
    if (!isPlain(text)) this.other.find(text, from, found);
    return found;
  }
}

/** Where something stands in a text: the offsets of the last characters of its first place and of its last. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** @returns from the first place of two stretches to the last */
export function joinStretches(a: Stretch | undefined, b: Stretch): Stretch {
  return a === undefined ? b : { first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) };
}

function isPlain(text: string): boolean {
  return /^[\0-\x7f]*$/u.test(text);
}

interface NumberedHint {
  readonly hint: string;
  readonly number: number;
}

/** The root's number; 0 stands for a step that was never taken. */
const root = 1;
/** What is known of a state: whether a hint ends in it. */
const ending = 1;
const endless = 2;
const noEnds: readonly number[] = [];

/**
 * The tree of the hints. The steps that lead back in it are worked out when a text first takes them: few texts take
 * many, and to work all of them out takes longer than to scan a skill.
 */
class Automaton {
  /** The class of each UTF-16 code unit: 0 for those that no hint holds in either case. */
  private readonly classes = new Uint16Array(65_536);
  private readonly classCount: number;
  /** The next state by `state * classCount + class`. */
  private readonly next: Uint32Array;
  /** The state of the longest beginning of a hint that a state's text ends in, apart from itself; 0 when unknown. */
  private readonly failures: Uint32Array;
  private readonly parents: Uint32Array;
  private readonly lastClasses: Uint16Array;
  /** For each state 0 while nothing is known of it. */
  private readonly marks: Uint8Array;
  /** In the text that is looked through, one behind a state's first place (0 when it was not met), and its last. */
  private readonly firsts: Uint32Array;
  private readonly lasts: Uint32Array;
  /** The hints that are a state's text. */
  private readonly own = new Map<number, readonly number[]>();
  /** The hints that a state's text ends in; those of other states are not worked out. */
  private readonly ends = new Map<number, readonly number[]>();

  constructor(hints: readonly NumberedHint[]) {
    this.classCount = this.classify(hints);
    // Few of them are used: a table takes room where it is written to.
    const mostStates = hints.reduce((sum, { hint }) => sum + hint.length, root + 1);
    this.next = new Uint32Array(mostStates * this.classCount);
    this.failures = new Uint32Array(mostStates);
    this.parents = new Uint32Array(mostStates);
    this.lastClasses = new Uint16Array(mostStates);
    this.marks = new Uint8Array(mostStates);
    this.firsts = new Uint32Array(mostStates);
    this.lasts = new Uint32Array(mostStates);
    this.plant(hints);
  }

  /** Capitals are of their letters' classes, so that no copy of a text in lower case is made. */
  private classify(hints: readonly NumberedHint[]): number {
    const { classes } = this;
    const letters: number[] = [];
    for (const { hint } of hints)
      for (let index = 0; index < hint.length; index++) {
        const unit = hint.charCodeAt(index);
        if (classes[unit] === 0) classes[unit] = letters.push(unit);
      }
    for (const unit of letters) {
      const capital = String.fromCharCode(unit).toUpperCase();
      if (capital.length === 1) classes[capital.charCodeAt(0)] ||= classes[unit] ?? 0;
    }
    // The sign for kelvin and the long s, which patterns take for the letters.
    classes[0x212a] ||= classes[0x6b] ?? 0;
    classes[0x17f] ||= classes[0x73] ?? 0;
    return letters.length + 1;
  }

  private plant(hints: readonly NumberedHint[]): void {
    const { classes, classCount, next } = this;
    let states = root + 1;
    for (const { hint, number } of hints) {
      let state = root;
      for (let index = 0; index < hint.length; index++) {
        const kind = classes[hint.charCodeAt(index)] ?? 0;
        const slot = state * classCount + kind;
        let child = next[slot] ?? 0;
        if (child === 0) {
          child = states++;
          next[slot] = child;
          this.parents[child] = state;
          this.lastClasses[child] = kind;
        }
        state = child;
      }
      this.own.set(state, [...(this.own.get(state) ?? noEnds), number]);
    }
  }

  find(text: string, from: number, found: Map<number, Stretch>): void {
    const { classes, classCount, next, marks, firsts, lasts } = this;
    const met: number[] = [];
    let state = root;
    for (let index = from; index < text.length; index++) {
      const slot = state * classCount + (classes[text.charCodeAt(index)] ?? 0);
      const known = next[slot] ?? 0;
      state = known === 0 ? this.step(state, slot - state * classCount) : known;
      const mark = marks[state] ?? 0;
      if (mark === endless || (mark === 0 && !this.markEnds(state))) continue;
      if (firsts[state] === 0) {
        firsts[state] = index + 1;
        met.push(state);
      }
      lasts[state] = index;
    }
    for (const each of met) {
      const stretch = { first: (firsts[each] ?? 1) - 1, last: lasts[each] ?? 0 };
      firsts[each] = 0;
      for (const hint of this.endsOf(each)) found.set(hint, joinStretches(found.get(hint), stretch));
    }
  }

  private markEnds(state: number): boolean {
    const hasEnds = this.endsOf(state).length > 0;
    this.marks[state] = hasEnds ? ending : endless;
    return hasEnds;
  }

  private step(state: number, kind: number): number {
    const slot = state * this.classCount + kind;
    let target = this.next[slot] ?? 0;
    if (target === 0) {
      target = state === root ? root : this.step(this.failureOf(state), kind);
      this.next[slot] = target;
    }
    return target;
  }

  private failureOf(state: number): number {
    let failure = this.failures[state] ?? root;
    if (failure === 0) {
      const parent = this.parents[state] ?? root;
      failure = parent <= root ? root : this.step(this.failureOf(parent), this.lastClasses[state] ?? 0);
      this.failures[state] = failure;
    }
    return failure;
  }

  private endsOf(state: number): readonly number[] {
    if (state === root) return noEnds;
    let ends = this.ends.get(state);
    if (ends === undefined) {
      const own = this.own.get(state) ?? noEnds;
      const others = this.endsOf(this.failureOf(state));
      ends = others.length === 0 ? own : [...own, ...others];
      this.ends.set(state, ends);
    }
    return ends;
  }
}
