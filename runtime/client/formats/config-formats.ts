import type { ConfigFormat } from './config-format.ts';
import { jsonFormat } from './json/json-format.ts';
import { json5Format } from './json5/json5-format.ts';
import { tomlFormat } from './toml/toml-format.ts';
import { yamlFormat } from './yaml/yaml-format.ts';

/** The editor of each config format in the matrix. */
export const configFormats: Readonly<Record<'json' | 'jsonc' | 'json5' | 'toml' | 'yaml', ConfigFormat>> = {
  json: jsonFormat,
  jsonc: jsonFormat,
  json5: json5Format,
  toml: tomlFormat,
  yaml: yamlFormat,
};
