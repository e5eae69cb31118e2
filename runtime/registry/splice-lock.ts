import { type BlockForm, spliceBlocks } from './splice-blocks.ts';

/** A line of the skills that is neither a skill's first nor one of its others. */
const odd = /\n(?! {4}| {2}[a-z0-9]+(?:-[a-z0-9]+)*:\n|$)/u;

const form: BlockForm = {
  beginning: (id) => `  ${id}:\n`,
  idAt: (text, at) => text.slice(at + 2, text.indexOf(':', at)),
  endOf: (text, at) => {
    const next = /\n {2}[^ ]/gu;
    next.lastIndex = at;
    return (next.exec(text)?.index ?? text.length - 1) + 1;
  },
  isWhole: () => true,
};

/**
 * Sets and removes skills in the text of a lock file that is as we write it: no comment between the skills, nothing after
 * them. The others' lines are not read, only seen to be lines of skills.
 *
 * @param changes each skill's lines by its id; undefined takes the skill out
 * @returns undefined for any other text, whatever is right or wrong with it
 */
export function spliceLock(
  text: string,
  changes: ReadonlyMap<string, string | undefined>,
): string | undefined {
  const title = text.indexOf('\nskills:');
  const begin = title + '\nskills:\n'.length;
  // `trim` also takes away the mark that some editors put first.
  const isTrim = text.endsWith('\n') && text.trim().length === text.length - 1 && !text.includes('\r');
  const hasSkills = text.startsWith('\nskills:\n  ', title) && !text.startsWith(' ', begin + 2);
  if (!isTrim || !hasSkills || text.startsWith('skills:') || odd.test(text.slice(begin - 1)))
    return undefined;
  const pieces = spliceBlocks(text, { begin, end: text.length }, form, changes);
  return pieces && [text.slice(0, begin), ...pieces].join('');
}
