import type { JsonValue } from '../config-format.ts';
import type { Splice } from '../config-text.ts';
import { equalValues, nestValue } from '../entry-value.ts';
import { hasLineBreak } from '../text-lines.ts';
import { type JsonDocument, tokenKind } from './json-document.ts';
import { locate, readValue } from './json-tree.ts';

/** Tokens from `first` to `last`, both included. */
export interface TokenRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Whether an edit gave the entry at a path the planned value, and apart from it kept the same tokens, letter
 * for letter, comments included.
 */
export function isFaithfulSet(
  file: string,
  before: JsonDocument,
  after: JsonDocument,
  path: readonly string[],
  createdFrom: number,
  value: JsonValue,
): boolean {
  const level = Math.min(createdFrom, path.length - 1);
  const now = locate(file, after, path).members[level];
  const then = locate(file, before, path).members[level];
  const wasThere = createdFrom === path.length;
  if (now === undefined || wasThere !== (then !== undefined)) return false;
  if (!equalValues(readValue(after, now.valueIndex), nestValue(path.slice(level + 1), value))) return false;
  const replaced = then ? [{ first: then.valueIndex, last: then.lastIndex }] : [];
  const planned = { first: then ? now.valueIndex : now.keyIndex, last: now.lastIndex };
  return isSameApartFrom(before, replaced, after, [planned], []);
}

/**
 * Whether after a removal the path leads nowhere any more, and what is left is the old tokens without the
 * removed ones and without the comments at the end of their lines that were cut too.
 */
export function isFaithfulRemoval(
  file: string,
  before: JsonDocument,
  after: JsonDocument,
  path: readonly string[],
  removed: readonly TokenRange[],
  cuts: readonly Splice[],
): boolean {
  const absent = locate(file, after, path).members.length < path.length;
  return absent && isSameApartFrom(before, removed, after, [], cuts);
}

/** Commas before a closing bracket, which a client that reads strict JSON would stumble over. */
function countTrailingCommas(document: JsonDocument): number {
  let count = 0;
  for (let index = 0; index < document.length; index += 1) {
    if (document.kindAt(index) !== tokenKind.comma) continue;
    const next = document.kindAt(document.skipComments(index + 1));
    if (next === tokenKind.closeObject || next === tokenKind.closeArray) count += 1;
  }
  return count;
}

/**
 * Compares two documents, leaving out ranges of either, which are in order, and all commas, of which none
 * may become a trailing one.
 */
function isSameApartFrom(
  before: JsonDocument,
  beforeRanges: readonly TokenRange[],
  after: JsonDocument,
  afterRanges: readonly TokenRange[],
  cuts: readonly Splice[],
): boolean {
  if (countTrailingCommas(after) > countTrailingCommas(before)) return false;
  const old = new TokenWalk(before, beforeRanges, cuts);
  const current = new TokenWalk(after, afterRanges, []);
  while (!old.done && !current.done) {
    if (!sameToken(before, old.index, after, current.index)) return false;
    old.advance();
    current.advance();
  }
  return old.done && current.done;
}

/** Goes through the tokens of a document without some ranges, commas, and comments that were rightly cut. */
class TokenWalk {
  index = -1;
  readonly #document: JsonDocument;
  readonly #ranges: readonly TokenRange[];
  readonly #cuts: readonly Splice[];
  #next = 0;

  constructor(document: JsonDocument, ranges: readonly TokenRange[], cuts: readonly Splice[]) {
    this.#document = document;
    this.#ranges = ranges;
    this.#cuts = cuts;
    this.advance();
  }

  get done(): boolean {
    return this.index >= this.#document.length;
  }

  advance(): void {
    this.index += 1;
    for (;;) {
      const range = this.#ranges[this.#next];
      if (range?.first === this.index) {
        this.index = range.last + 1;
        this.#next += 1;
      } else if (this.#document.kindAt(this.index) === tokenKind.comma || this.#endsRemovedLine()) {
        this.index += 1;
      } else {
        return;
      }
    }
  }

  /** Whether this is a comment that was cut with the last range, on the line on which that range ends. */
  #endsRemovedLine(): boolean {
    const range = this.#ranges[this.#next - 1];
    if (range === undefined || !this.#document.isComment(this.index)) return false;
    const start = this.#document.startOf(this.index);
    const end = this.#document.endOf(this.index);
    if (hasLineBreak(this.#document.text, this.#document.endOf(range.last), end)) return false;
    return this.#cuts.some((cut) => cut.offset <= start && end <= cut.offset + cut.removed);
  }
}

function sameToken(one: JsonDocument, oneIndex: number, other: JsonDocument, otherIndex: number): boolean {
  if (one.kindAt(oneIndex) !== other.kindAt(otherIndex)) return false;
  const start = one.startOf(oneIndex);
  const otherStart = other.startOf(otherIndex);
  const length = one.endOf(oneIndex) - start;
  if (other.endOf(otherIndex) - otherStart !== length) return false;
  for (let at = 0; at < length; at += 1) {
    if (one.text.charCodeAt(start + at) !== other.text.charCodeAt(otherStart + at)) return false;
  }
  return true;
}
