import type { JsonDialect } from './json-dialect.ts';

/**
 * Objects and arrays may be nested this deep. Real files stay below 20; a program that parses by recursion,
 * as the clients do, dies at some thousands.
 */
export const maximumDepth = 1000;

/** What a token is. Colons are not kept: they follow from the keys. */
export const tokenKind = {
  openObject: 1,
  closeObject: 2,
  openArray: 3,
  closeArray: 4,
  comma: 5,
  key: 6,
  string: 7,
  number: 8,
  null: 9,
  true: 10,
  false: 11,
  lineComment: 12,
  blockComment: 13,
} as const;

/**
 * A parsed JSON text: its tokens in order, with comments and commas, in flat arrays. A tree of nodes for a
 * file of 10 MB takes seconds and, built by recursion, overflows the stack; this takes a tenth of one.
 */
export class JsonDocument {
  readonly text: string;
  readonly dialect: JsonDialect;
  #kinds: Uint8Array;
  #starts: Int32Array;
  #ends: Int32Array;
  #partners: Int32Array;
  #length = 0;

  constructor(text: string, dialect: JsonDialect) {
    this.text = text;
    this.dialect = dialect;
    const capacity = 64 + (text.length >> 2);
    this.#kinds = new Uint8Array(capacity);
    this.#starts = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
    this.#partners = new Int32Array(capacity);
  }

  /** The number of tokens. */
  get length(): number {
    return this.#length;
  }

  /** The index of the token with which the value of the whole text begins. */
  get root(): number {
    let index = 0;
    while (this.isComment(index)) index += 1;
    return index;
  }

  /** One of `tokenKind`; 0 outside the text. */
  kindAt(index: number): number {
    return this.#kinds[index] ?? 0;
  }

  /** The offset of the token's first character. */
  startOf(index: number): number {
    return this.#starts[index] ?? 0;
  }

  /** The offset behind the token's last character. */
  endOf(index: number): number {
    return this.#ends[index] ?? 0;
  }

  /** The index of the last token of the value that begins at `index`: the closing bracket, or itself. */
  lastOf(index: number): number {
    const kind = this.kindAt(index);
    return kind === tokenKind.openObject || kind === tokenKind.openArray
      ? (this.#partners[index] ?? 0)
      : index;
  }

  isComment(index: number): boolean {
    return this.kindAt(index) >= tokenKind.lineComment;
  }

  /** The index of the first token from `index` on that is no comment. */
  skipComments(index: number): number {
    let at = index;
    while (this.isComment(at)) at += 1;
    return at;
  }

  rawText(index: number): string {
    return this.text.slice(this.startOf(index), this.endOf(index));
  }

  add(kind: number, start: number, end: number): number {
    const index = this.#length;
    if (index === this.#kinds.length) this.#grow();
    this.#kinds[index] = kind;
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#length += 1;
    return index;
  }

  pair(open: number, close: number): void {
    this.#partners[open] = close;
  }

  #grow(): void {
    const capacity = this.#kinds.length * 2;
    const kinds = new Uint8Array(capacity);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    const widen = (from: Int32Array): Int32Array => {
      const wider = new Int32Array(capacity);
      wider.set(from);
      return wider;
    };
    this.#starts = widen(this.#starts);
    this.#ends = widen(this.#ends);
    this.#partners = widen(this.#partners);
  }
}
