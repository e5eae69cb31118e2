import type { JsonValue } from './config-format.ts';

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

/** @throws RangeError when a path names no key */
export function refuseEmptyPath(path: readonly string[]): void {
  if (path.length === 0) throw new RangeError('The path of an entry names at least one key.');
}
