/** What sort of danger a finding is. */
export type FindingKind = 'secret' | 'injection' | 'malware' | 'hidden-text' | 'binary' | 'link';

/** `block` refuses the install, `warn` is shown, `info` is told on request. */
export type FindingSeverity = 'info' | 'warn' | 'block';

/** One dangerous or doubtful place in a skill's files. Lines and columns count from 1. */
export interface Finding {
  /** Path in the folder, with `/`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Id of the rule. */
  readonly rule: string;
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
  /** What was found and why it matters; never holds a secret whole. */
  readonly message: string;
}

/** @returns enough of a secret to find it again, and no more than four characters of it */
export function mask(secret: string): string {
  const shown = secret.length >= 16 ? 4 : 0;
  return `${secret.slice(0, shown)}… (${secret.length} characters)`;
}
