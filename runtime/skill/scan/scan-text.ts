import { contentIn } from './content-analysis.ts';
import type { Finding, FindingSeverity } from './finding.ts';
import type { LocatedFinding } from './run-rules.ts';
import { type FoundHints, hintsOfWhole, noHints } from './scan-hints.ts';
import { gravestSecrets, secretsIn } from './scan-secrets.ts';
import { containerFinding } from './secret-files.ts';
import { flowFindings } from './secret-flow.ts';
import { isForLint, type LintRules, loadLintRules } from './secretlint.ts';
import type { WholeText } from './text-rule.ts';
import { type TextWindow, type WindowSizes, windowsOf } from './text-windows.ts';

/** Of a long text no rule says more. */
const maxFindingsPerRule = 20;

/** What is found in one file's text. */
export interface TextFindings {
  /** Of a rule's findings on one line the gravest. */
  readonly content: readonly Finding[];
  /** One for each place. */
  readonly secrets: readonly Finding[];
  /** What stands in the text that matters to other files. */
  readonly hints: FoundHints;
}

/**
 * Looks through a text, window by window, for secrets and for what would harm the person who installs the skill.
 *
 * @param whole undefined for an empty file
 * @param sizes how a long text is cut
 */
export async function scanText(
  path: string,
  bytes: Uint8Array,
  whole: WholeText | undefined,
  sizes?: WindowSizes,
): Promise<TextFindings> {
  if (whole === undefined) return { content: [], secrets: [], hints: noHints };
  const content = new ContentScan(whole);
  const secrets = new SecretScan(containerFinding(path, bytes));
  for (const window of windowsOf(whole, sizes)) {
    content.look(window);
    secrets.look(window, isForLint(window.file) ? await loadLintRules() : noRules);
  }
  return { content: content.findings(), secrets: secrets.findings(), hints: content.hints };
}

const noRules: LintRules = new Map();

/** @returns what {@link scanText} finds apart from secrets */
export function contentFindings(whole: WholeText, sizes?: WindowSizes): Finding[] {
  const content = new ContentScan(whole);
  for (const window of windowsOf(whole, sizes)) content.look(window);
  return content.findings();
}

class ContentScan {
  hints = noHints;
  private readonly whole: WholeText;
  private found: Finding[] = [];

  constructor(whole: WholeText) {
    this.whole = whole;
  }

  look(window: TextWindow): void {
    const { file } = window;
    this.hints = hintsOfWhole(file);
    for (const finding of contentIn(file)) if (window.isOwn(finding)) this.found.push(window.placed(finding));
    if (file.whole !== undefined) this.found = gravestOfRule(gravestOfLine(this.found), same);
  }

  findings(): Finding[] {
    return gravestOfLine([...this.found, ...flowFindings(this.whole, this.hints)]);
  }
}

class SecretScan {
  private located: LocatedFinding[] = [];
  private apart: Finding[] = [];
  private readonly isKnown: boolean;

  constructor(container: LocatedFinding | undefined) {
    this.isKnown = container !== undefined;
    if (container) this.located.push(container);
  }

  look(window: TextWindow, lint: LintRules): void {
    const { file } = window;
    const { located, apart } = secretsIn(file, lint, this.isKnown);
    for (const found of located)
      if (window.isOwnOffset(found.start)) this.located.push(window.located(found));
    for (const finding of apart) if (window.isOwn(finding)) this.apart.push(window.placed(finding));
    if (file.whole === undefined) return;
    this.located = gravestOfRule(this.located, ({ finding }) => finding);
    this.apart = gravestOfRule(this.apart, same);
  }

  findings(): Finding[] {
    const { located, apart } = this;
    return gravestSecrets({ located, apart });
  }
}

function same(finding: Finding): Finding {
  return finding;
}

const gravity: Readonly<Record<FindingSeverity, number>> = { info: 0, warn: 1, block: 2 };

function gravestOfLine(findings: readonly Finding[]): Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.line}\n${finding.rule}`;
    const other = kept.get(key);
    if (other === undefined || gravity[finding.severity] > gravity[other.severity]) kept.set(key, finding);
  }
  return [...kept.values()];
}

/** Keeps of each rule's findings the gravest, and of those the first. */
function gravestOfRule<T>(found: readonly T[], findingOf: (each: T) => Finding): T[] {
  const counts = new Map<string, number>();
  return found
    .toSorted((a, b) => gravity[findingOf(b).severity] - gravity[findingOf(a).severity])
    .filter((each) => {
      const { rule } = findingOf(each);
      const count = (counts.get(rule) ?? 0) + 1;
      counts.set(rule, count);
      return count <= maxFindingsPerRule;
    });
}
