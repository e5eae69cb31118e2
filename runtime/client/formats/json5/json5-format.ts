import type { ConfigFormat } from '../config-format.ts';
import { jsonFormatOf } from '../json/json-format.ts';
import { json5Dialect } from './json5-scanner.ts';

/**
 * JSON5, as OpenClaw has it: keys without quotes, single quotes, hexadecimal numbers, strings over several
 * lines. What we write is plain JSON, which is JSON5 too.
 */
export const json5Format: ConfigFormat = jsonFormatOf(json5Dialect);
