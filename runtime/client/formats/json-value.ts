import { AiosError } from '../../errors.ts';
import type { JsonValue } from './config-format.ts';
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

/** Sets a key as own data, also `__proto__`, which a plain assignment would take for the prototype. */
export function setOwn(target: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** A value inside new objects, one for each key, the first key outermost. */
export function nestValue(keys: readonly string[], value: JsonValue): JsonValue {
  return keys.reduceRight<JsonValue>((inner, key) => {
    const object: { [key: string]: JsonValue } = {};
    setOwn(object, key, inner);
    return object;
  }, value);
}

/** Whether two values are the same JSON; the order of keys does not count. */
export function equalValues(one: JsonValue, other: JsonValue): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => equalValues(item, other[index] ?? null));
  }
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && equalValues(one[key] ?? null, other[key] ?? null));
}

/**
 * Writes a value as JSON text.
 * @param indent the indentation of the line on which the value begins
 * @throws AiosError `entry_not_json` for what JSON cannot hold: NaN, infinities, undefined, cycles
 */
export function formatValue(value: JsonValue, style: ValueStyle, indent: string, depth = 0): string {
  if (depth > maximumDepth) throw notJson('it is nested too deep or contains itself');
  if (typeof value === 'number' && !Number.isFinite(value)) throw notJson(`it holds the number ${value}`);
  if (value === null || typeof value !== 'object') {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw notJson(`it holds a value of type ${typeof value}`);
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

function notJson(why: string): AiosError {
  return new AiosError(`The entry to be written is not JSON: ${why}.`, {
    code: 'entry_not_json',
    remedy: 'This is a fault in AI OS; please report it. Nothing was changed.',
  });
}
