/** How blocks of whole lines, one for each skill in the order of their ids, are told apart in a text. */
export interface BlockForm {
  /** What the block of an id begins with, after the end of the line before it. */
  beginning(id: string): string;
  /** The id of the block that begins there; undefined when none does. */
  idAt(text: string, at: number): string | undefined;
  /** Where the block ends that begins there. */
  endOf(text: string, at: number): number;
  /** Whether a block can be replaced without losing what is not its own. */
  isWhole(block: string, id: string): boolean;
}

interface Range {
  readonly begin: number;
  readonly end: number;
}

/**
 * Sets and removes blocks. Only those are read: what stands in the others stays, whatever it is. Pure.
 *
 * @param range where the blocks stand; a line ends right before it
 * @param changes by id; undefined takes the block out
 * @returns the text of that range in pieces of whole blocks; undefined when a place cannot be told
 */
export function spliceBlocks(
  text: string,
  range: Range,
  form: BlockForm,
  changes: ReadonlyMap<string, string | undefined>,
): string[] | undefined {
  const pieces: string[] = [];
  let done = range.begin;
  for (const [id, block = ''] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const place = placeOf(text, { begin: done, end: range.end }, form, id);
    if (place === undefined) return undefined;
    pieces.push(text.slice(done, place.begin), block);
    done = place.end;
  }
  pieces.push(text.slice(done, range.end));
  return pieces.filter((piece) => piece !== '');
}

/** @returns where a block is, or where it would be: there the range is empty */
function placeOf(text: string, rest: Range, form: BlockForm, id: string): Range | undefined {
  const beginning = `\n${form.beginning(id)}`;
  const begin = text.indexOf(beginning) + 1;
  if (begin === 0) return gapFor(text, rest, form, id);
  const end = form.endOf(text, begin);
  const isOnly = text.indexOf(beginning, begin) < 0;
  return isOnly && begin >= rest.begin && form.isWhole(text.slice(begin, end), id)
    ? { begin, end }
    : undefined;
}

function gapFor(text: string, rest: Range, form: BlockForm, id: string): Range | undefined {
  let at = rest.begin;
  while (at < rest.end) {
    const other = form.idAt(text, at);
    if (other === undefined) return undefined;
    if (other > id) break;
    at = form.endOf(text, at);
  }
  return { begin: at, end: at };
}
