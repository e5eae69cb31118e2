import type { JsonValue } from './config-format.ts';
import { equalValues, setOwn } from './entry-value.ts';

/** A value without parts: how it is spelled in the file, and what JavaScript makes of it. */
export interface ConfigLeaf {
  readonly source: string;
  readonly value: null | boolean | number | string;
}

/** The entries of a table by key, in the order of the file. */
export type ConfigTable = Map<string, ConfigTree>;

/** What a config file means, apart from its layout: to look entries up, and to compare before with after. */
export type ConfigTree = ConfigLeaf | ConfigTree[] | ConfigTable;

export function isTable(tree: ConfigTree | undefined): tree is ConfigTable {
  return tree instanceof Map;
}

/** Whether there is nothing in a table, or nothing behind a key, as YAML may have it. */
export function isEmptyTable(tree: ConfigTree): boolean {
  if (isTable(tree)) return tree.size === 0;
  return isLeaf(tree) && tree.source === '';
}

/** What a path leads to, or undefined. */
export function findEntry(tree: ConfigTree, path: readonly string[]): ConfigTree | undefined {
  let inner: ConfigTree | undefined = tree;
  for (const key of path) inner = isTable(inner) ? inner.get(key) : undefined;
  return inner;
}

/** A tree as a JSON value. Numbers are JavaScript's; dates are the text that spells them. */
export function jsonOf(tree: ConfigTree): JsonValue {
  if (isTable(tree)) {
    const object: { [key: string]: JsonValue } = {};
    for (const [key, inner] of tree) setOwn(object, key, jsonOf(inner));
    return object;
  }
  return isLeaf(tree) ? tree.value : tree.map(jsonOf);
}

/** Whether an edit gave the entry at a path the planned value and changed, apart from it, not a single spelling. */
export function isFaithfulSet(
  before: ConfigTree,
  after: ConfigTree,
  path: readonly string[],
  createdFrom: number,
  value: JsonValue,
): boolean {
  const now = findEntry(after, path);
  if (now === undefined || !equalValues(jsonOf(now), value)) return false;
  const changed = path.slice(0, createdFrom + 1);
  // Inside tables that were created there is nothing but the entry.
  for (let length = changed.length; length < path.length; length += 1) {
    const table = findEntry(after, path.slice(0, length));
    if (!isTable(table) || table.size !== 1) return false;
  }
  return sameTrees(without(before, changed), without(after, changed));
}

/**
 * Whether after a removal the path leads nowhere, and what is left is what was there, but for tables on the way
 * to the entry that held nothing else and are gone too.
 */
export function isFaithfulRemoval(before: ConfigTree, after: ConfigTree, path: readonly string[]): boolean {
  let expected = without(before, path);
  for (let length = path.length - 1; length > 0; length -= 1) {
    const parent = path.slice(0, length);
    const left = findEntry(expected, parent);
    const wasOnlyFor = left !== undefined && isEmptyTable(left) && findEntry(after, parent) === undefined;
    if (wasOnlyFor) expected = without(expected, parent);
  }
  return sameTrees(expected, after);
}

function isLeaf(tree: ConfigTree): tree is ConfigLeaf {
  return !isTable(tree) && !Array.isArray(tree);
}

function without(tree: ConfigTree, path: readonly string[]): ConfigTree {
  const [key, ...rest] = path;
  if (key === undefined || !isTable(tree)) return tree;
  const inner = tree.get(key);
  if (inner === undefined) return tree;
  const copy = new Map(tree);
  if (rest.length === 0) copy.delete(key);
  else copy.set(key, without(inner, rest));
  return copy;
}

function sameTrees(one: ConfigTree, other: ConfigTree): boolean {
  if (isEmptyTable(one) && isEmptyTable(other)) return true;
  if (isTable(one)) {
    if (!isTable(other) || one.size !== other.size) return false;
    // The order does not count: where a table of TOML is defined in several places, it comes with the first.
    return [...one].every(([key, inner]) => {
      const otherInner = other.get(key);
      return otherInner !== undefined && sameTrees(inner, otherInner);
    });
  }
  if (isTable(other)) return false;
  if (isLeaf(one) || isLeaf(other)) {
    if (!isLeaf(one) || !isLeaf(other)) return false;
    return one.source === other.source && Object.is(one.value, other.value);
  }
  return one.length === other.length && one.every((inner, index) => sameTrees(inner, other[index] ?? []));
}
