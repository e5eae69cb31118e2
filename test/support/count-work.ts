import assert from 'node:assert/strict';
import v8 from 'node:v8';

/**
 * Counts what a piece of work costs in steps of the regular expression engine, so that a test of how work grows with
 * the text gives the same answer on any machine, however busy it is.
 *
 * V8 lets a pattern be made that gives up after so many backtracks (`%NewRegExpWithBacktrackLimit`, in its own tests).
 * Each execution is tried with a limit of 16, then with twice as many until it ends; the limit that was
 * enough, and the length of what matched, is what it is charged. Greedy loops count their backtracks only when V8
 * does not optimise them.
 */
export function countWork(work: () => void): number {
  const { exec } = RegExp.prototype;
  const { indexOf, includes } = String.prototype;
  let steps = 0;
  v8.setFlagsFromString('--no-regexp-optimization');
  v8.setFlagsFromString('--allow-natives-syntax');
  const make = compileMake();
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const { cost, match } = execCounted(this, `${text}`, exec, make);
    steps += cost;
    return match;
  };
  String.prototype.indexOf = function (this: string, ...searched) {
    const at = indexOf.apply(this, searched);
    steps += (at < 0 ? this.length : at) - Math.min(searched[1] ?? 0, this.length) + 1;
    return at;
  };
  String.prototype.includes = function (this: string, ...searched) {
    return this.indexOf(...searched) >= 0;
  };
  try {
    work();
  } finally {
    Object.assign(RegExp.prototype, { exec });
    Object.assign(String.prototype, { indexOf, includes });
    v8.setFlagsFromString('--regexp-optimization');
    v8.setFlagsFromString('--no-allow-natives-syntax');
  }
  return steps;
}

type Make = (source: string, flags: string, limit: number) => RegExp;

/** Only while natives are allowed: V8 looks at the syntax whenever it compiles it. */
function compileMake(): Make {
  return new Function(
    'source',
    'flags',
    'limit',
    'return %NewRegExpWithBacktrackLimit(source, flags, limit)',
  ) as Make;
}

const leastLimit = 16;
/** 134 million backtracks: nobody waits for more. */
const mostLevel = 23;
const made = new Map<string, RegExp[]>();

function execCounted(
  pattern: RegExp,
  text: string,
  exec: (this: RegExp, text: string) => RegExpExecArray | null,
  make: Make,
): { cost: number; match: RegExpExecArray | null } {
  const { source, flags, global, sticky, lastIndex } = pattern;
  if ((global || sticky) && lastIndex > text.length) {
    pattern.lastIndex = 0;
    return { cost: 1, match: null };
  }
  const key = `${flags}/${source}`;
  const limited = made.get(key) ?? [];
  made.set(key, limited);
  for (let level = 0; level <= mostLevel; level += 1) {
    const limit = leastLimit << level;
    const own = limited[level] ?? make(withEnd(source, sticky), flags, limit);
    limited[level] = own;
    own.lastIndex = global || sticky ? lastIndex : 0;
    const found = exec.call(own, text);
    if (found === null) continue;
    const isNone = found.pop() !== undefined;
    if (global || sticky) pattern.lastIndex = isNone ? 0 : own.lastIndex;
    return { cost: limit + (found[0]?.length ?? 0), match: isNone ? null : found };
  }
  pattern.lastIndex = 0;
  return { cost: Number.POSITIVE_INFINITY, match: null };
}

/** Where a pattern finds nothing it matches the end instead: null then means that it gave up. */
function withEnd(source: string, sticky: boolean): string {
  return sticky ? `(?:${source})|()` : `(?:${source})|(?![^])()`;
}

/** Steps for a letter that a pattern may take: a phrase of three parts with 60 and 40 letters between takes half of it. */
const mostPerLetter = 6_000;

/** Steps for a letter below which nobody waits for a pattern. */
const fewPerLetter = 48;

/**
 * A text is slow when it takes many steps for each letter, and more than in proportion to a text of a quarter of its
 * length. A pattern whose reach is bounded does so up to its reach: that is tried on longer texts.
 *
 * @param run does the work on a text of so many letters
 */
export function assertLinear(what: string, run: (size: number) => void): void {
  let quarter = countWork(() => run(4_000));
  if (quarter <= fewPerLetter * 4_000) return;
  for (const size of [16_000, 64_000]) {
    const whole = countWork(() => run(size));
    assert.ok(whole <= mostPerLetter * size, `${what}: ${whole} steps for ${size} letters`);
    // Each count may be up to twice what it counts.
    if (whole <= 8 * quarter) return;
    quarter = whole;
  }
  assert.fail(`${what}: more than in proportion, ${quarter} steps for 64,000 letters`);
}
