import { indexFormat } from './index-file.ts';
import { type InstalledSkill, isInstalledSkill } from './installed-skill.ts';
import { type BlockForm, spliceBlocks } from './splice-blocks.ts';

/** The index is JSON with a line for each skill, by id, so that a line is replaced without reading the others. */
const head = `{"format":${indexFormat},"skills":[\n`;
const between = ',\n';
const foot = '\n]}\n';
/** What stands there for no skill at all. */
const empty = `${head}]}\n`;

/** How each skill's line begins, see `indexEntry`. */
const opening = '{"manifest":{"id":"';

const form: BlockForm = {
  beginning: (id) => `${opening}${id}"`,
  idAt: (text, at) => {
    const begin = at + opening.length;
    return text.startsWith(opening, at) ? text.slice(begin, text.indexOf('"', begin)) : undefined;
  },
  // The last one has no comma: its line end is the foot's.
  endOf: (text, at) => {
    const end = text.indexOf('\n', at);
    return text.endsWith(between, end + 1) ? end + 1 : end;
  },
  // What was lost in the middle of two lines makes one of them, which would take the second along.
  isWhole: (line, id) => {
    const skill = parse(line.endsWith(between) ? line.slice(0, -between.length) : line);
    return isInstalledSkill(skill) && skill.manifest.id === id;
  },
};

/** @returns the index of these skills */
export function indexText(skills: readonly InstalledSkill[]): string {
  const sorted = skills.toSorted((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
  return joinLines(sorted.map((skill) => JSON.stringify(skill)));
}

/**
 * Sets and removes skills in an index's text. Only the lines of those are read; what stands in the others stays, damaged
 * or not, for whoever reads the whole.
 *
 * @param changes by id; undefined takes the skill out
 * @returns undefined when the text is seen not to be as `indexText` writes it: damaged, edited, or an earlier version's
 */
export function spliceIndex(
  text: string,
  changes: ReadonlyMap<string, InstalledSkill | undefined>,
): string | undefined {
  const isEmpty = text === empty;
  if (!isEmpty && !(text.startsWith(head) && text.endsWith(`}${foot}`))) return undefined;
  const range = { begin: head.length, end: isEmpty ? head.length : text.length - foot.length };
  const lines = new Map([...changes].map(([id, skill]) => [id, skill && JSON.stringify(skill)]));
  return ofPieces(spliceBlocks(text, range, form, lines));
}

function ofPieces(pieces: readonly string[] | undefined): string | undefined {
  return (
    pieces &&
    joinLines(pieces.map((piece) => (piece.endsWith(between) ? piece.slice(0, -between.length) : piece)))
  );
}

/** Joined once: copying a large text takes longer than finding a line in it. */
function joinLines(lines: readonly string[]): string {
  if (lines.length === 0) return empty;
  return [head, ...lines.flatMap((line, at) => (at === 0 ? [line] : [between, line])), foot].join('');
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
