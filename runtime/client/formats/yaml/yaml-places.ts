import type { CST } from 'yaml';
import { isLineBreak, lastLineBreak } from '../text-lines.ts';

type Item = CST.CollectionItem;

/** The offset behind the last character of a value that is neither a blank, a line break nor a comment. */
export function endOfToken(token: CST.Token): number {
  switch (token.type) {
    case 'block-scalar':
      return (
        token.props.reduce((end, prop) => Math.max(end, endOfToken(prop)), token.offset) + token.source.length
      );
    case 'block-map':
    case 'block-seq': {
      const last = token.items.findLast((item) => endOfItem(item) !== undefined);
      return (last && endOfItem(last)) ?? token.offset;
    }
    case 'flow-collection': {
      const close = token.end[0];
      return close ? close.offset + close.source.length : token.offset;
    }
    case 'document':
      return token.offset;
    default:
      return token.offset + token.source.length;
  }
}

/** The offset behind a key with its value; undefined for an item that holds only comments. */
export function endOfItem(item: Item): number | undefined {
  if (item.value) return endOfToken(item.value);
  return endOfKey(item);
}

/** The offset behind a key, its colon and the anchor or tag of its value. */
export function endOfKey(item: Item): number | undefined {
  const last = item.sep?.findLast(isMeaningful) ?? item.key ?? item.start.findLast(isMeaningful);
  return last ? endOfToken(last) : undefined;
}

/** The offset of the first character of a key, or of what stands before it: `?`, an anchor, a tag. */
export function startOfItem(item: Item): number {
  const first = item.start.find(isMeaningful);
  return first?.offset ?? item.key?.offset ?? item.sep?.find(isMeaningful)?.offset ?? 0;
}

/** The offset of the first key of a map with one line a member. */
export function startOfToken(map: CST.BlockMap): number {
  const first = map.items.find((item) => endOfItem(item) !== undefined);
  return first ? startOfItem(first) : map.offset;
}

/** The end of the last line of an item, before its line break: a block of text ends behind it. */
export function endOfLastLine(text: string, end: number): number {
  if (end === 0 || !isLineBreak(text, end - 1)) return end;
  return lastLineBreak(text, 0, end) ?? end;
}

/** Whether an item ends in a block of text to which all empty lines behind it belong (`|+`). */
export function keepsLineBreaks(item: Item): boolean {
  const leaf = lastLeaf(item);
  if (leaf?.type !== 'block-scalar') return false;
  return leaf.props.some((prop) => prop.type === 'block-scalar-header' && prop.source.includes('+'));
}

/** The last part of an item that has no parts itself. */
export function lastLeaf(item: Item): CST.Token | undefined {
  const { value } = item;
  if (value?.type !== 'block-map' && value?.type !== 'block-seq') return value;
  const last = value.items.findLast((inner) => endOfItem(inner) !== undefined);
  return last && lastLeaf(last);
}

function isMeaningful({ type }: CST.SourceToken): boolean {
  return type !== 'space' && type !== 'newline' && type !== 'comment' && type !== 'comma';
}
