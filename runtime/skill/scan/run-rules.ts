import { type Finding, mask } from './finding.ts';
import { HintIndex } from './hint-index.ts';
import type { ScannedText, TextMatch, TextRule } from './text-rule.ts';

/** One rule says no more than this about one file; a skill that has more is no better for a longer list. */
const maxFindingsPerRule = 20;

/** What a rule may see of a match's line, on each side of it: a file of one line is no reason to read it all again. */
const lineReach = 2_000;

/** A finding with the offsets of what was found. */
export interface LocatedFinding {
  readonly finding: Finding;
  readonly start: number;
  readonly end: number;
}

/** What a finding says, without its place. */
type Judgement = Pick<Finding, 'rule' | 'kind' | 'severity' | 'message'>;

/** @returns the finding for a value that stands at an offset of a file */
export function locateValue(
  { path }: ScannedText,
  lines: LineIndex,
  { start, value }: { readonly start: number; readonly value: string },
  judgement: Judgement,
): LocatedFinding {
  return {
    finding: { path, ...lines.positionOf(start), ...judgement },
    start,
    end: start + value.length,
  };
}

/** Runs the rules over the whole of a text. */
export function runRules(rules: readonly TextRule[], file: ScannedText): Finding[] {
  return locateFindings(rules, file, new LineIndex(file.text)).map(({ finding }) => finding);
}

/** Runs the rules over the whole of a text, and tells where each finding begins and ends. */
export function locateFindings(
  rules: readonly TextRule[],
  file: ScannedText,
  lines: LineIndex,
): LocatedFinding[] {
  return hintedRules(rules, file.lower).flatMap((rule) => runRule(rule, file, lines));
}

interface RuleIndex {
  readonly hints: HintIndex;
  /** The rules that each hint is for. */
  readonly rules: readonly (readonly number[])[];
  /** The rules without hints. */
  readonly always: readonly number[];
}

const indexes = new WeakMap<readonly TextRule[], RuleIndex>();

/** @returns the rules with a hint in the text, in their order, and those without hints */
function hintedRules(rules: readonly TextRule[], lower: string): TextRule[] {
  let index = indexes.get(rules);
  if (index === undefined) {
    index = indexRules(rules);
    indexes.set(rules, index);
  }
  const wanted = new Set(index.always);
  for (const hint of index.hints.find(lower)) for (const rule of index.rules[hint] ?? []) wanted.add(rule);
  return [...wanted].sort((a, b) => a - b).flatMap((number) => rules[number] ?? []);
}

function indexRules(rules: readonly TextRule[]): RuleIndex {
  const byHint = new Map<string, number[]>();
  const always: number[] = [];
  for (const [number, { hints }] of rules.entries()) {
    if (hints.length === 0) always.push(number);
    for (const hint of hints) byHint.set(hint, [...(byHint.get(hint) ?? []), number]);
  }
  return { hints: new HintIndex([...byHint.keys()]), rules: [...byHint.values()], always };
}

function runRule(rule: TextRule, file: ScannedText, lines: LineIndex): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  for (const match of file.text.matchAll(rule.pattern)) {
    const value = match[rule.group ?? 0] ?? match[0];
    // The value stands last in most patterns, and its text may stand before it too: `token: token`.
    const start = match.index + match[0].lastIndexOf(value);
    const about = new MatchInText(file, match, value, lines);
    if (rule.accept && !rule.accept(about)) continue;
    const severity = rule.soften?.(about) ?? rule.severity;
    const shown = rule.kind === 'secret' ? mask(value) : quote(match[0]);
    const message = `${rule.catches}: ${shown}. ${rule.why}`;
    found.push(
      locateValue(file, lines, { start, value }, { rule: rule.id, kind: rule.kind, severity, message }),
    );
    if (found.length >= maxFindingsPerRule) break;
  }
  return found;
}

/** Works the line out only for those rules that look at it. */
class MatchInText implements TextMatch {
  readonly file: ScannedText;
  readonly match: RegExpExecArray;
  readonly value: string;
  private readonly lines: LineIndex;

  constructor(file: ScannedText, match: RegExpExecArray, value: string, lines: LineIndex) {
    this.file = file;
    this.match = match;
    this.value = value;
    this.lines = lines;
  }

  get line(): string {
    return this.lines.lineAt(this.match.index);
  }
}

/** Text from a skill is shown bounded, on one line, and with what a reader cannot see made visible. */
export function quote(text: string): string {
  const visible = text
    .slice(0, 1_000)
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return `"${visible.length > 100 ? `${visible.slice(0, 99)}…` : visible}"`;
}

/** Finds lines by offset without splitting the text for every match; the lines are looked for when first asked about. */
export class LineIndex {
  private readonly text: string;
  private found: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  positionOf(offset: number): { line: number; column: number } {
    const index = this.indexOf(offset);
    return { line: index + 1, column: offset - (this.starts()[index] ?? 0) + 1 };
  }

  /** @returns the line without its end; of one that is longer than 4,000 characters, the part around the offset */
  lineAt(offset: number): string {
    const index = this.indexOf(offset);
    const start = Math.max(this.starts()[index] ?? 0, offset - lineReach);
    let end = Math.min(this.starts()[index + 1] ?? this.text.length, offset + lineReach);
    while (end > start && /[\r\n]/u.test(this.text[end - 1] ?? '')) end--;
    return this.text.slice(start, end);
  }

  private indexOf(offset: number): number {
    const starts = this.starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private starts(): readonly number[] {
    this.found ??= lineStarts(this.text);
    return this.found;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) starts.push(index + 1);
  }
  return starts;
}
