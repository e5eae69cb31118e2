import {
  type CST,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';
import { notEditable, notObject } from '../refusals.ts';
import { describe, isBlank, type YamlDocument } from './yaml-document.ts';

/** How far a path leads into a file. */
export interface YamlPath {
  /** The pairs found, one for each key of the path, up to the first that is absent. */
  readonly pairs: readonly Pair[];
  /** The map in which each of these pairs stands and the next one is missing, from the root on. */
  readonly maps: readonly YAMLMap[];
}

/**
 * Follows a path from the root. A key with nothing behind it is one without entries.
 * @throws AiosError `config_not_object` when a value on the way to the last key is no map
 */
export function followPath(open: YamlDocument, path: readonly string[]): YamlPath {
  const pairs: Pair[] = [];
  const maps: YAMLMap[] = [];
  let node: unknown = open.document?.contents;
  for (const key of path) {
    if (isAlias(node) && open.document) node = node.resolve(open.document);
    if (isBlank(node)) break;
    if (!isMap(node)) {
      const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
      throw notObject(open.file, open.text, offset, path.slice(0, pairs.length), describe(node), 'a map');
    }
    maps.push(node);
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair === undefined) break;
    pairs.push(pair);
    node = pair.value;
  }
  return { pairs, maps };
}

/**
 * Refuses files in which a change at a path would change something else too, or not be seen: where maps on the
 * way are written once and used several times, or take entries from elsewhere.
 * @throws AiosError `config_not_editable`
 */
export function refuseShared(open: YamlDocument, path: readonly string[], { pairs, maps }: YamlPath): void {
  const { file, text } = open;
  for (const [index, pair] of pairs.entries()) {
    const value = pair.value;
    if (index === path.length - 1 || !isAlias(value)) continue;
    const what = `"${path.slice(0, index + 1).join('.')}" is an alias (*), so its entries stand elsewhere`;
    throw notEditable(file, text, value.range?.[0] ?? 0, what, 'Write its entries out in that place');
  }
  const last = maps.at(-1);
  if (pairs.length < path.length && maps.length > pairs.length && last) {
    const merge = last.items.find(
      ({ key }) => isScalar(key) && ['<<', 'Symbol(<<)'].includes(String(key.value)),
    );
    if (merge) {
      const what = 'the entries of this map come partly from elsewhere, by "<<"';
      throw notEditable(file, text, offsetOf(merge), what, 'Write its entries out in that place');
    }
  }
  const special = maps.find(({ tag }) => tag !== undefined && tag !== 'tag:yaml.org,2002:map');
  if (special) {
    const what = 'a tag (!) makes something else than a plain map of this one';
    throw notEditable(file, text, special.range?.[0] ?? 0, what, 'Take the tag out');
  }
  const entry = pairs.length === path.length ? pairs.at(-1) : undefined;
  const shared = aliasedOutside(open, entry);
  for (const { anchor, offset } of [...maps.map(anchorOf), ...anchorsIn(entry)]) {
    if (anchor === undefined || !shared.has(anchor)) continue;
    const what = `what the anchor &${anchor} marks here is used in other places too`;
    throw notEditable(file, text, offset, what, 'Write it out in the other places');
  }
}

/** The offset of a pair's key. */
export function offsetOf(pair: Pair): number {
  return isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

/** A map's own tokens. */
export function tokenOf(map: YAMLMap): CST.BlockMap | CST.FlowCollection | undefined {
  const token = map.srcToken;
  return token?.type === 'block-map' || token?.type === 'flow-collection' ? token : undefined;
}

function anchorOf(node: { anchor?: string; range?: readonly number[] | null }): {
  anchor: string | undefined;
  offset: number;
} {
  return { anchor: node.anchor, offset: node.range?.[0] ?? 0 };
}

function anchorsIn(pair: Pair | undefined): { anchor: string | undefined; offset: number }[] {
  const anchors: { anchor: string | undefined; offset: number }[] = [];
  if (pair === undefined) return anchors;
  visit(pair as never, {
    Node(_, node) {
      if (isScalar(node) || isCollection(node)) anchors.push(anchorOf(node));
    },
  });
  return anchors;
}

/** The anchors that aliases outside a pair name. */
function aliasedOutside({ document }: YamlDocument, entry: Pair | undefined): Set<string> {
  const names = new Set<string>();
  if (document === undefined) return names;
  visit(document, {
    Pair: (_, pair) => (pair === entry ? visit.SKIP : undefined),
    Alias: (_, alias) => void names.add(alias.source),
  });
  return names;
}
