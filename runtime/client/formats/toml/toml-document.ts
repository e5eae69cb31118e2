import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { ConfigTable, ConfigTree } from '../config-tree.ts';
import { notParsable } from '../refusals.ts';
import type { OpenConfig } from '../tree-format.ts';

/** A parsed TOML file. */
export interface TomlDocument extends OpenConfig {
  readonly program: AST.TOMLProgram;
}

const largestInteger = 2n ** 63n - 1n;

/**
 * Parses TOML 1.1, of which 1.0 is a part; what we write is 1.0.
 * @throws AiosError `config_not_parsable`
 */
export function openToml(file: string, text: string): TomlDocument {
  const program = parse(file, text);
  refuseLargeIntegers(file, text, program);
  return { file, text, program, tree: treeOf(text, program) };
}

/** The keys that a dotted key is made of. */
export function namesOf(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

function parse(file: string, text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (error instanceof ParseError) {
      const what = error.message.charAt(0).toLowerCase() + error.message.slice(1);
      throw notParsable('TOML', file, text, error.index, what, error);
    }
    // The parser answers a text that ends in the middle of a key with a TypeError, and thousands of brackets
    // in each other or a string of more than a hundred thousand characters with a RangeError.
    const isTooLarge = error instanceof RangeError;
    const what = isTooLarge
      ? 'something in this file is too long or nested too deep'
      : 'the file ends too early';
    throw notParsable('TOML', file, text, isTooLarge ? 0 : text.length, what, error);
  }
}

/** TOML's integers have 64 bits; a reader that cannot hold one has to refuse the file. */
function refuseLargeIntegers(file: string, text: string, program: AST.TOMLProgram): void {
  for (const token of program.tokens) {
    if (token.type !== 'Integer') continue;
    if (token.bigint <= largestInteger && token.bigint >= -largestInteger - 1n) continue;
    throw notParsable('TOML', file, text, token.range[0], 'this integer does not fit into 64 bits');
  }
}

function treeOf(text: string, program: AST.TOMLProgram): ConfigTable {
  const root: ConfigTable = new Map();
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLKeyValue') put(text, root, node);
    else {
      const table = openTable(root, node);
      for (const pair of node.body) put(text, table, pair);
    }
  }
  return root;
}

/** The table that a header opens, made where it is new. */
function openTable(root: ConfigTable, node: AST.TOMLTable): ConfigTable {
  const names = namesOf(node.key);
  const last = names.pop() ?? '';
  const parent = names.reduce(stepInto, root);
  if (node.kind === 'standard') return stepInto(parent, last);
  const tables = parent.get(last);
  const table: ConfigTable = new Map();
  if (Array.isArray(tables)) tables.push(table);
  else parent.set(last, [table]);
  return table;
}

/** The table at a key; of an array of tables, the one that was opened last. */
function stepInto(table: ConfigTable, name: string): ConfigTable {
  const inner = table.get(name);
  const found = Array.isArray(inner) ? inner.at(-1) : inner;
  if (found instanceof Map) return found;
  const made: ConfigTable = new Map();
  table.set(name, made);
  return made;
}

function put(text: string, table: ConfigTable, pair: AST.TOMLKeyValue): void {
  const names = namesOf(pair.key);
  const last = names.pop() ?? '';
  names.reduce(stepInto, table).set(last, valueTree(text, pair.value));
}

function valueTree(text: string, node: AST.TOMLContentNode): ConfigTree {
  switch (node.type) {
    case 'TOMLArray':
      return node.elements.map((element) => valueTree(text, element));
    case 'TOMLInlineTable': {
      const table: ConfigTable = new Map();
      for (const pair of node.body) put(text, table, pair);
      return table;
    }
    default: {
      const source = text.slice(...node.range);
      return { source, value: node.value instanceof Date ? source : node.value };
    }
  }
}
