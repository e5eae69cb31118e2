import { shellReader } from './shell-view.ts';
import type { ScannedText } from './text-rule.ts';

const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const foldable =
  /[\u0332-\u0338\u20d0-\u20dc]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\uff01-\uff5e\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u{e0000}-\u{e01ef}\u{1d400}-\u{1d7ff}]|.\ufeff/u;

/** Cyrillic and Greek letters that look like Latin ones (Unicode TR 39, the confusables of a to z). */
const lookalikes: ReadonlyMap<string, string> = new Map(
  [...'аaеeоoрpсcуyхxіiѕsјjһhԁdԛqԝwАAВBЕEКKМMНHОOРPСCТTХXοoαaνvιiӏl'.matchAll(/(.)(.)/gu)].map(
    ([, like = '', latin = '']) => [like, latin],
  ),
);

/** What starts a program from a list of its arguments. */
const runners = [
  'subprocess',
  'popen',
  'spawn',
  'execfile',
  'exec.command',
  'processbuilder',
  'start-process',
];

/**
 * Those lines of a text that a shell or a model takes otherwise than they stand there, as it takes them, the rest
 * empty: lines that a backslash joins, words with invisible characters taken out, full-width and mathematical
 * letters and look-alikes as plain ones, letters struck through as bare ones, NUL bytes dropped, lists of arguments
 * as command lines, a shell's quotes and variables written out. Line numbers stay those of the file.
 */
export function plainViews(file: ScannedText): ScannedText[] {
  const views: string[] = [];
  if (/\\\r?\n|\s[`^]\r?\n/u.test(file.text)) views.push(joinContinuedLines(file.text));
  const folded = foldable.test(file.text);
  if (folded || file.text.includes('\0')) views.push(changedLines(file.text, fold));
  if (/rot_?13/u.test(file.lower)) views.push(changedLines(file.text, rotate));
  if (runners.some((name) => file.lower.includes(name))) views.push(changedLines(file.text, joinArguments));
  if (isShell(file)) views.push(changedLines(file.text, shellReader(file.text)));
  return views.map((text) => ({ ...file, text, lower: text.toLowerCase() }));
}

/** A command over several lines, as one; empty lines keep the count. */
function joinContinuedLines(text: string): string {
  const joined: string[] = [];
  let command = '';
  let count = 0;
  for (const line of text.split('\n')) {
    const isContinued = /\S[ \t]{0,4}\\\r?$|\S[ \t]{1,4}[`^]\r?$/u.test(line) && command.length < 4000;
    if (isContinued) {
      command += `${line.replace(/[ \t]{0,4}[\\`^]\r?$/u, '')} `;
      count += 1;
      continue;
    }
    joined.push(command === '' ? '' : command + line.trimStart());
    for (; count > 0; count -= 1) joined.push('');
    command = '';
  }
  return joined.join('\n');
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

function isShell({ path, text }: ScannedText): boolean {
  return (
    /\.(?:sh|bash|zsh|command|ksh)$/iu.test(path) ||
    /^#![^\n]{0,40}sh\b/u.test(text) ||
    /^[ \t]{0,8}(?:```|~~~)\s{0,3}(?:ba|z)?sh/mu.test(text)
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
  return line.replaceAll(/[a-z]/giu, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}
