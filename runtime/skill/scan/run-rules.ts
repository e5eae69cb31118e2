import { type Finding, mask } from './finding.ts';
import { HintGroups } from './hint-groups.ts';
import type { Stretch } from './hint-index.ts';
import type { ScannedText, TextMatch, TextRule } from './text-rule.ts';
import { matchesIn } from './whole-text.ts';

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
  return matchRules(hintedRules(rules, file.text), file, lines);
}

/** A rule, and where in a text its hints stand; it has none when that is left out. */
export interface HintedRule {
  readonly rule: TextRule;
  readonly stretch?: Stretch;
}

/** As {@link locateFindings}, for rules of which it is known where in the text their hints stand. */
export function matchRules(
  rules: readonly HintedRule[],
  file: ScannedText,
  lines: LineIndex,
): LocatedFinding[] {
  return rules.flatMap((hinted) => runRule(hinted, file, lines));
}

const indexes = new WeakMap<readonly TextRule[], HintGroups>();

/** @returns the rules with a hint in the text and those without hints, in their order */
function hintedRules(rules: readonly TextRule[], text: string): HintedRule[] {
  const index = indexes.get(rules) ?? new HintGroups(rules.map(({ hints }) => hints));
  indexes.set(rules, index);
  const found = index.find(text);
  return rules.flatMap((rule, number) => {
    const stretch = found.get(number);
    if (stretch !== undefined) return [{ rule, stretch }];
    return rule.hints.length === 0 ? [{ rule }] : [];
  });
}

function runRule({ rule, stretch }: HintedRule, file: ScannedText, lines: LineIndex): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  for (const match of matchesIn(file, rule.pattern, stretch)) {
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

/** So many characters are counted through for one position. */
const blockSize = 16_384;

/**
 * Finds lines by offset. It remembers one line in every 16,384 characters: a number for each of sixteen million
 * lines would take more room than the text.
 */
export class LineIndex {
  private readonly text: string;
  /** For the beginning of each block its line, counted from 0, and the offset at which that begins. */
  private blocks: Uint32Array | undefined;

  constructor(text: string) {
    this.text = text;
  }

  positionOf(offset: number): { line: number; column: number } {
    this.blocks ??= countLines(this.text);
    const block = Math.min(Math.floor(offset / blockSize), this.blocks.length / 2 - 1);
    let line = this.blocks[2 * block] ?? 0;
    let start = this.blocks[2 * block + 1] ?? 0;
    const end = Math.min(offset, this.text.length);
    for (let index = block * blockSize; index < end; index++)
      if (endsLine(this.text, index)) {
        line++;
        start = index + 1;
      }
    return { line: line + 1, column: offset - start + 1 };
  }

  /** @returns the line without its end; of one that is longer than 4,000 characters, the part around the offset */
  lineAt(offset: number): string {
    const { text } = this;
    let start = offset;
    const first = Math.max(0, offset - lineReach);
    while (start > first && !endsLine(text, start - 1)) start--;
    let end = offset;
    const last = Math.min(text.length, offset + lineReach);
    while (end < last && !endsLine(text, end)) end++;
    while (end > start && isLineEnd(text.charCodeAt(end - 1))) end--;
    return text.slice(start, end);
  }
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

/** Whether a line's last character stands at an offset: a line feed, or a carriage return without one behind it. */
function endsLine(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a);
}

function countLines(text: string): Uint32Array {
  const blocks = new Uint32Array(2 * (Math.floor(text.length / blockSize) + 1));
  let line = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (index % blockSize === 0) {
      blocks[(2 * index) / blockSize] = line;
      blocks[(2 * index) / blockSize + 1] = start;
    }
    const code = text.charCodeAt(index);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) {
      line++;
      start = index + 1;
    }
  }
  if (text.length > 0 && text.length % blockSize === 0) blocks.set([line, start], blocks.length - 2);
  return blocks;
}
