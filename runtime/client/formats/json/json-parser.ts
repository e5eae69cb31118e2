import type { AiosError } from '../../../errors.ts';
import { notParsable } from '../refusals.ts';
import { type JsonDialect, type JsonScanner, scanned } from './json-dialect.ts';
import { JsonDocument, maximumDepth, tokenKind } from './json-document.ts';

const literalKinds: Readonly<Record<number, number>> = {
  [scanned.string]: tokenKind.string,
  [scanned.number]: tokenKind.number,
  [scanned.null]: tokenKind.null,
  [scanned.true]: tokenKind.true,
  [scanned.false]: tokenKind.false,
};

type Expectation = 'value' | 'element' | 'key' | 'colon' | 'separator' | 'end';

/**
 * Parses a text in a dialect of JSON. One comma before a closing bracket is tolerated, and comments are, as VS
 * Code and its forks do for their settings.
 * @param file for error messages
 * @throws AiosError `config_not_parsable`
 */
export function parseDocument(file: string, text: string, dialect: JsonDialect): JsonDocument {
  return new DocumentReader(file, text, dialect).read();
}

class DocumentReader {
  readonly #file: string;
  readonly #text: string;
  readonly #dialect: JsonDialect;
  readonly #scanner: JsonScanner;
  readonly #document: JsonDocument;
  readonly #open: number[] = [];
  #expected: Expectation = 'value';

  constructor(file: string, text: string, dialect: JsonDialect) {
    this.#file = file;
    this.#text = text;
    this.#dialect = dialect;
    this.#scanner = dialect.createScanner(text);
    this.#document = new JsonDocument(text, dialect);
  }

  read(): JsonDocument {
    const scanner = this.#scanner;
    for (;;) {
      const token = scanner.scan(scanner.end);
      const { start, end, fault } = scanner;
      if (fault !== undefined) throw this.#refusal(scanner.faultOffset, fault);
      if (token === scanned.lineComment) this.#document.add(tokenKind.lineComment, start, end);
      else if (token === scanned.blockComment) this.#document.add(tokenKind.blockComment, start, end);
      else if (token !== scanned.end) this.#take(token, start, end);
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
        throw this.#refusal(start, 'something stands behind the end of the value');
    }
  }

  #takeKey(token: number, start: number, end: number): void {
    if (token !== scanned.string && !this.#scanner.isBareKey) {
      const key = this.#dialect.language === 'JSON' ? 'a key in double quotes' : 'a key';
      throw this.#refusal(start, `${key} or "}" is expected here`);
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
    return notParsable(this.#dialect.language, this.#file, this.#text, offset, what);
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
