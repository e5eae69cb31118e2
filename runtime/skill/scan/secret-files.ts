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

/** @returns what a file in a form of its own is, a key store or a password database, that holds secrets */
export function containerFinding(path: string, bytes: Uint8Array): LocatedFinding | undefined {
  const container = secretContainer(path, bytes);
  if (container === undefined) return undefined;
  const { id, catches, severity } = container;
  const message = `${catches}. Take it out and let whoever runs the skill bring their own`;
  const finding: Finding = { path, line: 1, column: 1, rule: id, kind: 'secret', severity, message };
  return { finding, start: 0, end: 1 };
}

/**
 * Finds secrets by what a file is: one that keeps credentials by its nature (`.netrc`, `.pgpass`, a shell history,
 * `wp-config.php`), whose values need not look drawn at random.
 */
export function storedFindings(file: ScannedText, lines: LineIndex): LocatedFinding[] {
  const known = credentialFiles.find((kind) => kind.path.test(file.path));
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

function* valuesIn({ values, assignments }: CredentialFile, file: ScannedText): Generator<StoredValue> {
  for (const pattern of values) yield* groupsOf(file, pattern);
  if (assignments === true) yield* assignedTo(file, /\.(?:php|py|js|ts|rb)$/iu.test(file.path));
}

function judge(value: string, personal: boolean): FindingSeverity | undefined {
  if (standsForSecret(value)) return undefined;
  return !personal && isDefault(value) ? 'warn' : 'block';
}
