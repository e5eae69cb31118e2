import type { FindingSeverity } from '../finding.ts';
import type { Assignment } from './find-assignments.ts';
import { isPlaceholder, isWordy } from './placeholder.ts';
import { entropy, isGuessable, looksLikePassword, looksRandom } from './randomness.ts';
import { isReference } from './reference.ts';
import { secretNameKind } from './secret-name.ts';
import { isDefault } from './stored-values.ts';
import { wordLikeness } from './word-likeness.ts';

/**
 * Judges a value by the name it is assigned to and by how it looks.
 *
 * @param settings whether it stands in a file of settings, where every value is a text
 * @returns undefined for a name that promises no secret, a placeholder, an expression, or a word
 */
export function judgeAssignment(assignment: Assignment, settings: boolean): FindingSeverity | undefined {
  const kind = secretNameKind(assignment.name);
  // `PASS:` is what a test says when it passes.
  if (kind === undefined || (!settings && /^pass$/iu.test(assignment.name))) return undefined;
  const value = withoutScheme(assignment.value);
  // A user and password in base64: the rule for headers judges what they decode to.
  if (/^Basic\s/iu.test(assignment.value) || decodesToWords(value)) return undefined;
  if (!assignment.quoted && /^[[{<(]/u.test(value)) return undefined;
  const isText = assignment.quoted || settings || isEnvironmentStyle(assignment);
  if (value.length < 6 || isReference(value, isText) || isPlaceholder(value) || isWordy(value))
    return undefined;
  // A JSON Web Token says itself what it is: its own rule judges it.
  if (/^eyJ[\w-]{8,}\.eyJ/u.test(value)) return undefined;
  const random = looksRandom(value);
  // `FAKE_TOKEN` says what it is; a token by its form is refused under any name.
  if (/fake|dummy|mock|sample|example|placeholder|redacted/iu.test(assignment.name))
    return random ? 'info' : undefined;
  if (random) return 'block';
  if (!isText || assignment.operator === 'is' || isListed(assignment, settings)) return undefined;
  if (kind === 'password' && settings && isGuessable(value)) return judgeWeakPassword(value);
  if (isGuessable(value)) return undefined;
  if (kind === 'other-key') return undefined;
  return kind === 'password' ? judgePassword(value, settings) : judgeKey(value);
}

/** Whether a value is base64 of a sentence or of a placeholder: `SGVsbG8gd29ybGQ=`. */
function decodesToWords(value: string): boolean {
  if (!/^[A-Za-z0-9+/]{12,400}={0,2}$/u.test(value)) return false;
  const text = Buffer.from(value, 'base64').toString('latin1');
  return /^[\x20-\x7e\n]{8,}$/u.test(text) && (/ \w+ /u.test(text) || isPlaceholder(text) || isWordy(text));
}

function judgeKey(value: string): FindingSeverity | undefined {
  if (value.length < 10 || /\s/u.test(value)) return undefined;
  return /\d/u.test(value) &&
    /[A-Za-z]/u.test(value) &&
    entropy(value) >= 2.9 &&
    wordLikeness(value).score < 0
    ? 'warn'
    : undefined;
}

function judgePassword(value: string, settings: boolean): FindingSeverity | undefined {
  if (!looksLikePassword(value)) return undefined;
  return settings || (value.length >= 10 && entropy(value) >= 3) ? 'block' : 'warn';
}

/** In settings a password of words is still one, unless it is what everybody puts there at first. */
function judgeWeakPassword(value: string): FindingSeverity | undefined {
  return /[a-z]/iu.test(value) && /[^a-z\s_-]/iu.test(value) && !/\s/u.test(value) && !isDefault(value)
    ? 'warn'
    : undefined;
}

function withoutScheme(value: string): string {
  return value.replace(/^(?:Bearer|Token|Basic|ApiKey|Key|SSWS|OAuth|Bot)\s+/iu, '').trim();
}

/** Two texts beside each other in a list are seldom a name and its value, but `getenv("API_KEY", "…")` is. */
function isListed(assignment: Assignment, settings: boolean): boolean {
  return /^[,|(>]$/u.test(assignment.operator) && !settings && !isEnvironmentStyle(assignment);
}

/** `export API_KEY=value`: capitals and no space are how an environment is set, in any file that tells how. */
function isEnvironmentStyle({ name }: Assignment): boolean {
  return /^[A-Z][A-Z0-9_]*$/u.test(name);
}
