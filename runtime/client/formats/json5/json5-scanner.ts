import { type JsonDialect, type JsonScanner, scanned } from '../json/json-dialect.ts';
import { type JsonDocument, tokenKind } from '../json/json-document.ts';
import { notEditable } from '../refusals.ts';
import { isLineBreak } from '../text-lines.ts';
import { readJson5Number, readJson5String, stringFault } from './json5-literals.ts';

/** JSON5 (spec.json5.org), as OpenClaw reads its config. */
export const json5Dialect: JsonDialect = {
  language: 'JSON5',
  createScanner: (text) => new Json5Scanner(text),
  readString: readJson5String,
  readNumber: readJson5Number,
  refuseUneditable,
};

const punctuation: Readonly<Record<string, number>> = {
  '{': scanned.openBrace,
  '}': scanned.closeBrace,
  '[': scanned.openBracket,
  ']': scanned.closeBracket,
  ',': scanned.comma,
  ':': scanned.colon,
};
const words: Readonly<Record<string, number>> = {
  null: scanned.null,
  true: scanned.true,
  false: scanned.false,
  Infinity: scanned.number,
  NaN: scanned.number,
};

const whiteSpace = /[\t\v\f \u00a0\ufeff\n\r\u2028\u2029\p{Zs}]*/uy;
const lineComment = /\/\/[^\n\r\u2028\u2029]*/y;
const number =
  /[+-]?(?:Infinity|NaN|0[xX][\da-fA-F]+|(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![$\w\\.\p{L}])/uy;
const identifier =
  /(?:[$_\p{L}\p{Nl}]|\\u[\da-fA-F]{4})(?:[$_\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\u200c\u200d]|\\u[\da-fA-F]{4})*/uy;

class Json5Scanner implements JsonScanner {
  start = 0;
  end = 0;
  fault: string | undefined;
  faultOffset = 0;
  isBareKey = false;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  scan(from: number): number {
    this.start = this.#match(whiteSpace, from) ?? from;
    this.end = this.start;
    this.isBareKey = false;
    const character = this.#text[this.start];
    if (character === undefined) return scanned.end;
    const mark = punctuation[character];
    if (mark !== undefined) return this.#take(mark, this.start + 1);
    if (character === '/') return this.#scanComment();
    if (character === '"' || character === "'") return this.#scanString();
    const numberEnd = this.#match(number, this.start);
    const wordEnd = this.#match(identifier, this.start);
    if (wordEnd !== undefined) return this.#scanWord(wordEnd);
    if (numberEnd !== undefined) return this.#take(scanned.number, numberEnd);
    if (/[-+.\d]/.test(character))
      return this.#refuse('the number that begins here is not one that JSON5 knows');
    return this.#refuse('this character has no meaning here');
  }

  #scanComment(): number {
    const lineEnd = this.#match(lineComment, this.start);
    if (lineEnd !== undefined) return this.#take(scanned.lineComment, lineEnd);
    if (!this.#text.startsWith('/*', this.start)) return this.#refuse('this character has no meaning here');
    const close = this.#text.indexOf('*/', this.start + 2);
    if (close < 0) return this.#refuse('the comment that begins here is never closed');
    return this.#take(scanned.blockComment, close + 2);
  }

  #scanString(): number {
    const text = this.#text;
    const quote = text[this.start];
    let end = this.start + 1;
    while (text[end] !== quote) {
      if (text[end] === '\\') end += text.startsWith('\r\n', end + 1) ? 3 : 2;
      else if (end >= text.length || isLineBreak(text, end)) {
        return this.#refuse('the string that begins here is not closed on its line');
      } else end += 1;
    }
    end += 1;
    const fault = stringFault(this.#text.slice(this.start, end));
    return fault === undefined ? this.#take(scanned.string, end) : this.#refuse(fault);
  }

  #scanWord(end: number): number {
    this.isBareKey = true;
    const word = this.#text.slice(this.start, end);
    return this.#take(Object.hasOwn(words, word) ? (words[word] ?? 0) : scanned.identifier, end);
  }

  #take(token: number, end: number): number {
    this.end = end;
    return token;
  }

  #refuse(fault: string): number {
    this.fault = fault;
    this.faultOffset = this.start;
    return 0;
  }

  /** Where a match that begins exactly at an offset ends. */
  #match(pattern: RegExp, offset: number): number | undefined {
    pattern.lastIndex = offset;
    return pattern.test(this.#text) ? pattern.lastIndex : undefined;
  }
}

/** Everything that places entries counts lines as editors do, by LF and CR; in JSON5 these two end lines too. */
function refuseUneditable(file: string, document: JsonDocument): void {
  const { text } = document;
  if (!/[\u2028\u2029]/.test(text)) return;
  let from = 0;
  for (let index = 0; index <= document.length; index += 1) {
    const kind = document.kindAt(index);
    const inString = kind === tokenKind.string || kind === tokenKind.key;
    const to = inString
      ? document.startOf(index)
      : index < document.length
        ? document.endOf(index)
        : text.length;
    const at = text.slice(from, to).search(/[\u2028\u2029]/);
    if (at >= 0) {
      const what = 'a line separator (U+2028 or U+2029) stands here, outside a string';
      throw notEditable(file, text, from + at, what, 'Put an ordinary line break there');
    }
    from = document.endOf(index);
  }
}
