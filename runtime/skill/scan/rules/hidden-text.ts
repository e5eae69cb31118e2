import type { TextMatch, TextRule } from '../text-rule.ts';
import { saysAnywhere, wholeOf } from '../whole-text.ts';
import { around, isMention, zoneOf } from './context.ts';

const why = 'A person who reads the file does not see it; an agent that reads it does.';
/** The control character that terminal sequences begin with. */
const terminalEscape = String.fromCharCode(0x1b);
const fortyCyrillicLetters = /(?:[\u0400-\u04ff][^\u0400-\u04ff]*){40}/u;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** Tag characters spell out ASCII that nothing shows. */
export function decodeTags(text: string): string {
  return [...text]
    .map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xe0000))
    .join('')
    .replaceAll(/[^\x20-\x7e]/gu, '');
}

function isBinary({ file }: TextMatch): boolean {
  const whole = wholeOf(file);
  const start = whole.text.slice(0, 4096);
  return whole.isBinary === true || start.includes('\0') || start.split('\ufffd').length > 40;
}

function isRightToLeft({ file }: TextMatch): boolean {
  return saysAnywhere(file, rightToLeft);
}

/** Text that is there and cannot be seen. */
export const hiddenTextRules: readonly TextRule[] = [
  {
    id: 'tag-characters',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'Invisible tag characters that spell out text',
    why: 'Unicode tag characters have no look of their own and carry a whole hidden message (ASCII smuggling).',
    hints: ['\udb40'],
    pattern: /[\u{e0000}-\u{e007f}]{1,4096}/gu,
    accept: (match) => {
      const { index } = match.match;
      const isFlag =
        match.file.text.slice(index - 2, index) === '\u{1f3f4}' &&
        match.match[0].length <= 14 &&
        match.match[0].endsWith('\u{e007f}');
      return !isFlag && !isBinary(match);
    },
    soften: ({ match }) => ([...match[0]].length < 3 ? 'warn' : undefined),
  },
  {
    id: 'variation-selector-run',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'A run of variation selectors, which can carry hidden bytes',
    why,
    hints: [
      '\udb40',
      '\ufe0f',
      '\ufe0e',
      '\ufe00',
      '\ufe01',
      '\ufe02',
      '\ufe03',
      '\ufe04',
      '\ufe05',
      '\ufe06',
      '\ufe07',
      '\ufe08',
      '\ufe09',
      '\ufe0a',
      '\ufe0b',
      '\ufe0c',
      '\ufe0d',
    ],
    pattern: /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{3,4096}/gu,
    accept: (match) => !isBinary(match),
    soften: ({ match }) => (/^\ufe0f{3,6}$/u.test(match[0]) ? 'info' : undefined),
  },
  {
    id: 'text-direction-overridden',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'A control character that shows text in another order than it is read',
    why: 'The line shows one thing and says another (Trojan Source, CVE-2021-42574).',
    hints: ['\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u202b'],
    pattern: /[\u202b\u202d\u202e\u2066-\u2068][^\n]{0,80}/gu,
    accept: (match) => !isBinary(match),
    soften: (match) => {
      if (isRightToLeft(match)) return 'info';
      const isOverride = /^[\u202d\u202e]/u.test(match.match[0]);
      if (isMention(match) && match.match[0].length < 40) return 'warn';
      return isOverride || zoneOf(match.file) === 'code' ? undefined : 'warn';
    },
  },
  {
    id: 'zero-width-run',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'A run of zero-width characters',
    why: 'One may be an accident of copying; a run of them is a message.',
    hints: [
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\u2061',
      '\u2062',
      '\u2063',
      '\u2064',
      '\ufeff',
      '\u180e',
      '\u200e',
      '\u200f',
    ],
    pattern: /[\u200b-\u200f\u2060-\u2064\ufeff\u180e]{4,4096}/gu,
    accept: (match) => !isBinary(match),
    soften: ({ match }) => (/^(?:(.)\1*)$/u.test(match[0]) && match[0].length < 12 ? 'warn' : undefined),
  },
  {
    id: 'zero-width-in-word',
    kind: 'hidden-text',
    severity: 'warn',
    catches: 'A zero-width character inside a word',
    why: 'It keeps a word from being found and shows nothing.',
    hints: ['\u200b', '\u200c', '\u200d', '\u2060', '\u2063', '\ufeff', '\u00ad'],
    pattern: /[a-z0-9][\u200b-\u200d\u2060-\u2064\ufeff\u00ad][a-z0-9]/giu,
    accept: (match) => !isBinary(match),
    soften: (match) =>
      match.match[0].includes('\u00ad') || isMention(match)
        ? 'info'
        : (around(match, 60, 60).match(/(?<=[a-z0-9])[\u200b-\u200d\u2060-\u2064](?=[a-z0-9])/giu)?.length ??
              0) > 7
          ? 'block'
          : undefined,
  },
  {
    id: 'invisible-filler',
    kind: 'hidden-text',
    severity: 'warn',
    catches: 'A letter that shows nothing',
    why: 'Hangul fillers and their like are letters to a program and empty space to a reader.',
    hints: ['\u3164', '\uffa0', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u034f'],
    pattern: /(?:[\u3164\uffa0\u115f\u1160]|\u17b4|\u17b5|\u034f){1,400}/gu,
    accept: (match) => !isBinary(match),
    soften: (match) =>
      isMention(match)
        ? 'info'
        : zoneOf(match.file) === 'code' || match.match[0].length > 3
          ? 'block'
          : undefined,
  },
  {
    id: 'lookalike-address',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'An address with letters of another script that look like Latin ones',
    why: 'It leads elsewhere than it seems to.',
    hints: ['://'],
    pattern:
      /\bhttps?:\/\/(?=[^\s/"'`)<>]{0,120}[a-z])(?=[^\s/"'`)<>]{0,120}[\u0370-\u03ff\u0400-\u052f\u0561-\u0587])[^\s"'`)<>]{3,160}/giu,
    soften: (match) => (isMention(match) ? 'warn' : undefined),
  },
  {
    id: 'lookalike-command',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'A command or package name with letters of another script that look like Latin ones',
    why: 'It runs or installs something else than it seems to.',
    hints: ['а', 'е', 'о', 'р', 'с', 'у', 'х', 'і', 'ѕ', 'ј', 'һ', 'ԁ', 'ο', 'α', 'ι', 'ν'],
    pattern:
      /\b(?:pip3?|npm|npx|uv|brew|gem|cargo|go|apt|apt-get|yarn|pnpm|git)\s{1,3}(?:install|add|i|clone|get|run)?\s{0,3}[^\s\n]{0,60}(?:[a-z][аеорсухіѕјһԁοαιν]|[аеорсухіѕјһԁοαιν][a-z])[^\s\n]{0,60}|(?:^|[\s`$|;&])(?=[a-z\u0430-\u0458]{2,12}(?:\s|$))(?:[сϲ]ur[lӏ]|cu[rг]l|[а]pt|b[а]sh|ba[ѕ]h|wg[е]t|p[уу]thon|p[іi]р|s[uц]d[о]|n[оο]d[еe]|gi[т]|[ѕ]udo|[ѕ]h|c[а]t)\s/giu,
    accept: ({ match }) => /[\u0370-\u03ff\u0400-\u052f]/u.test(match[0]),
    soften: (match) => (isMention(match) ? 'warn' : undefined),
  },
  {
    id: 'mixed-script-word',
    kind: 'hidden-text',
    severity: 'warn',
    catches: 'A word of Latin letters with look-alikes of another script among them',
    why: 'It looks like a word it is not, and so passes a search for that word.',
    hints: ['а', 'е', 'о', 'р', 'с', 'у', 'х', 'і', 'ѕ', 'ј'],
    pattern: /\b[a-z]{1,20}[аеорсухіѕјһԁ]{1,4}[a-z]{1,20}/giu,
    accept: ({ file }) => !saysAnywhere(file, fortyCyrillicLetters),
  },
  {
    id: 'terminal-escape',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'A terminal escape sequence that hides or rewrites what is shown',
    why: 'Who prints the file in a terminal sees something else than stands in it.',
    hints: ['\u001b', '\u009b'],
    pattern: new RegExp(
      `(?:${terminalEscape}\\[|\\u009b)(?:[0-9;]{0,12}(?:8m|[ABCDEFGHJKSTfsu])|\\?25l|\\?1049h)[^\\n]{0,80}|${terminalEscape}\\](?:0|2|8|52|1337);[^\\n]{0,120}`,
      'gu',
    ),
    accept: (match) => !isBinary(match),
    soften: (match) =>
      zoneOf(match.file) === 'fixture' ||
      (zoneOf(match.file) === 'code' && !/\[[0-9;]*8m/u.test(match.match[0]))
        ? 'info'
        : undefined,
  },
  {
    id: 'text-out-of-sight',
    kind: 'hidden-text',
    severity: 'warn',
    catches: 'Text pushed out of sight by empty space',
    why: 'It stands so far to the right or below that nobody scrolls there.',
    hints: [
      '                                                                                                    ',
      '\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n',
    ],
    pattern:
      /[^\s\n][ \t\u00a0\u3000]{150,4000}[^\s|/*#\\][^\n]{8,400}|(?<!\n)(?:\r?\n){40,4000}[^\n]{8,400}/gu,
    accept: (match) => !isBinary(match),
    soften: (match) =>
      /\b(?:curl|wget|bash|eval|exec|import os|subprocess|powershell|ignore|instructions?|do not tell|system|base64)\b/iu.test(
        match.match[0].trimEnd().slice(-400),
      )
        ? 'block'
        : zoneOf(match.file) === 'fixture'
          ? 'info'
          : undefined,
  },
  {
    id: 'script-in-data-address',
    kind: 'hidden-text',
    severity: 'block',
    catches: 'A script or page packed into a data: or javascript: address',
    why: 'It runs on a click, or as soon as a client shows the file.',
    hints: ['data:text/html', 'javascript:', 'data:application', 'vbscript:'],
    pattern:
      /\]\(\s{0,3}(?:javascript|vbscript):[^\s)]{3,200}|\]\(\s{0,3}data:(?:text\/html|application\/(?:x-)?(?:javascript|x-sh|octet-stream|x-msdownload))[^\s)]{8,400}|(?:href|src|action)\s{0,2}=\s{0,2}["']data:(?:text\/html|application\/(?:x-)?(?:javascript|x-msdownload|octet-stream|x-sh))[^"']{8,200}/giu,
    accept: ({ match }) => !/javascript:(?:void|;|history|window\.print)/iu.test(match[0]),
    soften: (match) =>
      isMention(match) || zoneOf(match.file) === 'fixture'
        ? 'info'
        : /application\/javascript|octet-stream/iu.test(match.match[0]) && /\.html?$/iu.test(match.file.path)
          ? 'warn'
          : undefined,
  },
];
