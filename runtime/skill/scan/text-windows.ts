import type { Finding } from './finding.ts';
import { LineIndex, type LocatedFinding } from './run-rules.ts';
import type { ScannedText, WholeText } from './text-rule.ts';
import { longestMatch } from './whole-text.ts';

/** How a long text is cut, in characters. */
export interface WindowSizes {
  /** What each window is for. */
  readonly core: number;
  /** What is looked back at: the headings over a match stand no farther off. */
  readonly before: number;
  /** What is looked through before the core, so that what begins there and goes on is taken as in the whole. */
  readonly lead: number;
  /** What is looked through behind it: longer than the longest match. */
  readonly after: number;
}

/**
 * What is made of a window (views, decoded texts, lists of lines) goes soon, but what is alive when the collector comes
 * by makes it take more room: small windows keep a process below the 200 MB that it may have.
 */
const windowSizes: WindowSizes = {
  core: 128 * 1024,
  before: 64 * 1024,
  lead: 4 * 1024,
  after: longestMatch,
};

/** Lines that are longer are cut wherever a window ends. */
const longestLine = 4 * 1024;

/**
 * A part of a long text, as the rules see it. Views, decoded texts and lists of lines are as large as the window and not
 * as the file, and gone before the next.
 */
export interface TextWindow {
  readonly file: ScannedText;
  /** @returns whether a finding in the window stands in a line that the window is for, and not at a cut through it */
  isOwn(finding: Finding): boolean;
  /** @returns whether an offset in the window is one of those that it is for */
  isOwnOffset(offset: number): boolean;
  /** @returns a finding in the window as one in the file */
  placed(finding: Finding): Finding;
  /** As {@link placed}. */
  located(found: LocatedFinding): LocatedFinding;
}

/** Cuts a text into windows that overlap; a text that is not long is one window, itself. */
export function* windowsOf(whole: WholeText, sizes: WindowSizes = windowSizes): Generator<TextWindow> {
  const { text } = whole;
  if (text.length <= sizes.core + sizes.after) {
    yield { file: whole, isOwn: always, isOwnOffset: always, placed: same, located: same };
    return;
  }
  const lines = new LineIndex(text);
  for (let core = 0; core < text.length; ) {
    const next = cutBefore(text, Math.min(text.length, core + sizes.core), core);
    const from = cutBefore(text, Math.max(0, core - sizes.lead), 0);
    const start = cutBefore(text, Math.max(0, core - sizes.before), 0);
    const end = Math.min(text.length, next + sizes.after);
    yield windowAt(whole, lines, { start, from, core, next, end });
    core = next;
  }
}

function always(): boolean {
  return true;
}

function same<T>(finding: T): T {
  return finding;
}

/** Offsets in the file, in their order. */
interface Cut {
  readonly start: number;
  readonly from: number;
  readonly core: number;
  /** Where the next window's core begins. */
  readonly next: number;
  readonly end: number;
}

function windowAt(whole: WholeText, lines: LineIndex, { start, from, core, next, end }: Cut): TextWindow {
  const text = whole.text.slice(start, end);
  const { line, column } = lines.positionOf(start);
  const placed = (finding: Finding): Finding => ({
    ...finding,
    line: finding.line + line - 1,
    column: finding.line === 1 ? finding.column + column - 1 : finding.column,
  });
  const firstLine = lines.positionOf(core).line;
  const lastLine = lines.positionOf(next - 1).line;
  // Of a line that is cut, what stands at the cut is left to the window in which it stands whole.
  const first = lines.positionOf(from + ((core - from) >> 1));
  const last = lines.positionOf(next === end ? end : next + ((end - next) >> 1));
  return {
    file: { ...whole, text, whole, offset: start, from: from - start },
    isOwn: (finding) => {
      const at = placed(finding);
      return firstLine <= at.line && at.line <= lastLine && !isBefore(at, first) && !isBefore(last, at);
    },
    isOwnOffset: (offset) => core <= offset + start && offset + start < next,
    placed,
    located: (found) => ({
      finding: placed(found.finding),
      start: found.start + start,
      end: found.end + start,
    }),
  };
}

type Position = Pick<Finding, 'line' | 'column'>;

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

/** @returns the last beginning of a line at or before an offset, or the offset when the line is long */
function cutBefore(text: string, offset: number, after: number): number {
  if (offset === 0 || offset === text.length) return offset;
  const from = Math.max(after, offset - longestLine);
  const line = text.slice(from, offset).lastIndexOf('\n');
  if (line >= 0) return from + line + 1;
  const isInPair = text.charCodeAt(offset) >> 10 === 0x37;
  return isInPair && offset - 1 > after ? offset - 1 : offset;
}
