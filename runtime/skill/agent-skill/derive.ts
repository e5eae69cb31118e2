/** Longest id of ours, so that every client's tool-name limit holds. */
const maxIdLength = 40;
const maxDerivedDescription = 300;

/** @returns a name as an id: lower case, digits and single hyphens, at most 40 characters; empty when nothing is left */
export function idFromName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, maxIdLength)
    .replaceAll(/^-+|-+$/gu, '');
}

/** @returns the first paragraph of prose, as Claude Code takes it where a description is missing; undefined for none */
export function deriveDescription(body: string): string | undefined {
  for (const paragraph of body.replaceAll(/<!--.*?-->/gsu, '').split(/(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)/u)) {
    const prose = paragraph
      .split(/\r\n|\r|\n/u)
      .filter((line) => !/^\s*(?:#|```|~~~|\||---|===)/u.test(line))
      .join(' ')
      .replaceAll(/\s+/gu, ' ')
      .trim();
    if (/\p{L}/u.test(prose)) return prose.slice(0, maxDerivedDescription);
  }
  const heading = /^\s*#+\s*(.*\p{L}.*)$/mu.exec(body)?.[1]?.trim();
  return heading?.slice(0, maxDerivedDescription);
}
