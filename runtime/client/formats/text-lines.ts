const lineFeed = 10;
const carriageReturn = 13;

/** Whether an offset holds a line feed or a carriage return. */
export function isLineBreak(text: string, offset: number): boolean {
  const character = text.charCodeAt(offset);
  return character === lineFeed || character === carriageReturn;
}

/** The offset of the first character from `offset` on that is neither a space nor a tab. */
export function skipBlanks(text: string, offset: number): number {
  let at = offset;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at += 1;
  return at;
}

/** The offset of the first character from `offset` on that is no space, tab or line break. */
export function skipWhitespace(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    const character = text.charCodeAt(at);
    if (character !== 32 && character !== 9 && character !== lineFeed && character !== carriageReturn)
      return at;
    at += 1;
  }
}

/** Whether a line ends between two offsets. */
export function hasLineBreak(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (isLineBreak(text, at)) return true;
  return false;
}

/** Where the last line break between two offsets begins, or undefined; CR LF is one line break. */
export function lastLineBreak(text: string, from: number, to: number): number | undefined {
  for (let at = to - 1; at >= from; at -= 1) {
    if (!isLineBreak(text, at)) continue;
    return isCarriageReturnLineFeed(text, at - 1) && at > from ? at - 1 : at;
  }
  return undefined;
}

/** The line break that begins at an offset: LF, CR LF, CR, or nothing. */
export function lineBreakAt(text: string, offset: number): string {
  if (!isLineBreak(text, offset)) return '';
  return text.slice(offset, offset + (isCarriageReturnLineFeed(text, offset) ? 2 : 1));
}

/** The line break in use around an offset: the one that ends its line, else the one before it, else LF. */
export function lineBreakNear(text: string, offset: number): string {
  const end = endOfLine(text, offset);
  if (end < text.length) return lineBreakAt(text, end);
  const before = lastLineBreak(text, 0, offset);
  return before === undefined ? '\n' : lineBreakAt(text, before);
}

/** Where the line of an offset begins. */
export function startOfLine(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineBreak(text, at - 1)) at -= 1;
  return at;
}

/** Where the line of an offset ends, before its line break. */
export function endOfLine(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isLineBreak(text, at)) at += 1;
  return at;
}

/** The spaces and tabs with which the line of an offset begins. */
export function lineIndent(text: string, offset: number): string {
  const start = startOfLine(text, offset);
  return text.slice(start, skipBlanks(text, start));
}

/** Line and column of an offset, counted from 1; columns in UTF-16 units, as editors do. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at += 1) {
    if (!isLineBreak(text, at)) continue;
    if (isCarriageReturnLineFeed(text, at)) at += 1;
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: Math.max(offset - lineStart, 0) + 1 };
}

function isCarriageReturnLineFeed(text: string, offset: number): boolean {
  return text.charCodeAt(offset) === carriageReturn && text.charCodeAt(offset + 1) === lineFeed;
}
