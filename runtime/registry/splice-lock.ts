import { type BlockForm, spliceBlocks } from './splice-blocks.ts';

/** Nothing but comments may stand above them, so that no mark of a merge and no other format is passed over. */
const ourHead = /^(?:#.*\n)*lockfile: aios\/v1\nskills:\n$/u;
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
  // What a person wrote into it has to be taken along, line by line.
  isWhole: (block) => !/[ \t]#/u.test(block),
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
  const head = text.slice(0, begin);
  const isOurs = isTrim && hasSkills && ourHead.test(head);
  if (!isOurs || odd.test(text.slice(begin - 1))) return undefined;
  const pieces = spliceBlocks(text, { begin, end: text.length }, form, changes);
  return pieces && [head, ...pieces].join('');
}
