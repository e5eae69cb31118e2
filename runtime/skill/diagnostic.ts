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
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** @returns the line and column, from 1, of an offset into a text */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset));
  const lines = before.split(/\r\n|\r|\n/u);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** One line for people: `skill.yaml:3:10 error [code] message Remedy.` */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, remedy } = diagnostic;
  return `${file}:${line}:${column} ${severity} [${code}] ${message} ${remedy}`;
}
