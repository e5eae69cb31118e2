import { type Finding, type FindingSeverity, mask } from './finding.ts';
import { type LineIndex, type LocatedFinding, locateValue } from './run-rules.ts';
import { type CredentialFile, credentialFiles } from './secret/credential-files.ts';
import { secretContainer } from './secret/secret-containers.ts';
import {
  assignedTo,
  groupsOf,
  isDefault,
  type StoredValue,
  standsForSecret,
} from './secret/stored-values.ts';
import type { ScannedText } from './text-rule.ts';

const maxFindings = 20;

/**
 * Finds secrets by what a file is: one that keeps credentials by its nature (`.netrc`, `.pgpass`, a shell history,
 * `wp-config.php`), whose values need not look drawn at random, or one in a form of its own (a key store, a
 * password database).
 */
export function secretFileFindings(
  path: string,
  bytes: Uint8Array,
  file: ScannedText,
  lines: LineIndex,
): LocatedFinding[] {
  const container = secretContainer(path, bytes);
  if (container !== undefined) {
    const { id, catches, severity } = container;
    const message = `${catches}. Take it out and let whoever runs the skill bring their own`;
    const finding: Finding = { path, line: 1, column: 1, rule: id, kind: 'secret', severity, message };
    return [{ finding, start: 0, end: 1 }];
  }
  const known = credentialFiles.find((kind) => kind.path.test(path));
  return known === undefined ? [] : storedSecrets(known, file, lines);
}

function storedSecrets(known: CredentialFile, file: ScannedText, lines: LineIndex): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  for (const { value, start } of valuesIn(known, file)) {
    const severity = judge(value, known.personal);
    if (severity === undefined) continue;
    const message = `${known.catches}: ${mask(value)}. Take it out and let whoever runs the skill bring their own`;
    found.push(
      locateValue(file, lines, { start, value }, { rule: known.id, kind: 'secret', severity, message }),
    );
    if (found.length >= maxFindings) break;
  }
  return found;
}

function* valuesIn(
  { values, assignments }: CredentialFile,
  { text, path }: ScannedText,
): Generator<StoredValue> {
  for (const pattern of values) yield* groupsOf(text, pattern);
  if (assignments === true) yield* assignedTo(text, /\.(?:php|py|js|ts|rb)$/iu.test(path));
}

function judge(value: string, personal: boolean): FindingSeverity | undefined {
  if (standsForSecret(value)) return undefined;
  return !personal && isDefault(value) ? 'warn' : 'block';
}
