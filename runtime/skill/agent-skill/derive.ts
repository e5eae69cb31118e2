import manifestSchema from '../schemas/skill.schema.json' with { type: 'json' };
import { deviceNames } from './specification-name.ts';

/** Longest id of ours, so that every client's tool-name limit holds. */
const maxIdLength = 40;
const maxDerivedDescription = 300;
const lineEnd = /\r\n|\r|\n/u;

/** The ids that would make a skill's tool have the name of one of ours. */
const reservedIds: readonly string[] = manifestSchema.properties.id.not.enum;

/** @returns a name as an id: lower case, digits and single hyphens, at most 40 characters; empty when nothing is left */
export function idFromName(name: string): string {
  const id = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, maxIdLength)
    .replace(/^-/u, '')
    .replace(/-$/u, '');
  return deviceNames.test(id) || reservedIds.includes(id) ? `${id}-skill` : id;
}

/**
 * Finds the first paragraph of prose, as Claude Code takes it where a description is missing: no heading, table, code
 * or comment. Where there is none, the first heading. Takes time in proportion to the text, whatever it holds.
 * @returns undefined for none
 */
export function deriveDescription(body: string): string | undefined {
  const lines = withoutComments(body).split(lineEnd);
  let isCode = false;
  let paragraph: string[] = [];
  for (const line of [...lines, '']) {
    const text = line.trim();
    if (/^(?:```|~~~)/u.test(text)) isCode = !isCode;
    else if (text === '') {
      const prose = paragraph.join(' ');
      if (/\p{L}/u.test(prose)) return shorten(prose);
      paragraph = [];
    } else if (!isCode && !/^(?:#|\||---|===)/u.test(text)) paragraph.push(text);
  }
  const headings = lines.map((line) => /^\s*#+\s*(.*)$/u.exec(line)?.[1] ?? '');
  const heading = headings.find((text) => /\p{L}/u.test(text));
  return heading === undefined ? undefined : shorten(heading);
}

function withoutComments(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('<!--', from);
    const end = start === -1 ? -1 : text.indexOf('-->', start + 4);
    if (end === -1) break;
    kept.push(text.slice(from, start));
    from = end + 3;
  }
  kept.push(text.slice(from));
  return kept.join('');
}

function shorten(text: string): string {
  const characters = [...text.replaceAll(/\s+/gu, ' ').trim()];
  return characters.slice(0, maxDerivedDescription).join('');
}
