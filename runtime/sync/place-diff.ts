import type { FileContents } from '../files/digest.ts';
import { type PlaceTexts, textsOfPlace } from './place-texts.ts';
import type { PlannedItem } from './plan.ts';

/** Past this the rest is left out; nobody reads on. */
const maxDiffCharacters = 64 * 1024;
/** More lines than this that differ are all of them. */
const maxEditLength = 2000;

/**
 * How what stands at a place differs from what should, as a unified diff: `-` is ours, `+` is what is there.
 *
 * @param exportSkill gives the files that a skill's copy should have
 * @returns an empty text where nothing differs or nothing can be compared
 */
export async function diffOfPlace(
  item: PlannedItem,
  exportSkill: (id: string) => Promise<FileContents>,
): Promise<string> {
  let whole = '';
  for (const texts of await textsOfPlace(item, exportSkill)) {
    if (whole.length > maxDiffCharacters) break;
    whole += await diffOfTexts(texts);
  }
  return whole.length <= maxDiffCharacters
    ? whole
    : `${whole.slice(0, whole.lastIndexOf('\n', maxDiffCharacters))}\n… the rest is left out\n`;
}

async function diffOfTexts({ name, ours = '', here = '', isOpaque }: PlaceTexts): Promise<string> {
  if (isOpaque) return `Binary or large files differ: ${name}\n`;
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const patch = createTwoFilesPatch(`ours/${name}`, `here/${name}`, ours, here, undefined, undefined, {
    maxEditLength,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return patch ?? `Files differ in more than ${maxEditLength} lines: ${name}\n`;
}
