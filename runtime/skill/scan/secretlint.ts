import { type Finding, type FindingSeverity, mask } from './finding.ts';
import type { LineIndex, LocatedFinding } from './run-rules.ts';
import { hintsOf, lintRuleNames } from './scan-hints.ts';
import { judgeCredentials } from './secret/credential-url.ts';
import { isPrivateKeyBody } from './secret/private-key.ts';
import { isDrawn } from './secret/token-rule.ts';
import type { ScannedText } from './text-rule.ts';

/**
 * The rules are run on the interface that they are written for, and not by `@secretlint/core`: its profiler sets
 * four performance marks for each rule and file and looks each of them up among all that were ever set, so that a
 * scan of 2,900 files keeps a processor busy for minutes after it is done.
 */
interface LintRule {
  readonly meta: { readonly id: string };
  create(context: LintContext, options: object): { file?(source: LintSource): unknown };
}

interface LintContext {
  readonly sharedOptions: object;
  createTranslator(messages: unknown): (messageId: string, data: object) => object;
  report(descriptor: { readonly range: readonly [number, number] }): void;
  ignore(descriptor: unknown): void;
}

interface LintSource {
  readonly content: string;
  readonly filePath: string;
  readonly ext: string;
  readonly contentType: 'text';
}

const prefix = '@secretlint/secretlint-rule-';

/**
 * Rules of the preset that are not run: the one by which comments in a file switch the others off, and the one for
 * Google's key files, which opens the file of that name in the working folder; our own rules know those keys.
 */
const leftOut = new Set([`${prefix}filter-comments`, `${prefix}gcp`]);

/** One rule says no more than this about one file. */
const maxFindingsPerRule = 20;

/** The rules by their names, as {@link lintHints} has them. */
export type LintRules = ReadonlyMap<string, LintRule>;

let loading: Promise<LintRules> | undefined;

/** Loads the preset, which takes longer than to scan a skill: only for a file with one of {@link lintHints} in it. */
export function loadLintRules(): Promise<LintRules> {
  loading ??= importRules();
  return loading;
}

async function importRules(): Promise<LintRules> {
  const { rules } = await import('@secretlint/secretlint-rule-preset-recommend');
  return new Map(
    (rules as unknown as readonly LintRule[])
      .filter(({ meta }) => !leftOut.has(meta.id))
      .map((rule) => [rule.meta.id.replace(prefix, ''), rule]),
  );
}

/** @returns whether a file holds what one of secretlint's rules looks for */
export function isForLint(file: ScannedText): boolean {
  return hintsOf(file).groupsIn('lint').length > 0;
}

/**
 * Runs secretlint's recommended rules over a text, whose comments cannot switch them off. What they find is judged
 * like what our own rules find: placeholders and examples are dropped, and nothing of their messages is shown, for
 * those hold the secret.
 */
export function secretlintFindings(rules: LintRules, file: ScannedText, lines: LineIndex): LocatedFinding[] {
  return hintsOf(file)
    .groupsIn('lint')
    .flatMap((group) => {
      const name = lintRuleNames[group];
      const rule = name === undefined ? undefined : rules.get(name);
      return name === undefined || rule === undefined ? [] : runRule(name, rule, file, lines);
    });
}

function runRule(name: string, rule: LintRule, file: ScannedText, lines: LineIndex): LocatedFinding[] {
  const { from = 0 } = file;
  const found: LocatedFinding[] = [];
  const context: LintContext = {
    sharedOptions: {},
    createTranslator: () => () => ({}),
    ignore: () => undefined,
    report: ({ range }) => {
      if (found.length >= maxFindingsPerRule) return;
      const { value, start } = reportedValue(name, file.text, [range[0] + from, range[1] + from]);
      const severity = judge(name, value);
      if (severity === undefined) return;
      const { line, column } = lines.positionOf(start);
      const message = `A secret of the kind ${name}, by secretlint's rules: ${mask(value)}. Whoever reads the skill can use it: revoke it`;
      const finding: Finding = {
        path: file.path,
        line,
        column,
        rule: `secretlint-${name}`,
        kind: 'secret',
        severity,
        message,
      };
      found.push({ finding, start, end: start + value.length });
    },
  };
  try {
    // All of them answer at once: none reads anything but what it is given.
    rule.create(context, {}).file?.({
      content: file.text.slice(from),
      filePath: file.path,
      ext: extensionOf(file.path),
      contentType: 'text',
    });
  } catch {
    // A rule that cannot cope with a text has found nothing more in it; the others and our own still look at it.
  }
  return found;
}

/**
 * What a rule reports. Those for AWS and npm report a place as long as the secret, but where the name before it
 * begins: there the value is what is assigned.
 */
function reportedValue(
  rule: string,
  text: string,
  [start, end]: readonly [number, number],
): { value: string; start: number } {
  const named = /^[A-Za-z_"'.:/-]{4,120}?\s{0,20}(?:=>|=|:)\s{0,20}["']?([A-Za-z0-9_/+.=-]{16,400})/u;
  const assigned = rule === 'aws' || rule === 'npm' ? named.exec(text.slice(start, start + 600)) : null;
  if (assigned?.[1] === undefined) return { value: text.slice(start, end), start };
  return { value: assigned[1], start: start + assigned[0].length - assigned[1].length };
}

function extensionOf(path: string): string {
  return /\.[^./]+$/u.exec(path)?.[0] ?? '';
}

/** @returns undefined for what opens nothing: placeholders, examples, a developer's own database */
function judge(rule: string, value: string): FindingSeverity | undefined {
  const address = /:\/\/([^:@/\s]*):([^@\s]*)@([^\s/?"'`]*)/u.exec(value);
  if (address) return judgeCredentials(address[1] ?? '', address[2] ?? '', address[3] ?? '');
  if (rule === 'privatekey') {
    const [first = '', label = ''] = /-----BEGIN ?([A-Z ]*)PRIVATE KEY(?: BLOCK)?-----/u.exec(value) ?? [];
    return isPrivateKeyBody(value, value.indexOf(first) + first.length, label) ? 'block' : undefined;
  }
  const body = value.replace(/^[A-Za-z0-9]{2,8}[_.-]/u, '');
  return isDrawn(body) ? 'block' : undefined;
}
