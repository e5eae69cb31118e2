import { encodedTextsOf } from './encoded-text.ts';
import type { Finding } from './finding.ts';
import { LineIndex, type LocatedFinding, matchRules } from './run-rules.ts';
import { hintsOf } from './scan-hints.ts';
import { assignmentFindings } from './secret/assignment-findings.ts';
import { plainSecrets } from './secret/secret-views.ts';
import { withChecksums } from './secret/token-checksum.ts';
import { storedFindings } from './secret-files.ts';
import { type LintRules, secretlintFindings } from './secretlint.ts';
import type { ScannedText } from './text-rule.ts';

/** So many texts in a coat of one file are looked into for secrets. */
const maxDecoded = 50;

/** Secrets in a text, or a window of one. */
export interface FoundSecrets {
  /** Of several findings at one place, one is kept. */
  readonly located: readonly LocatedFinding[];
  /** Secrets that do not stand as one word: kept where nothing else is found on the line. */
  readonly apart: readonly Finding[];
}

/**
 * Looks for secrets in a text: by the form of what stands in it, by the names that values are assigned to, by what
 * the file is, and with secretlint's rules; in what is put together or written in base64 too. Never throws for what
 * stands in the text.
 *
 * @param isKnown whether the file has been told of as one that holds secrets
 */
export function secretsIn(file: ScannedText, lint: LintRules, isKnown: boolean): FoundSecrets {
  const lines = new LineIndex(file.text);
  const located = [
    ...byForm(file, lines),
    ...(isKnown ? [] : storedFindings(file, lines)),
    ...assignmentFindings(file, lines),
    ...secretlintFindings(lint, file, lines),
  ];
  return {
    located: withChecksums(located, file),
    apart: [...plainFindings(file), ...decodedFindings(file, lines)],
  };
}

/** @returns of findings at the same place, the one that refuses, and of those the one that says most */
export function gravestSecrets({ located, apart }: FoundSecrets): Finding[] {
  const findings = withoutOverlaps(located).map(({ finding }) => finding);
  const known = new Set(findings.map(({ line }) => line));
  for (const finding of apart)
    if (!known.has(finding.line)) {
      known.add(finding.line);
      findings.push(finding);
    }
  return findings;
}

/** Secrets that stand in a file otherwise than as one word. */
function plainFindings(file: ScannedText): Finding[] {
  const plain = plainSecrets(file);
  return plain === undefined ? [] : byFormAndName(plain);
}

/** Secrets in what is written in base64: an environment file, the data of a Kubernetes secret. */
function decodedFindings(file: ScannedText, lines: LineIndex): Finding[] {
  const findings: Finding[] = [];
  for (const { match, decoded } of encodedTextsOf(file).slice(0, maxDecoded)) {
    const named = /([\w.-]{1,80})["']?\s{0,4}[:=]\s{0,4}["']?$/u.exec(
      file.text.slice(Math.max(0, match.index - 90), match.index),
    )?.[1];
    const isWord = named !== undefined && /^\S{8,400}$/u.test(decoded);
    const text = isWord ? `${decoded}\n${named}="${decoded}"` : decoded;
    const [grave] = byFormAndName({ path: 'decoded.env', text }).filter(
      ({ severity }) => severity === 'block',
    );
    if (grave) findings.push({ ...grave, path: file.path, ...lines.positionOf(match.index) });
  }
  return findings;
}

function byForm(file: ScannedText, lines: LineIndex): LocatedFinding[] {
  return matchRules(hintsOf(file).secretRules(), file, lines);
}

function byFormAndName(file: ScannedText): Finding[] {
  const lines = new LineIndex(file.text);
  const found = withChecksums([...byForm(file, lines), ...assignmentFindings(file, lines)], file);
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
