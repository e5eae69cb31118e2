import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';

/** A value of the front matter. Scalars are texts: `1.10` stays `1.10` (strictyaml, as the specification's validator reads). */
export type FieldValue = string | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };

export interface Field {
  readonly value: FieldValue;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface FrontMatter {
  readonly fields: ReadonlyMap<string, Field>;
  /** How it had to be read: as it stands, with values quoted that YAML takes for more than text, or line by line. */
  readonly reading: 'plain' | 'quoted' | 'salvaged';
  /** What YAML itself said, when it was not read plainly. */
  readonly problem: YamlProblem | undefined;
}

export interface YamlProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Documents of this kind have no aliases; a few are harmless, many grow without bound. */
const maxAliases = 20;

/**
 * Reads a front matter as leniently as the client guide asks (agentskills.io, "adding skills support"): as YAML; then
 * with plain values quoted, for `description: Use when: …`; then each `key: value` line by itself.
 *
 * @param line the file's line on which the YAML begins
 */
export function parseFrontMatter(yaml: string, line: number): FrontMatter {
  const plain = readYaml(yaml, line);
  if ('fields' in plain) return { fields: plain.fields, reading: 'plain', problem: undefined };
  const quoted = readYaml(quotePlainValues(yaml), line);
  if ('fields' in quoted) return { fields: quoted.fields, reading: 'quoted', problem: plain };
  return { fields: salvageLines(yaml, line), reading: 'salvaged', problem: plain };
}

function readYaml(yaml: string, firstLine: number): { fields: Map<string, Field> } | YamlProblem {
  const lines = new LineCounter();
  // failsafe makes every scalar a text; a duplicate key is a warning of ours, and the last one counts.
  const document = parseDocument(yaml, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
  });
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: firstLine - 1 + Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error !== undefined)
    return { message: error.message.split('\n')[0] ?? error.message, ...at(error.pos[0]) };
  const { contents } = document;
  if (contents === null) return { fields: new Map() };
  if (!isMap(contents))
    return {
      message: 'The front matter is not a list of "key: value" lines',
      ...at(contents.range?.[0] ?? 0),
    };
  const fields = new Map<string, Field>();
  try {
    for (const pair of contents.items) addField(fields, pair, document, at);
  } catch {
    return { message: 'The front matter uses YAML aliases (*name) without bound', ...at(0) };
  }
  return { fields };
}

function addField(
  fields: Map<string, Field>,
  pair: Pair,
  document: Document,
  at: (offset: number) => { line: number; column: number },
): void {
  if (!isScalar(pair.key)) return;
  const value = pair.value as {
    toJS?: (document: Document, options: object) => unknown;
    type?: string;
  } | null;
  const js = (value?.toJS?.(document, { maxAliasCount: maxAliases }) ?? null) as FieldValue;
  // In the failsafe schema an empty value is an empty text.
  const isEmpty = js === '' && isScalar(pair.value) && pair.value.type === 'PLAIN';
  fields.set(String(pair.key.value), { value: isEmpty ? null : js, ...at(pair.key.range?.[0] ?? 0) });
}

const topLevelLine = /^([A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+(.*?))?[ \t]*$/u;
/** What begins a value that YAML must read itself: quotes, blocks, collections, anchors and tags. */
const yamlValue = /^(?:["'[{|>&!]|$)/u;

function quotePlainValues(yaml: string): string {
  return yaml
    .split(/\r\n|\r|\n/u)
    .map((line) => {
      const spaced = line.replace(/^\t+/u, (tabs) => '  '.repeat(tabs.length));
      const [, key, value = ''] = topLevelLine.exec(spaced) ?? [];
      if (key === undefined || yamlValue.test(value)) return spaced;
      return `${key}: ${JSON.stringify(value)}`;
    })
    .join('\n');
}

function salvageLines(yaml: string, firstLine: number): Map<string, Field> {
  const fields = new Map<string, Field>();
  let current: { key: string; line: number; parts: string[] } | undefined;
  const finish = (): void => {
    if (current === undefined) return;
    const text = current.parts.join(' ').trim();
    fields.set(current.key, { value: text === '' ? null : unquote(text), line: current.line, column: 1 });
  };
  yaml.split(/\r\n|\r|\n/u).forEach((line, index) => {
    const [, key, value = ''] = topLevelLine.exec(line) ?? [];
    if (key !== undefined) {
      finish();
      current = { key, line: firstLine + index, parts: /^[|>][+-]?\d*$/u.test(value) ? [] : [value] };
    } else if (current !== undefined && /^[ \t]/u.test(line)) {
      current.parts.push(line.trim());
    }
  });
  finish();
  return fields;
}

function unquote(text: string): string {
  const [, , inner] = /^(["'])(.*)\1$/su.exec(text) ?? [];
  return inner ?? text;
}
