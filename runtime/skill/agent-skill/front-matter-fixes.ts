import { type Fix, replace } from '../diagnostic.ts';
import { doubleQuote } from '../export/quote-yaml.ts';
import { nearestName } from '../nearest.ts';
import { clientKeys, specificationKeys } from './agent-skill.ts';
import { isSpaceSeparated, toolsOf } from './allowed-tools.ts';
import { idFromName } from './derive.ts';
import type { Field } from './parse-front-matter.ts';
import { readYaml } from './read-yaml.ts';
import { isSpecificationName } from './specification-name.ts';
import type { SplitSkill } from './split-front-matter.ts';

/** Gives a skill the name that it should have: its folder's where that is one, else its own as a name. */
export function renameTo(folder: string, field: Field): Fix | undefined {
  const name = isSpecificationName(folder) ? folder : idFromName(String(field.value));
  const { range } = field;
  return range && name ? replace(`Change to "${name}"`, range, plainOrQuoted(name)) : undefined;
}

/** Names a skill that has no key `name` after its folder. */
export function addName(folder: string, { yaml, yamlLine, isUnterminated }: SplitSkill): Fix | undefined {
  if (yaml === undefined || isUnterminated || !isSpecificationName(folder)) return undefined;
  const start = { line: yamlLine, column: 1 };
  const lineEnd = /\r\n|\r|\n/u.exec(yaml)?.[0] ?? '\n';
  return replace(`Add "name: ${folder}"`, { start, end: start }, `name: ${plainOrQuoted(folder)}${lineEnd}`);
}

/** @returns the key that a key was surely meant to be, when there is none of it yet */
export function meantKey(key: string, fields: ReadonlyMap<string, Field>): string | undefined {
  const known = [...specificationKeys, ...Object.keys(clientKeys).filter((name) => /[-_]/u.test(name))];
  // Short words are near to everything: `tags` to `name`, `agents` to `agent`.
  return nearestName(
    key,
    known.filter((name) => name.length > 4 && !fields.has(name)),
    2,
  );
}

/** Renames a key. */
export function renameKey(field: Field, key: string): Fix | undefined {
  return field.keyRange && replace(`Change to "${key}"`, field.keyRange, key);
}

/** Writes the tools one after the other, with spaces between them. */
export function spaceTools({ value, keyRange, range }: Field): Fix | undefined {
  const tools = toolsOf(value);
  const text = tools.join(' ');
  const isSame = isSpaceSeparated(text) && toolsOf(text).join('\n') === tools.join('\n');
  if (keyRange === undefined || range === undefined || tools.length === 0 || !isSame) return undefined;
  // From behind the key: a list may stand on lines of its own, where no text may.
  const behindKey = { start: keyRange.end, end: range.end };
  return replace('Separate the tools by spaces', behindKey, `: ${plainOrQuoted(text)}`);
}

/** Reading a text a second time to see whether a fix mends it has to be worth it. */
const maxReread = 64 * 1024;

/** Puts each value in quotes that could only be read as the text it is; none where that is not all that is wrong. */
export function quoteSalvaged(
  fields: ReadonlyMap<string, Field>,
  { yaml = '', yamlLine }: SplitSkill,
): Fix | undefined {
  if (yaml.length > maxReread) return undefined;
  const edits = [...fields].flatMap(([key, { value, salvagedFrom }]): Fix['edits'] =>
    salvagedFrom === undefined
      ? []
      : [
          {
            range: salvagedFrom,
            newText: `${key}: ${typeof value === 'string' ? doubleQuote(value) : '""'}`,
          },
        ],
  );
  const lines = yaml.split(/\r\n|\r|\n/u);
  for (const { range, newText } of edits.toReversed())
    lines.splice(range.start.line - yamlLine, range.end.line - range.start.line + 1, newText);
  const isMended = edits.length > 0 && 'fields' in readYaml(lines.join('\n'), yamlLine);
  return isMended ? { title: 'Put in quotes', edits } : undefined;
}

/** What is plainly a text to every reader of YAML stays without quotes. */
function plainOrQuoted(text: string): string {
  const isPlain = /^(?!(?:true|false|null|yes|no|on|off)$)[A-Za-z][\w().:*/ -]*$/iu.test(text);
  return isPlain && !/: |:$| $/u.test(text) ? text : doubleQuote(text);
}
