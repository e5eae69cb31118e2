import { oneLine } from '../one-line.ts';

/** A place in a text. Both count from 1; columns count UTF-16 units, a byte order mark not among them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface TextRange {
  readonly start: Place;
  readonly end: Place;
}

/** What is put in place of a range; an empty range is where it is put in. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** A change that mends what a diagnostic tells of and changes nothing else of what the file means. */
export interface Fix {
  /** What it does, for a menu. */
  readonly title: string;
  /** In the diagnostic's file, none touching another. */
  readonly edits: readonly TextEdit[];
}

/** One thing found in a skill's files. Lines and columns count from 1. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Path inside the skill's folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly remedy: string;
  /** Ids of the clients that would drop or mangle the skill for it. */
  readonly clients?: readonly string[];
  readonly fix?: Fix;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** @returns the line and column, from 1, of an offset into a text */
export function positionAt(text: string, offset: number): Place {
  const before = text.slice(0, Math.max(0, offset));
  const lines = before.split(/\r\n|\r|\n/u);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** @returns the range from one offset into a text to another */
export function rangeAt(text: string, start: number, end: number): TextRange {
  return { start: positionAt(text, start), end: positionAt(text, end) };
}

/** A fix of one edit. */
export function replace(title: string, range: TextRange, newText: string): Fix {
  return { title, edits: [{ range, newText }] };
}

/** One line for people, whatever the file is called: `skill.yaml:3:10 error [code] message Remedy.` */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, remedy } = diagnostic;
  return oneLine(`${file}:${line}:${column} ${severity} [${code}] ${message} ${remedy}`);
}
