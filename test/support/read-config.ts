import { runInNewContext } from 'node:vm';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { parse as parseYaml } from 'yaml';
import type { LaidOutConfig } from './lay-out-clients.ts';

export type Servers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a config holds, read with other parsers than our editors have: JSON with comments and JSON5 are JavaScript. */
export function readConfig(format: LaidOutConfig['format'], text: string): Record<string, unknown> {
  const plain = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value));
  switch (format) {
    case 'json':
      return JSON.parse(text);
    case 'javascript':
      return plain(runInNewContext(`(${text}\n)`, {}, { timeout: 1000 }));
    case 'toml':
      return plain(getStaticTOMLValue(parseTOML(text)));
    case 'yaml':
      return plain(parseYaml(text));
  }
}

/** The servers in a config, by name. */
export function readServers({ format, keys }: LaidOutConfig, text: string): Servers {
  return keys.reduce<unknown>(
    (value, key) => (value as Record<string, unknown>)[key],
    readConfig(format, text),
  ) as Servers;
}
