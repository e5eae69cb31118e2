import type { JsonValue } from '../config-format.ts';
import { notWritable } from '../refusals.ts';
import { maximumDepth } from './json-document.ts';

/** How a value is written out. */
export interface ValueStyle {
  /** One member a line, or all on one line. */
  readonly multiline: boolean;
  /** One step of indentation. */
  readonly unit: string;
  readonly lineBreak: string;
  /** The colon with the blanks around it. */
  readonly colon: string;
  /** On one line: what follows a comma. */
  readonly afterComma: string;
  /** On one line: what stands inside the braces of an object. */
  readonly padding: string;
}

/**
 * Writes a value as JSON text.
 * @param indent the indentation of the line on which the value begins
 * @throws AiosError `entry_not_json` for what JSON cannot hold: NaN, infinities, undefined, cycles
 */
export function formatValue(value: JsonValue, style: ValueStyle, indent: string, depth = 0): string {
  if (depth > maximumDepth) throw notWritable('JSON', 'it is nested too deep or contains itself');
  if (typeof value === 'number' && !Number.isFinite(value))
    throw notWritable('JSON', `it holds the number ${value}`);
  if (value === null || typeof value !== 'object') {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw notWritable('JSON', `it holds a value of type ${typeof value}`);
    return text;
  }
  const inner = style.multiline ? indent + style.unit : indent;
  if (Array.isArray(value)) {
    const items = value.map((item) => formatValue(item, style, inner, depth + 1));
    return enclose('[', ']', items, { ...style, padding: '' }, indent);
  }
  const members = Object.keys(value).map((key) => {
    const member = value[key] as JsonValue;
    return JSON.stringify(key) + style.colon + formatValue(member, style, inner, depth + 1);
  });
  return enclose('{', '}', members, style, indent);
}

function enclose(open: string, close: string, items: string[], style: ValueStyle, indent: string): string {
  if (items.length === 0) return open + close;
  if (!style.multiline) {
    return open + style.padding + items.join(`,${style.afterComma}`) + style.padding + close;
  }
  const next = style.lineBreak + indent + style.unit;
  return open + next + items.join(`,${next}`) + style.lineBreak + indent + close;
}
