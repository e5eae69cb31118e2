import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import type { ConfigLeaf, ConfigTable, ConfigTree } from '../config-tree.ts';
import { notEditable, notObject, notParsable } from '../refusals.ts';
import type { OpenConfig } from '../tree-format.ts';

/** A parsed YAML file. */
export interface YamlDocument extends OpenConfig {
  /** Undefined in a file without anything but comments. */
  readonly document: Document.Parsed | undefined;
}

/** What aliases may lead to, in nodes: with aliases in aliases, a few lines stand for billions. */
const maximumAliased = 10_000;

/**
 * Parses YAML 1.2, or what its %YAML line says, with one document at most.
 * @throws AiosError `config_not_parsable`, `config_not_object` or `config_not_editable`
 */
export function openYaml(file: string, text: string): YamlDocument {
  const document = parse(file, text);
  if (document === undefined || isBlank(document.contents)) {
    return { file, text, document, tree: new Map() };
  }
  const { contents } = document;
  if (!isMap(contents)) {
    throw notObject(file, text, contents?.range?.[0] ?? 0, [], describe(contents), 'a map');
  }
  try {
    const tree = new TreeReader(file, document, text).read(contents);
    return { file, text, document, tree: tree as ConfigTable };
  } catch (error) {
    throw tooDeep(file, text, error);
  }
}

/** Whether there is nothing where a value could be, not even a tag or an anchor. */
export function isBlank(node: unknown): boolean {
  if (node === null || node === undefined) return true;
  if (!isScalar(node) || node.value !== null || node.anchor !== undefined || node.tag !== undefined)
    return false;
  return node.source === undefined || node.source === '';
}

/** What a node is, for error messages: never what it holds. */
export function describe(node: unknown): string {
  if (isSeq(node)) return 'a list';
  if (isAlias(node)) return 'an alias';
  return isScalar(node) && node.value === null ? 'null' : 'a single value';
}

/** The comments of a text, in order. */
export function commentsOf({ text }: YamlDocument): string[] {
  const comments: string[] = [];
  let isContent = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isContent && lexeme.startsWith('#')) comments.push(lexeme);
    // The lexer puts this mark in front of the text of each value.
    isContent = lexeme === '\u001f';
  }
  return comments;
}

function parse(file: string, text: string): Document.Parsed | undefined {
  let documents: Document.Parsed[];
  try {
    documents = [
      ...parseAllDocuments(text, { keepSourceTokens: true, prettyErrors: false, logLevel: 'silent' }),
    ];
  } catch (error) {
    throw tooDeep(file, text, error);
  }
  for (const { errors } of documents) {
    const [error] = errors;
    if (error === undefined) continue;
    if (error.code === 'RESOURCE_EXHAUSTION') throw tooDeep(file, text, new RangeError(error.message));
    const what = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    throw notParsable('YAML', file, text, error.pos[0], what, error);
  }
  const directive = /^%/m.exec(text);
  if (documents.length === 0 && directive) {
    const what = 'after the lines that begin with "%" a line "---" is missing';
    throw notParsable('YAML', file, text, directive.index, what);
  }
  const [document, second] = documents;
  if (second === undefined) return document;
  const offset = second.range[0];
  throw notEditable(file, text, offset, 'a second document begins here', 'Leave one document in the file');
}

function tooDeep(file: string, text: string, error: unknown): Error {
  if (!(error instanceof RangeError)) return error instanceof Error ? error : new Error(String(error));
  return notParsable('YAML', file, text, 0, 'something in this file is nested too deep', error);
}

class TreeReader {
  readonly #file: string;
  readonly #document: Document.Parsed;
  readonly #text: string;
  readonly #around = new Set<unknown>();
  #aliased = 0;

  constructor(file: string, document: Document.Parsed, text: string) {
    this.#file = file;
    this.#document = document;
    this.#text = text;
  }

  read(node: unknown, isAliased = false): ConfigTree {
    if (isAlias(node)) return this.#readAlias(node);
    if (isAliased) this.#aliased += 1;
    if (!isMap(node) && !isSeq(node)) return this.#readLeaf(node);
    this.#around.add(node);
    const tree = isMap(node)
      ? this.#readMap(node, isAliased)
      : node.items.map((item) => this.read(item, isAliased));
    this.#around.delete(node);
    return tree;
  }

  #readMap(map: YAMLMap, isAliased: boolean): ConfigTable {
    const table: ConfigTable = new Map();
    for (const { key, value } of map.items) {
      let name = this.#readKey(key);
      // The keys 1 and "1" are two keys; here they only must not hide each other.
      while (table.has(name)) name += ' ';
      table.set(name, this.read(value, isAliased));
    }
    return table;
  }

  #readAlias(alias: Alias): ConfigTree {
    const offset = alias.range?.[0] ?? 0;
    const node = alias.resolve(this.#document);
    if (node === undefined) {
      const what = `there is no anchor &${alias.source} before this alias`;
      throw notParsable('YAML', this.#file, this.#text, offset, what);
    }
    if (this.#around.has(node) || this.#aliased > maximumAliased) {
      const what = `the alias *${alias.source} here makes the file endless, or nearly so`;
      throw notEditable(this.#file, this.#text, offset, what, 'Write out what it stands for');
    }
    return this.read(node, true);
  }

  #readKey(key: unknown): string {
    if (isScalar(key) && typeof key.value === 'string') return key.value;
    const [start, end] = (key as ParsedNode | null)?.range ?? [0, 0];
    return this.#text.slice(start, end).trimEnd();
  }

  #readLeaf(node: unknown): ConfigLeaf {
    if (isBlank(node) || !isScalar(node)) return { source: '', value: null };
    const [start, end] = (node as Node).range ?? [0, 0];
    const source = (node.tag === undefined ? '' : `${node.tag} `) + this.#text.slice(start, end);
    const { value } = node;
    const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    return { source, value: isPlain ? (value as ConfigLeaf['value']) : String(node.source) };
  }
}
