import type { JsonValue } from '../config-format.ts';
import { maximumDepth } from '../json/json-document.ts';
import { notWritable } from '../refusals.ts';

/** A key as TOML text: bare where that is allowed. */
export function formatKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : formatString(key);
}

/** The members of a table as lines `key = value`, inner tables in braces. */
export function formatLines(table: { readonly [key: string]: JsonValue }): string[] {
  return Object.keys(table).map((key) => `${formatKey(key)} = ${formatValue(table[key] as JsonValue)}`);
}

/**
 * Writes a value on one line, as TOML 1.0 has it.
 * @throws AiosError `entry_not_toml` for what TOML cannot hold: null, NaN, undefined, cycles, halves of characters
 */
export function formatValue(value: JsonValue, depth = 0): string {
  if (depth > maximumDepth) throw notWritable('TOML', 'it is nested too deep or contains itself');
  if (typeof value === 'string') return formatString(value);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) {
    throw notWritable('TOML', `it holds ${value === null ? 'null' : `a value of type ${typeof value}`}`);
  }
  if (Array.isArray(value)) return `[${value.map((item) => formatValue(item, depth + 1)).join(', ')}]`;
  const members = Object.keys(value).map((key) => {
    return `${formatKey(key)} = ${formatValue(value[key] as JsonValue, depth + 1)}`;
  });
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** Every escape that JSON writes is one of TOML's too; TOML also wants DEL escaped. */
function formatString(value: string): string {
  if (!value.isWellFormed()) throw notWritable('TOML', 'it holds half a character');
  return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}

function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw notWritable('TOML', `it holds the number ${value}`);
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
