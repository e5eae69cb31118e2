import type { Finding } from './finding.ts';
import { secretRules } from './rules/secret-rules.ts';
import { LineIndex, type LocatedFinding, locateFindings } from './run-rules.ts';
import { assignmentFindings } from './secret/assignment-findings.ts';
import { secretFileFindings } from './secret-files.ts';
import { secretlintFindings } from './secretlint.ts';
import type { ScannedText } from './text-rule.ts';

/**
 * Looks for secrets in one file: by what the file is, by the form of what stands in it, by the names that values
 * are assigned to, and with secretlint's rules. Never throws for what stands in the file.
 *
 * @param file the file as text; undefined when it is empty
 * @returns of findings at the same place, the one that refuses, and of those the one that says most
 */
export async function secretFindings(
  path: string,
  bytes: Uint8Array,
  file: ScannedText | undefined,
): Promise<Finding[]> {
  if (file === undefined) return [];
  const lines = new LineIndex(file.text);
  const found = [
    ...locateFindings(secretRules, file, lines),
    ...secretFileFindings(path, bytes, file, lines),
    ...assignmentFindings(file, lines),
    ...(await secretlintFindings(file, lines)),
  ];
  return withoutOverlaps(found).map(({ finding }) => finding);
}

const weights = { block: 2, warn: 1, info: 0 } as const;

/** Several rules know some of the same tokens: one finding is kept for each place. */
export function withoutOverlaps(found: readonly LocatedFinding[]): LocatedFinding[] {
  const byWeight = found
    .map((item, order) => ({ item, order }))
    .sort((a, b) => weights[b.item.finding.severity] - weights[a.item.finding.severity] || a.order - b.order)
    .map(({ item }) => item);
  const kept: LocatedFinding[] = [];
  for (const item of byWeight) if (!kept.some((other) => overlap(item, other))) kept.push(item);
  return kept;
}

function overlap(a: LocatedFinding, b: LocatedFinding): boolean {
  return a.start < b.end && b.start < a.end;
}
