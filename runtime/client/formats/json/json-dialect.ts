import type { Language } from '../refusals.ts';
import type { JsonDocument } from './json-document.ts';

/** What a scanner finds. The numbers are those of jsonc-parser's SyntaxKind; `identifier` is our own. */
export const scanned = {
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
  identifier: 18,
} as const;

/** Cuts a text into tokens. What `scan` found last is in its fields: an object for each token would be slow. */
export interface JsonScanner {
  /** Where the token begins and ends. */
  start: number;
  end: number;
  /** Why the token cannot be read, or undefined, and where that shows. */
  fault: string | undefined;
  faultOffset: number;
  /** Whether the token is a word that may be a key without quotes. */
  isBareKey: boolean;
  /** Finds the first token from an offset on and returns what it is, one of `scanned` unless there is a fault. */
  scan(from: number): number;
}

/** What tells JSON with comments and JSON5 apart; where an entry goes and how it is taken out is the same. */
export interface JsonDialect {
  readonly language: Language;
  createScanner(text: string): JsonScanner;
  /** The string or key that a token spells. */
  readString(raw: string): string;
  readNumber(raw: string): number;
  /** @throws AiosError `config_not_editable` for a file that can be read but whose layout cannot be kept */
  refuseUneditable(file: string, document: JsonDocument): void;
}
