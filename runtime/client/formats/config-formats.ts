import type { ConfigFormatName } from '../client-definition.ts';
import type { ConfigFormat } from './config-format.ts';

const formats: Readonly<Record<ConfigFormatName, () => Promise<ConfigFormat>>> = {
  json: async () => (await import('./json/json-format.ts')).jsonFormat,
  jsonc: async () => (await import('./json/json-format.ts')).jsonFormat,
  json5: async () => (await import('./json5/json5-format.ts')).json5Format,
  toml: async () => (await import('./toml/toml-format.ts')).tomlFormat,
  yaml: async () => (await import('./yaml/yaml-format.ts')).yamlFormat,
};

/**
 * @returns the editor of a config format in the matrix. It is loaded when it is first asked for: the parsers are larger
 * than all the rest that a start of the editor loads, and most people need one or two of them.
 */
export function loadConfigFormat(name: ConfigFormatName): Promise<ConfigFormat> {
  return formats[name]();
}
