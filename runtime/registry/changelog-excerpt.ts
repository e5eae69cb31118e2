import type { FileContents } from '../files/digest.ts';

const maxCharacters = 4000;
const changelogName = /^(?:changelog|changes|history)(?:\.md|\.txt)?$/iu;
/** A heading that begins with a version, with or without brackets and `v`: `## [1.2.0] - 2026-03-01`. */
const versionHeading = /^#{1,4}[ \t]+\[?v?(\d+\.\d+(?:\.\d+)?[0-9A-Za-z.+-]*)\]?/u;

/**
 * @param files of the offered version
 * @param installed the version a person has
 * @returns what the changelog says above the section of the installed version, at most 4,000 characters; undefined
 *   when there is no changelog, or nothing in it is newer
 */
export function changelogExcerpt(files: FileContents, installed: string): string | undefined {
  const name = [...files.keys()].find((path) => changelogName.test(path));
  const bytes = name === undefined ? undefined : files.get(name);
  if (bytes === undefined) return undefined;
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/u);
  const start = lines.findIndex((line) => versionHeading.test(line));
  if (start < 0) return undefined;
  const end = lines.findIndex((line) => versionHeading.exec(line)?.[1] === installed);
  const text = lines
    .slice(start, end < 0 ? undefined : end)
    .join('\n')
    .trim();
  if (text === '') return undefined;
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}
