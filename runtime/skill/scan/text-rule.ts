import type { FindingKind, FindingSeverity } from './finding.ts';

/** A file's whole text. */
export interface WholeText {
  /** Path in the folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The skill's instructions have the file run or read, so it is no mere test or sample. */
  readonly isUsed?: boolean;
  /** No text in any encoding: its letters are bytes. */
  readonly isBinary?: boolean;
  /** What may still be unpacked of the skill's texts. */
  readonly allowance?: Allowance;
}

/** A file as the rules see it: whole, or a window of a long one. */
export interface ScannedText extends WholeText {
  /** The file of which this is a window. */
  readonly whole?: WholeText;
  /** Where the window begins in its file. */
  readonly offset?: number;
  /** Where in the window to begin: what stands before is there to be looked back at. */
  readonly from?: number;
}

/** How much packed text the files of a skill may hold together: a kilobyte unpacks to a megabyte. */
export interface Allowance {
  /** In bytes. */
  left: number;
}

/**
 * One rule about text, as data. Its examples stand beside the tests, since they look like what they catch.
 */
export interface TextRule {
  /** Stable, kebab-case, e.g. `github-token`. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
  /** What it catches, as the beginning of the message: "A GitHub personal access token". */
  readonly catches: string;
  /** Why that matters or where its format is published. */
  readonly why: string;
  /** Lower-case texts, one of which stands in every match: without any of them the pattern is not tried. */
  readonly hints: readonly string[];
  /** With the flags g and u; linear on any input. */
  readonly pattern: RegExp;
  /** The capture group that is the secret; the whole match when left out. */
  readonly group?: number;
  /** What the pattern cannot say: entropy, placeholders, what stands around it. False drops the match. */
  readonly accept?: (match: TextMatch) => boolean;
  /** A milder severity for a match in a place where such text is expected; undefined keeps the rule's. */
  readonly soften?: (match: TextMatch) => FindingSeverity | undefined;
}

export interface TextMatch {
  readonly file: ScannedText;
  readonly match: RegExpExecArray;
  /** The secret or the phrase: the rule's group. */
  readonly value: string;
  /** The line the match begins on, whole. */
  readonly line: string;
}
