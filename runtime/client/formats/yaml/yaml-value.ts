import type { JsonValue } from '../config-format.ts';
import { maximumDepth } from '../json/json-document.ts';
import { notWritable } from '../refusals.ts';

/** Words that some version of YAML takes for something else than text. */
const reserved = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

/**
 * A key with its value as lines, maps and lists one entry a line.
 * @param indent the blanks before the key
 * @param unit one step of indentation
 * @throws AiosError `entry_not_yaml` for what YAML cannot hold: NaN, undefined, cycles, halves of characters
 */
export function formatEntry(
  key: string,
  value: JsonValue,
  indent: string,
  unit: string,
  depth = 0,
): string[] {
  if (depth > maximumDepth) throw notWritable('YAML', 'it is nested too deep or contains itself');
  const name = `${indent}${formatString(key)}:`;
  if (!hasParts(value)) return [`${name} ${formatFlow(value, depth)}`];
  const inner = indent + unit;
  if (Array.isArray(value)) return [name, ...value.map((item) => `${inner}- ${formatFlow(item, depth + 1)}`)];
  const members = Object.keys(value);
  return [
    name,
    ...members.flatMap((member) => formatEntry(member, value[member] as JsonValue, inner, unit, depth + 1)),
  ];
}

/** A value on one line, maps in braces and lists in brackets. */
export function formatFlow(value: JsonValue, depth = 0): string {
  if (depth > maximumDepth) throw notWritable('YAML', 'it is nested too deep or contains itself');
  if (typeof value === 'string') return formatString(value);
  if (typeof value === 'number') return formatNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') throw notWritable('YAML', `it holds a value of type ${typeof value}`);
  if (Array.isArray(value)) return `[${value.map((item) => formatFlow(item, depth + 1)).join(', ')}]`;
  const members = Object.keys(value).map((key) => formatMember(key, value[key] as JsonValue, depth + 1));
  return `{${members.join(', ')}}`;
}

/** A key with its value, as a member of a map in braces. */
export function formatMember(key: string, value: JsonValue, depth = 0): string {
  return `${formatString(key)}: ${formatFlow(value, depth)}`;
}

/** Whether a value is a map or a list that is not empty. */
export function hasParts(value: JsonValue): value is JsonValue[] | { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Plain text where no version of YAML sees anything else in it, otherwise JSON's spelling, which is YAML's too. */
function formatString(value: string): string {
  if (/^[A-Za-z_/][\w/.+@-]*$/.test(value) && !reserved.test(value)) return value;
  if (!value.isWellFormed()) throw notWritable('YAML', 'it holds half a character');
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** YAML 1.1 takes a number with an exponent for text when it has no point. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw notWritable('YAML', `it holds the number ${value}`);
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}
