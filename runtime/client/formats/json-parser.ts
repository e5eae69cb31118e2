// Named imports work in both worlds: Node reads the CommonJS (UMD) build and finds its names, and a bundle
// gets the ES module build, provided that esbuild runs with `mainFields: ['module', 'main']`. With its
// default for Node it would take the UMD build, whose `require` it cannot follow.
import { createScanner } from 'jsonc-parser';
import type { AiosError } from '../../errors.ts';
import { JsonDocument, maximumDepth, tokenKind } from './json-document.ts';
import { notParsable } from './json-text.ts';
import { skipWhitespace } from './text-lines.ts';

/** jsonc-parser's SyntaxKind, an ambient const enum, which isolated modules cannot read. */
const scanned = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  end: 17,
} as const;

/** jsonc-parser's ScanError in words. */
const scanErrors: Readonly<Record<number, string>> = {
  1: 'the comment that begins here is never closed',
  2: 'the string that begins here is not closed on its line',
  3: 'the number that begins here is not complete',
  4: 'a \\u escape in the string that begins here lacks its four hexadecimal digits',
  5: 'the string that begins here has an escape that JSON does not know',
  6: 'a control character stands inside a string; it must be written as an escape',
};
const controlCharacterError = 6;

const literalKinds: Readonly<Record<number, number>> = {
  [scanned.string]: tokenKind.string,
  [scanned.number]: tokenKind.number,
  [scanned.null]: tokenKind.null,
  [scanned.true]: tokenKind.true,
  [scanned.false]: tokenKind.false,
};

type Expectation = 'value' | 'element' | 'key' | 'colon' | 'separator' | 'end';

/**
 * Parses JSON, tolerating line and block comments and one comma before a closing bracket, as VS Code and its
 * forks do for their settings; everything else is strict (RFC 8259).
 * @param file for error messages
 * @throws AiosError `config_not_parsable`
 */
export function parseDocument(file: string, text: string): JsonDocument {
  return new DocumentReader(file, text).read();
}

class DocumentReader {
  readonly #file: string;
  readonly #text: string;
  readonly #document: JsonDocument;
  readonly #open: number[] = [];
  #expected: Expectation = 'value';

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    this.#document = new JsonDocument(text);
  }

  read(): JsonDocument {
    const scanner = createScanner(this.#text, false);
    let offset = 0;
    for (;;) {
      // The scanner collects white space one character at a time; stepping over it here keeps memory flat.
      const start = skipWhitespace(this.#text, offset);
      scanner.setPosition(start);
      const token: number = scanner.scan();
      offset = scanner.getPosition();
      const error: number = scanner.getTokenError();
      if (error !== 0) throw this.#scanError(error, start, offset);
      if (token === scanned.lineComment) this.#document.add(tokenKind.lineComment, start, offset);
      else if (token === scanned.blockComment) this.#document.add(tokenKind.blockComment, start, offset);
      else if (token !== scanned.end) this.#take(token, start, offset);
      else if (this.#expected === 'end') return this.#document;
      else throw this.#truncated();
    }
  }

  #take(token: number, start: number, end: number): void {
    switch (this.#expected) {
      case 'value':
        this.#takeValue(token, start, end, 'a value is expected here');
        break;
      case 'element':
        if (token === scanned.closeBracket) this.#close(tokenKind.closeArray, start, end);
        else this.#takeValue(token, start, end, 'a value or "]" is expected here');
        break;
      case 'key':
        if (token === scanned.closeBrace) this.#close(tokenKind.closeObject, start, end);
        else this.#takeKey(token, start, end);
        break;
      case 'colon':
        if (token !== scanned.colon) throw this.#refusal(start, '":" is expected here');
        this.#expected = 'value';
        break;
      case 'separator':
        this.#takeSeparator(token, start, end);
        break;
      case 'end':
        throw this.#refusal(start, 'something stands behind the end of the JSON value');
    }
  }

  #takeKey(token: number, start: number, end: number): void {
    if (token !== scanned.string) {
      throw this.#refusal(start, 'a key in double quotes or "}" is expected here');
    }
    this.#document.add(tokenKind.key, start, end);
    this.#expected = 'colon';
  }

  #takeValue(token: number, start: number, end: number, expectation: string): void {
    if (token === scanned.openBrace || token === scanned.openBracket) {
      if (this.#open.length === maximumDepth) {
        throw this.#refusal(start, `brackets are nested more than ${maximumDepth} deep here`);
      }
      const isObject = token === scanned.openBrace;
      this.#open.push(this.#document.add(isObject ? tokenKind.openObject : tokenKind.openArray, start, end));
      this.#expected = isObject ? 'key' : 'element';
      return;
    }
    const kind = literalKinds[token];
    if (kind === undefined) throw this.#refusal(start, expectation);
    this.#document.add(kind, start, end);
    this.#expected = this.#open.length === 0 ? 'end' : 'separator';
  }

  #takeSeparator(token: number, start: number, end: number): void {
    const inObject = this.#document.kindAt(this.#open.at(-1) ?? 0) === tokenKind.openObject;
    if (token === scanned.comma) {
      this.#document.add(tokenKind.comma, start, end);
      this.#expected = inObject ? 'key' : 'element';
    } else if (token === (inObject ? scanned.closeBrace : scanned.closeBracket)) {
      this.#close(inObject ? tokenKind.closeObject : tokenKind.closeArray, start, end);
    } else {
      throw this.#refusal(start, `"," or "${inObject ? '}' : ']'}" is expected here`);
    }
  }

  #close(kind: number, start: number, end: number): void {
    const open = this.#open.pop();
    const close = this.#document.add(kind, start, end);
    if (open !== undefined) this.#document.pair(open, close);
    this.#expected = this.#open.length === 0 ? 'end' : 'separator';
  }

  #refusal(offset: number, what: string): AiosError {
    return notParsable(this.#file, this.#text, offset, what);
  }

  #scanError(error: number, start: number, end: number): AiosError {
    const what = scanErrors[error] ?? 'what begins here cannot be read';
    if (error !== controlCharacterError) return this.#refusal(start, what);
    let offset = start;
    while (offset < end && this.#text.charCodeAt(offset) >= 0x20) offset += 1;
    return this.#refusal(offset, what);
  }

  #truncated(): AiosError {
    const open = this.#open.at(-1);
    if (open === undefined) return this.#refusal(this.#text.length, 'there are comments but no value');
    const bracket = this.#document.rawText(open);
    return this.#refusal(
      this.#document.startOf(open),
      `the file ends before the "${bracket}" here is closed`,
    );
  }
}
