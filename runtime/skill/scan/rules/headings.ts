import type { ScannedText, WholeText } from '../text-rule.ts';
import { wholeOf } from '../whole-text.ts';

/** A heading that stands farther above is not over a match, in characters. */
const headingReach = 60_000;

/**
 * Looks for the headings over a line.
 *
 * @param withTitle whether the title counts however many are nearer
 * @returns the nearest heading, the nearest one of a higher level and the title
 */
export function headingsBefore(file: ScannedText, lineStart: number, withTitle: boolean): string[] {
  const found: string[] = [];
  let level = 7;
  const headings = headingsOf(file, lineStart);
  for (let at = headings.findLastIndex(({ offset }) => offset < lineStart); at >= 0; at -= 1) {
    const heading = headings[at];
    if (heading === undefined || heading.offset < lineStart - headingReach) break;
    if (heading.level >= level) continue;
    level = heading.level;
    if (found.length < 2 || withTitle) found.push(heading.title);
    if (level === 1) break;
  }
  return found;
}

interface Heading {
  readonly offset: number;
  readonly level: number;
  readonly title: string;
}

/** The headings of longer texts are looked for anew above each match. */
const maxKept = 500_000;

const known = new WeakMap<ScannedText, readonly Heading[]>();

function headingsOf(file: ScannedText, lineStart: number): readonly Heading[] {
  const { text, offset = 0 } = file;
  if (text.length > maxKept) {
    const from = text.lastIndexOf('\n', Math.max(0, lineStart - headingReach)) + 1;
    return headingsOutsideFences(text, from, lineStart, fenceAt(wholeOf(file), offset + from));
  }
  const headings =
    known.get(file) ?? headingsOutsideFences(text, 0, text.length, fenceAt(wholeOf(file), offset));
  known.set(file, headings);
  return headings;
}

function headingsOutsideFences(text: string, from: number, to: number, open: string): Heading[] {
  const headings: Heading[] = [];
  let fence = open;
  for (let offset = from; offset < to; ) {
    const end = text.indexOf('\n', offset);
    const stop = end < 0 ? text.length : end;
    const line = text.slice(offset, Math.min(stop, offset + 240));
    const mark = /^[^\S\n]{0,8}(?:>[^\S\n]?)?(`{3,}|~{3,})/u.exec(line)?.[1];
    if (mark !== undefined) fence = afterMark(fence, mark);
    else if (fence === '') {
      const [, marks, title] = /^(#{1,6})[ \t]{1,4}(.{1,200})/u.exec(line) ?? [];
      if (marks && title) headings.push({ offset, level: marks.length, title });
    }
    offset = stop + 1;
  }
  return headings;
}

/** @returns the mark of the fence that is open behind a mark; empty when none is */
function afterMark(fence: string, mark: string): string {
  if (fence === '') return mark;
  return mark.startsWith(fence) ? '' : fence;
}

/** Where a file was last asked about, and the fence that is open there: windows come one after another. */
const lastAsked = new WeakMap<WholeText, { readonly offset: number; readonly fence: string }>();

/** @returns the mark of the fence that is open at the beginning of a line; empty when none is */
function fenceAt(whole: WholeText, offset: number): string {
  if (offset === 0) return '';
  const last = lastAsked.get(whole);
  const from = last !== undefined && last.offset <= offset ? last : { offset: 0, fence: '' };
  let { fence } = from;
  const marks = /^[^\S\n]{0,8}(?:>[^\S\n]?)?(`{3,}|~{3,})/gmu;
  marks.lastIndex = from.offset;
  const text = whole.text.slice(0, offset);
  for (let match = marks.exec(text); match !== null; match = marks.exec(text))
    fence = afterMark(fence, match[1] ?? '');
  lastAsked.set(whole, { offset, fence });
  return fence;
}
