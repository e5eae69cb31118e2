import { isProse } from './rules/context.ts';
import type { ScannedText } from './text-rule.ts';
import { matchesIn } from './whole-text.ts';

/** A part of a page that a person does not see when it is shown, and an agent reads all the same. */
export interface HiddenSection {
  readonly match: RegExpExecArray;
  readonly what: string;
  readonly text: string;
}

const kinds: readonly { what: string; hints: readonly string[]; pattern: RegExp }[] = [
  { what: 'an HTML comment', hints: ['<!--'], pattern: /<!--((?:(?!-->)[\s\S]){8,20000})/gu },
  {
    what: 'a Markdown comment',
    hints: ['[//]', '[comment]', '[_]', '[hidden]', '[note]', ']: # ', ']: <> '],
    pattern: /^\[[^\]\n]{1,40}\]:\s{1,4}(?:#|<>)\s{1,4}["'(]([^\n]{8,4000})["')]\s{0,4}$/gmu,
  },
  { what: 'a picture’s description', hints: ['!['], pattern: /!\[([^[\]\n]{40,1500})\]\(/gu },
  {
    what: 'a link’s title',
    hints: [' "', " '"],
    pattern: /\]\(\s{0,3}[^\s)]{1,400}\s{1,4}["']([^"'\n]{30,2000})["']\s{0,3}\)/gu,
  },
  {
    what: 'an element’s description',
    hints: ['alt=', 'title=', 'aria-label=', 'data-'],
    pattern: /\b(?:alt|title|aria-label|data-[a-z-]{1,30})\s{0,2}=\s{0,2}["']([^"'\n]{40,2000})["']/giu,
  },
  {
    what: 'an element that is not shown',
    hints: [
      'display:none',
      'display: none',
      'font-size:0',
      'font-size: 0',
      'font-size:1px',
      'font-size: 1px',
      'opacity:0',
      'opacity: 0',
      'visibility:hidden',
      'visibility: hidden',
      'color:white',
      'color: white',
      'color:#fff',
      'color: #fff',
      'color:transparent',
      'color: transparent',
      ' hidden',
      '-9999',
      'color="white',
      'color=white',
    ],
    pattern:
      /<(?:span|div|p|font|section|small|i|b|template|details|td|li|a|label)\b[^>\n]{0,200}(?:display\s{0,2}:\s{0,2}none|font-size\s{0,2}:\s{0,2}[01](?:px|pt|em)?\b|opacity\s{0,2}:\s{0,2}0(?:\.0\d?)?\b|visibility\s{0,2}:\s{0,2}hidden|(?<![-\w])color\s{0,2}[:=]\s{0,2}["']?(?:white|#fff(?:fff)?|transparent)|\shidden\b|-9999px)[^>\n]{0,200}>([^<]{20,4000})</giu,
  },
];

/** What stands in a file that has such a part, for each kind of part. */
export const hiddenSectionHints: readonly (readonly string[])[] = kinds.map(({ hints }) => hints);

/**
 * @param kindsHinted the numbers of those of {@link hiddenSectionHints} of which one stands in the file
 * @returns the parts of a Markdown or HTML file that are not shown
 */
export function* findHiddenSections(
  file: ScannedText,
  kindsHinted: readonly number[],
): Iterable<HiddenSection> {
  if (!isProse(file)) return;
  for (const number of kindsHinted) {
    const kind = kinds[number];
    if (kind === undefined) continue;
    for (const match of matchesIn(file, kind.pattern)) yield { match, what: kind.what, text: match[1] ?? '' };
  }
}
