import type { ConfigFormat } from './config-format.ts';
import { jsonFormat } from './json-format.ts';

/** The editor of each config format in the matrix. */
export const configFormats: Readonly<Record<'json' | 'jsonc', ConfigFormat>> = {
  json: jsonFormat,
  jsonc: jsonFormat,
};
