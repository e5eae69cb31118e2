import type { Place, TextRange } from '../diagnostic.ts';
import { type FieldValue, readYaml, type YamlBreach, type YamlProblem } from './read-yaml.ts';

export type { FieldValue } from './read-yaml.ts';

/** A key's value; the place is the key's, its line the file's. */
export interface Field extends Place {
  readonly value: FieldValue;
  /** From where to where the key and the value stand; unknown where the YAML as a whole could not be read. */
  readonly keyRange?: TextRange | undefined;
  readonly range?: TextRange | undefined;
  /** The lines of a key that was no YAML even by itself, and was read as the text it is. */
  readonly salvagedFrom?: TextRange;
}

export interface FrontMatter {
  readonly fields: ReadonlyMap<string, Field>;
  /** What YAML itself said, when it could not be read as it stands and each key was read by itself. */
  readonly problem: YamlProblem | undefined;
  /** What is YAML and yet not what the specification's own validator reads. */
  readonly breaches: readonly YamlBreach[];
}

/** More than any real front matter; YAML's own reader takes seconds for some texts that are longer. */
const maxYamlLength = 256 * 1024;

/**
 * Reads a front matter as leniently as the client guide asks (agentskills.io, "adding skills support"): as YAML; then
 * each top-level key by itself, and what is no YAML even then, `description: Use when: …`, as the text it is.
 *
 * @param line the file's line on which the YAML begins
 */
export function parseFrontMatter(yaml: string, line: number): FrontMatter {
  // YAML 1.2 takes a lone carriage return for a line end; the library does not.
  const text = yaml.replaceAll(/\r(?!\n)/gu, '\n');
  if (text.length > maxYamlLength) {
    const message = `The front matter has ${text.length} characters; at most ${maxYamlLength} are read as YAML`;
    return {
      fields: salvage(text, line, () => undefined),
      problem: { message, line, column: 1 },
      breaches: [],
    };
  }
  const plain = readYaml(text, line);
  if ('fields' in plain) return { ...plain, problem: undefined };
  const readBlock = (block: Block): Field | undefined => {
    const reading = readYaml(block.lines.join('\n'), block.line);
    const field = 'fields' in reading ? reading.fields.get(block.key) : undefined;
    // The block was read without its comments and tabs: what stands where in the file is not known.
    return field && { value: field.value, line: field.line, column: field.column };
  };
  return { fields: salvage(text, line, readBlock), problem: plain, breaches: [] };
}

/** A top-level key and the lines that follow it up to the next one. */
interface Block {
  readonly key: string;
  readonly line: number;
  readonly lines: string[];
  /** Where the last of its lines ends that is not empty. */
  end: Place;
}

const topLevelLine = /^(?:([A-Za-z_][\w.-]*)|"([^"\\]*)"|'([^']*)')[ \t]*:(?=[ \t]|$)/u;

function salvage(
  yaml: string,
  firstLine: number,
  readBlock: (block: Block) => Field | undefined,
): Map<string, Field> {
  const fields = new Map<string, Field>();
  let block: Block | undefined;
  const finish = (): void => {
    if (block !== undefined) fields.set(block.key, readBlock(block) ?? salvagedField(block));
  };
  yaml.split(/\r\n|\n/u).forEach((line, index) => {
    const [, bare, double, single] = topLevelLine.exec(line) ?? [];
    const key = bare ?? double ?? single;
    const end = { line: firstLine + index, column: line.length + 1 };
    if (key !== undefined) {
      finish();
      block = { key, line: firstLine + index, lines: [line], end };
    } else if (!line.startsWith('#') && block !== undefined) {
      block.lines.push(indentByTabs(line));
      if (line.trim() !== '') block.end = end;
    }
  });
  finish();
  return fields;
}

function salvagedField(block: Block): Field {
  const start = { line: block.line, column: 1 };
  return { value: textOf(block), ...start, salvagedFrom: { start, end: block.end } };
}

/** YAML allows no tabs to indent with; people who do it mean two spaces. */
function indentByTabs(line: string): string {
  return line.replace(/^\t+/u, (tabs) => '  '.repeat(tabs.length));
}

/** What stands in a block, as one text without line ends. */
function textOf({ lines }: Block): string | null {
  const [first = '', ...rest] = lines;
  const value = first.replace(topLevelLine, '').trim();
  const parts = /^[|>][+-]?\d*$/u.test(value) ? rest : [value, ...rest];
  const text = parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
  return text === '' ? null : unquote(text);
}

function unquote(text: string): string {
  const quote = text.charAt(0);
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}
