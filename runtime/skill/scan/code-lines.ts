/** Longer lines are data, not commands. */
const longLine = 4_000;
/** A call's arguments stand on no more lines. */
export const longestCall = 9;

/** So much is looked at together, in characters: a call may stand on several lines. */
const lengthTogether = 60_000;

/** So long may a text be whose lines are kept, in characters; those of a longer one are read anew each time. */
const maxKept = 1_000_000;

/** A program's lines without comments. */
export class CodeLines implements Iterable<string> {
  private readonly text: string;
  private readonly kept: readonly string[] | undefined;

  constructor(text: string) {
    this.text = text;
    this.kept = text.length > maxKept ? undefined : [...codeLines(text)];
  }

  [Symbol.iterator](): Iterator<string> {
    return this.kept?.values() ?? codeLines(this.text);
  }

  /** @returns whether a pattern matches in the program, also over the lines of a call */
  say(pattern: RegExp): boolean {
    let together: string[] = [];
    let length = 0;
    for (const line of this) {
      together.push(line);
      length += line.length + 1;
      if (length < lengthTogether) continue;
      if (pattern.test(together.join('\n'))) return true;
      together = together.slice(-longestCall);
      length = 0;
    }
    return pattern.test(together.join('\n'));
  }
}

function* codeLines(text: string): Generator<string> {
  for (const line of linesOf(text)) yield line.length > longLine || isComment(line) ? '' : joinPath(line);
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : stop);
    start = stop + 1;
  }
}

/** @returns a line of a program without the blanks around it, by its number from 0 */
export function lineAt(text: string, index: number): string {
  let at = 0;
  for (const line of linesOf(text)) {
    if (at === index) return line.trim();
    at += 1;
  }
  return '';
}

/** A path put together from its parts, as the path that it is. */
function joinPath(line: string): string {
  if (!/["']/u.test(line)) return line;
  return line.replaceAll(/["']\s{0,3}[,/]\s{0,3}["']/gu, '/');
}

function isComment(line: string): boolean {
  return /^\s{0,80}(?:#(?!!)|\/\/|\*|--\s)/u.test(line);
}
