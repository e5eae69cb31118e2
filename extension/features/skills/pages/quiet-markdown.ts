/** Joins words without a sign of its own; behind a character it ends whatever Markdown begins with that. */
const joiner = '\u2060';

/**
 * Takes what may do harm out of somebody else's Markdown, wherever in it that stands: with `<` there is no raw HTML,
 * with `]` no link, no link definition and no image. Both still look the same. A bare web address stays a link whose
 * text is where it leads.
 */
export function quietMarkdown(text: string): string {
  return text.replaceAll(/[<\]]/gu, (character) => character + joiner);
}
