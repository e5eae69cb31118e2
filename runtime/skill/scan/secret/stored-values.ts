import type { ScannedText } from '../text-rule.ts';
import { matchesIn } from '../whole-text.ts';
import { findAssignments } from './find-assignments.ts';
import { isPlaceholder } from './placeholder.ts';
import { unleet } from './randomness.ts';
import { isElsewhere, isReference } from './reference.ts';
import { secretNameKind } from './secret-name.ts';

/** A secret read out of a file of a known kind, with its offset. */
export interface StoredValue {
  readonly value: string;
  readonly start: number;
}

/** Finds what one of a pattern's groups holds. */
export function* groupsOf(file: ScannedText, pattern: RegExp): Generator<StoredValue> {
  for (const match of matchesIn(file, pattern)) {
    const value = match.slice(1).find((group) => group !== undefined && group !== '');
    if (value !== undefined) yield { value: value.trim(), start: match.index + match[0].lastIndexOf(value) };
  }
}

/** Finds what is assigned to names of secrets. In code only what stands in quotes is a text. */
export function* assignedTo({ text, from }: ScannedText, isCode: boolean): Generator<StoredValue> {
  for (const { name, value, quoted, start, operator } of findAssignments(text, from)) {
    if (secretNameKind(name) === undefined || (isCode && !quoted)) continue;
    // `define('DB_PASSWORD', '…')` is PHP's; elsewhere what stands behind a comma is another value.
    if (isCode && operator === ',' && !/^[A-Z_]+$/u.test(name)) continue;
    if (!quoted && isReference(value, false)) continue;
    yield { value, start };
  }
}

/** Whether a text stands for a secret in a file that keeps secrets: a template, or a word that says "put yours here". */
export function standsForSecret(value: string): boolean {
  if (/^[*x•.\-_?#]+$/iu.test(value) || value.length < 3) return true;
  if (/\$\{|\$\(|\{\{|\}\}|^<|^%[A-Za-z_]+%$|^\$[A-Za-z_]\w*$|^\{[a-z]|^@[A-Za-z_.]+@$|^__|^\[/iu.test(value))
    return true;
  return (
    /your|change.?(?:me|it|this)|example|placeholder|replace|insert|redact|todo|dummy|xxxx|_here$/iu.test(
      value,
    ) ||
    /^(?:null|none|nil|true|false|undefined|prompt|ask|yes|no|optional|required|disabled|enabled)$/iu.test(
      value,
    ) ||
    isElsewhere(value)
  );
}

const defaults =
  /passw|passwd|pass\d{0,4}$|secret|admin|root|toor|test|default|example|sample|demo|guest|welcome|local|develop|postgres|mysql|mongo|redis|rabbit|minio|insecure|token|1234|qwert|letmein|foo|bar$|abc|dummy|user|keycloak|grafana|elastic|docker/iu;

/**
 * Whether a value is one that everybody tries first, or that a project ships for development: told of, but no
 * reason to refuse.
 */
export function isDefault(value: string): boolean {
  return defaults.test(value) || defaults.test(unleet(value)) || isPlaceholder(value);
}
