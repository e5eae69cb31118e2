import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { parse as parseYaml } from 'yaml';
import type { ClientDefinition, ConfigFormatName } from '../../../runtime/client/client-definition.ts';
import { text as jsoncText } from '../client/formats/json/json-generators.ts';
import { json5Text } from '../client/formats/json5/json5-generators.ts';
import { tomlText } from '../client/formats/toml/toml-generators.ts';
import { yamlText } from '../client/formats/yaml/yaml-generators.ts';

type Config = Pick<ClientDefinition, 'format' | 'serversKey'>;

const member = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant({ command: 'notes-mcp' }));

/** A config of any content in a client's format, with comments where it takes them; ours may be in it already. */
export function configText({ format, serversKey }: Config): fc.Arbitrary<string> {
  const key = serversKey.value[0] ?? '';
  switch (format.value) {
    case 'toml':
      return tomlText;
    case 'yaml':
      return yamlText;
    case 'json5':
      return json5Text;
    case 'jsonc':
      return jsoncText.map((text) => text.replaceAll('"mcpServers"', JSON.stringify(key)));
    case 'json':
      return fc
        .record({
          servers: fc.option(fc.dictionary(fc.constantFrom('notes', 'a', 'é'), member, { maxKeys: 2 })),
          rest: fc.dictionary(fc.constantFrom('theme', 'aios', 'b\n', ''), member, { maxKeys: 3 }),
          unit: fc.constantFrom('\t', '  ', '    ', ''),
          end: fc.constantFrom('\n', '', '\r\n'),
        })
        .map(({ servers, rest, unit, end }) => {
          const value = servers === null ? rest : { ...rest, [key]: servers };
          return JSON.stringify(value, undefined, unit) + end;
        });
  }
}

/** A config as the person has it, and as it stands there with ours in it. */
export interface Both {
  readonly own: string;
  readonly standing: string;
}

/**
 * Puts a line of the person's into a config, beside what is ours and not in it: a comment where the format takes
 * them, else an empty one.
 *
 * @param at which line, of as many as there are
 * @returns undefined where a comment cannot stand there, or where it is not clear on which side of ours it would be
 */
export function withLine(
  format: ConfigFormatName,
  both: Both,
  at: number,
  comment: string,
): Both | undefined {
  const { own, standing } = both;
  const [lineEnd = '\n', ...others] = new Set(standing.match(/\r\n|\r|\n/gu));
  // Which of two kinds of line ends was ours and which the person's can nobody tell from the text.
  if (others.length > 0) return undefined;
  const starts = [...own.matchAll(/(?<=^|\r\n|\n|\r(?!\n))/gu)].map(({ index }) => index);
  if (own.startsWith('\uFEFF')) starts[0] = 1;
  const offset = starts[at % starts.length] ?? 0;
  const head = sharedHead(own, standing);
  const tail = sharedHead(own.slice(head), standing.slice(head), true);
  const isBefore = offset <= head;
  if (!isBefore && offset < own.length - tail) return undefined;
  const line = (format === 'json' ? '' : `${format.startsWith('json') ? '//' : '#'} ${comment}`) + lineEnd;
  const insert = (text: string, place: number): string => text.slice(0, place) + line + text.slice(place);
  const changed = {
    own: insert(own, offset),
    standing: insert(standing, isBefore ? offset : offset + standing.length - own.length),
  };
  return reads(format, changed.own) === reads(format, own) &&
    reads(format, changed.standing) === reads(format, standing)
    ? changed
    : undefined;
}

function sharedHead(one: string, other: string, isFromEnd = false): number {
  const length = Math.min(one.length, other.length);
  let shared = 0;
  const at = (text: string): string | undefined => text.at(isFromEnd ? -1 - shared : shared);
  while (shared < length && at(one) === at(other)) shared += 1;
  return shared;
}

/** What a config says, read without the code under test. Never twice the same for what does not parse. */
function reads(format: ConfigFormatName, text: string): string | symbol {
  const plain = text.replace(/^\uFEFF/u, '');
  try {
    return JSON.stringify(readers[format](plain), (_key, value: unknown) =>
      typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
        ? String(value)
        : value,
    );
  } catch {
    return Symbol('does not parse');
  }
}

const readers: Readonly<Record<ConfigFormatName, (text: string) => unknown>> = {
  json: (text) => JSON.parse(text),
  jsonc: (text) => {
    const errors: unknown[] = [];
    const value: unknown = parse(text, errors as never, { allowTrailingComma: true });
    if (errors.length > 0) throw new Error('does not parse');
    return value;
  },
  json5: (text) => runInNewContext(`(${text}\n)`),
  toml: (text) => getStaticTOMLValue(parseTOML(text)),
  yaml: (text) => parseYaml(text, { logLevel: 'silent' }) ?? null,
};
