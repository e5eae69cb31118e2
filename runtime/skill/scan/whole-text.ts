import type { Stretch } from './hint-index.ts';
import type { ScannedText, WholeText } from './text-rule.ts';

/** @returns the file of which a text is a window, or the text itself */
export function wholeOf(file: ScannedText): WholeText {
  return file.whole ?? file;
}

/** No match of a rule's pattern, and of a few others', is longer, in characters; what is longer is found in part. */
export const longestMatch = 16_384;

/**
 * @param near what stands in every match
 * @returns the matches in the part of a text that is looked through
 */
export function matchesIn(
  { text, from = 0 }: ScannedText,
  pattern: RegExp,
  near?: Stretch,
): IterableIterator<RegExpExecArray> {
  pattern.lastIndex = near === undefined ? from : Math.max(from, near.first - longestMatch);
  const matches = (near === undefined ? text : text.slice(0, near.last + longestMatch)).matchAll(pattern);
  pattern.lastIndex = 0;
  return matches;
}

/** @returns the part of a text that is looked through */
export function lookedThrough({ text, from = 0 }: ScannedText): string {
  return from === 0 ? text : text.slice(from);
}

/** @returns the file with what is looked through written otherwise; its lines stay where they are */
export function viewOf(file: ScannedText, view: string): ScannedText {
  const { path, isUsed, allowance } = file;
  const text = `${'\n'.repeat(breaksBefore(file))}${view}`;
  return {
    path,
    text,
    whole: wholeOf(file),
    ...(isUsed !== undefined && { isUsed }),
    ...(allowance && { allowance }),
  };
}

function breaksBefore({ text, from = 0 }: ScannedText): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < from; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const answers = new WeakMap<WholeText, Map<RegExp, boolean>>();

/**
 * Says whether a pattern matches anywhere in a file; once for each file, however many matches ask.
 *
 * @param pattern without the flag g, and the same object each time
 */
export function saysAnywhere(file: ScannedText, pattern: RegExp): boolean {
  const whole = wholeOf(file);
  let known = answers.get(whole);
  if (known === undefined) {
    known = new Map();
    answers.set(whole, known);
  }
  let answer = known.get(pattern);
  if (answer === undefined) {
    answer = pattern.test(whole.text);
    known.set(pattern, answer);
  }
  return answer;
}
