/** What terminals and people take for the end of a line. */
const lineBreaks = /[\n\r\v\f\u0085\u2028\u2029]+/gu;

/**
 * Keeps a text in one line, whatever it holds: the names, paths and words of a skill must not look like a line of ours.
 */
export function oneLine(text: string): string {
  return text.replaceAll(lineBreaks, ' ');
}

/**
 * Keeps a message in lines of our making: those that we begin ourselves are indented, and every other line end in it is
 * of a name or a path, which must not look like a line of ours.
 */
export function ownLines(message: string): string[] {
  return message.split(/\n(?= {2})/u).map(oneLine);
}
