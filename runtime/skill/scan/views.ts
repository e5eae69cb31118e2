import { hintsOfWhole } from './scan-hints.ts';
import { shellReader } from './shell-view.ts';
import type { ScannedText } from './text-rule.ts';
import { argumentsView, rotatedView } from './view-hints.ts';
import { lookedThrough, saysAnywhere, viewOf, wholeOf } from './whole-text.ts';

const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const foldable =
  /[\u0332-\u0338\u20d0-\u20dc]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\uff01-\uff5e\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u{e0000}-\u{e01ef}\u{1d400}-\u{1d7ff}]|.\ufeff/u;

/** Cyrillic and Greek letters that look like Latin ones (Unicode TR 39, the confusables of a to z). */
const lookalikes: ReadonlyMap<string, string> = new Map(
  [...'аaеeоoрpсcуyхxіiѕsјjһhԁdԛqԝwАAВBЕEКKМMНHОOРPСCТTХXοoαaνvιiӏl'.matchAll(/(.)(.)/gu)].map(
    ([, like = '', latin = '']) => [like, latin],
  ),
);

/**
 * Those lines of a text that a shell or a model takes otherwise than they stand there, as it takes them, the rest
 * empty: lines that a backslash joins, words with invisible characters taken out, full-width and mathematical
 * letters and look-alikes as plain ones, letters struck through as bare ones, NUL bytes dropped, lists of arguments
 * as command lines, a shell's quotes and variables written out. Line numbers stay those of the file.
 */
export function plainViews(file: ScannedText): ScannedText[] {
  const views: string[] = [];
  const seen = lookedThrough(file);
  if (/\\\r?\n|\s[`^]\r?\n/u.test(seen)) views.push(joinContinuedLines(seen));
  if (foldable.test(seen) || seen.includes('\0')) views.push(changedLines(seen, fold));
  const hints = hintsOfWhole(file);
  if (hints.has('view', rotatedView)) views.push(changedLines(seen, rotate));
  if (hints.has('view', argumentsView)) views.push(changedLines(seen, joinArguments));
  if (isShell(file)) views.push(changedLines(seen, shellReader(wholeOf(file))));
  return views.map((view) => viewOf(file, view));
}

/** A command over several lines, as one; empty lines keep the count. */
function joinContinuedLines(text: string): string {
  const joined: string[] = [];
  let command = '';
  let continued = 0;
  let breaks = 0;
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('\n', start);
    const line = text.slice(start, found < 0 ? text.length : found);
    const isContinued =
      command.length < 4000 && /\S[ \t]{0,4}\\\r?$|\S[ \t]{1,4}[`^]\r?$/u.test(line.slice(-8));
    if (isContinued) {
      command += `${line.replace(/[ \t]{0,4}[\\`^]\r?$/u, '')} `;
      continued += 1;
    } else {
      if (command !== '') {
        joined.push('\n'.repeat(breaks), command, line.trimStart());
        breaks = 0;
        command = '';
      }
      breaks += continued;
      continued = 0;
    }
    if (found < 0) break;
    if (!isContinued) breaks += 1;
    start = found + 1;
  }
  return joined.join('');
}

/** The lines that a change makes others of, as it makes them; the rest empty. */
function changedLines(text: string, change: (line: string) => string): string {
  const kept: string[] = [];
  let breaks = 0;
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end);
    const changed = change(line);
    if (changed !== line && changed !== '') {
      kept.push('\n'.repeat(breaks), changed);
      breaks = 0;
    }
    if (end < 0) break;
    breaks += 1;
    start = end + 1;
  }
  kept.push('\n'.repeat(breaks));
  return kept.join('');
}

const fencedShell = /^[ \t]{0,8}(?:```|~~~)\s{0,3}(?:ba|z)?sh/mu;

function isShell(file: ScannedText): boolean {
  return (
    /\.(?:sh|bash|zsh|command|ksh)$/iu.test(file.path) ||
    /^#![^\n]{0,40}sh\b/u.test(wholeOf(file).text) ||
    saysAnywhere(file, fencedShell)
  );
}

/** A command given as a list of words, as the command line that it is: `["curl", "-s", url]`. */
function joinArguments(line: string): string {
  if (line.length > 4000 || !/\[\s{0,4}[rfb]?["'][^"'\n]{1,200}["']\s{0,3},/u.test(line)) return line;
  return line.replaceAll(/["']\s{0,3},\s{0,3}[rfb]?["']/gu, ' ');
}

function fold(line: string): string {
  if (!foldable.test(line) && !line.includes('\0')) return line;
  return line
    .replaceAll('\0', '')
    .replaceAll(invisible, '')
    .normalize('NFKC')
    .replaceAll(/[\u0332-\u0338\u20d0-\u20dc]/gu, '')
    .replaceAll(/[\u0370-\u052f]/gu, (letter) => lookalikes.get(letter) ?? letter);
}

function rotate(line: string): string {
  const units = new Uint16Array(line.length);
  for (let index = 0; index < line.length; index++) {
    const unit = line.charCodeAt(index);
    const letter = (unit | 0x20) - 0x61;
    const isLetter = letter >= 0 && letter < 26 && unit < 0x7b;
    units[index] = isLetter ? unit - letter + ((letter + 13) % 26) : unit;
  }
  return Buffer.from(units.buffer).toString('utf16le');
}
