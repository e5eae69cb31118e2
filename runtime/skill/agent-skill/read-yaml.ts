import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { TextRange } from '../diagnostic.ts';
import type { Field } from './parse-front-matter.ts';

/** A value of the front matter. Scalars are texts: `1.10` stays `1.10` (strictyaml, as the specification's validator reads). */
export type FieldValue = string | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };

export interface YamlProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface YamlBreach extends YamlProblem {
  readonly code: string;
  readonly remedy: string;
}

export interface YamlReading {
  readonly fields: Map<string, Field>;
  readonly breaches: YamlBreach[];
}

/** Documents of this kind have no aliases; a few are harmless, many grow without bound. */
const maxAliases = 20;
/** Deeper than any real front matter. */
const maxDepth = 100;

type Place = (offset: number | undefined) => { line: number; column: number };

/**
 * Reads YAML whose every scalar is a text.
 * @param firstLine the file's line on which the YAML begins
 * @returns what is wrong with it, when it cannot be read
 */
export function readYaml(yaml: string, firstLine: number): YamlReading | YamlProblem {
  const lines = new LineCounter();
  const at: Place = (offset = 0) => {
    const { line, col } = lines.linePos(offset);
    return { line: firstLine - 1 + Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    // A duplicate key is a breach of ours, and the last one counts.
    // Silent: the library would print its own warnings.
    const options = {
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    } as const;
    return readDocument(parseDocument(yaml, { ...options, lineCounter: lines }), at);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return notValid('it is nested too deeply', at(0));
  }
}

function notValid(why: string, place: { line: number; column: number }): YamlProblem {
  return { message: `The front matter is not valid YAML: ${why}`, ...place };
}

function readDocument(document: Document.Parsed, at: Place): YamlReading | YamlProblem {
  const [error] = document.errors;
  if (error !== undefined)
    return notValid((error.message.split('\n')[0] ?? '').replace(/\.$/u, ''), at(error.pos[0]));
  const { contents } = document;
  const fields = new Map<string, Field>();
  if (contents === null) return { fields, breaches: [] };
  if (!isMap(contents)) return notValid('it is no list of "key: value" lines', at(contents.range?.[0]));
  const checked = checkNodes(document, at);
  if (!Array.isArray(checked)) return checked;
  for (const { key, value } of contents.items) {
    if (!isScalar(key)) continue;
    const read = (value?.toJS(document, { maxAliasCount: maxAliases }) ?? null) as FieldValue;
    // In the failsafe schema an empty value is an empty text.
    const isEmpty = read === '' && isScalar(value) && value.type === 'PLAIN';
    const name = String(key.value);
    // Which of two is meant is for a person to say, so no fix gets to know where either stands.
    const ranges = fields.has(name) ? {} : { keyRange: rangeOf(key, at), range: rangeOf(value, at) };
    fields.set(name, { value: isEmpty ? null : read, ...at(key.range?.[0]), ...ranges });
  }
  return { fields, breaches: checked };
}

function rangeOf(node: unknown, at: Place): TextRange | undefined {
  const [start] = (isNode(node) ? node.range : undefined) ?? [];
  const end = endOf(node);
  return start === undefined || end === undefined ? undefined : { start: at(start), end: at(end) };
}

/** A list or map without brackets reaches to the next key: its end is its last value's. */
function endOf(node: unknown): number | undefined {
  let last: unknown = node;
  while (isCollection(last) && last.flow !== true && last.items.length > 0) {
    const item = last.items.at(-1);
    last = isPair(item) ? (item.value ?? item.key) : item;
  }
  return isNode(last) ? last.range?.[1] : undefined;
}

/** At most this many are told of one front matter. */
const maxBreaches = 20;

/** @returns what the specification's validator would not read, or why nobody can */
function checkNodes(document: Document.Parsed, at: Place): YamlBreach[] | YamlProblem {
  const breaches: YamlBreach[] = [];
  const anchors = new Set<string>();
  let aliases = 0;
  let problem: YamlProblem | undefined;
  const tell = (code: string, message: string, remedy: string, offset: number | undefined): void => {
    if (breaches.length < maxBreaches) breaches.push({ code, message, remedy, ...at(offset) });
  };
  visit(document, {
    Node(_key, node, path) {
      const offset = node.range?.[0];
      const fail = (why: string): symbol => {
        problem = notValid(why, at(offset));
        return visit.BREAK;
      };
      if (path.length > maxDepth) return fail('it is nested too deeply');
      if (isAlias(node)) {
        aliases += 1;
        if (!anchors.has(node.source)) return fail(`there is no anchor &${node.source}`);
        // One that stands inside what it names has no end.
        const isInside = path.some((parent) => isCollection(parent) && parent.anchor === node.source);
        if (isInside || aliases > maxAliases) return fail('it uses aliases (*name) without bound');
        tell('yaml_alias', 'An alias (*name) stands here.', 'Write the value out.', offset);
        return undefined;
      }
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (node.tag !== undefined) tell('yaml_tag', 'A YAML tag (!name) stands here.', 'Take it out.', offset);
      if (isFlow(node) && !path.some(isFlow))
        tell('yaml_flow', 'A list or map in brackets stands here.', 'Write one entry a line.', offset);
      if (isMap(node)) tellDuplicates(node, tell);
      return undefined;
    },
  });
  return problem ?? breaches;
}

function isFlow(node: unknown): boolean {
  return isCollection(node) && node.flow === true;
}

function tellDuplicates(
  { items }: { items: readonly { key: unknown }[] },
  tell: (code: string, message: string, remedy: string, offset: number | undefined) => void,
): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (seen.has(name)) {
      const shown = name.length > 80 ? `${name.slice(0, 79)}…` : name;
      tell(
        'duplicate_key',
        `The key "${shown}" stands here again; the last one counts.`,
        'Keep one of them.',
        key.range?.[0],
      );
    }
    seen.add(name);
  }
}
