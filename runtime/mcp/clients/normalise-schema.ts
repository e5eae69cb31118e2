import type { JsonSchema } from '../../skill/manifest.ts';
import { innerSchemas, isSchema, walkSchema } from '../../skill/walk-schema.ts';
import type { SchemaLimits } from './family.ts';

/** So many parts a schema may grow to when its references are written out. */
const maxParts = 2000;
const definitions = ['$defs', 'definitions'];

/**
 * Writes an input schema in a form that a client takes. It may then admit more than before, never less: a call is
 * checked against the skill's own schema whatever the client was shown.
 */
export function normaliseSchema(schema: JsonSchema, limits: SchemaLimits): JsonSchema {
  if (isTaken(schema, limits)) return schema.type === 'object' ? schema : { ...schema, type: 'object' };
  const room = { parts: maxParts };
  const start = limits.references && schema.$ref === undefined ? schema : expand(schema, schema, [], room);
  const root = mergeRoot(start, limits);
  return { ...(rewrite(root, limits) as Record<string, unknown>), type: 'object' };
}

/** Gives the properties of a call their names back that {@link normaliseSchema} changed. */
export function restoreInput(schema: JsonSchema, limits: SchemaLimits, input: unknown): unknown {
  if (limits.propertyName === undefined || !isSchema(schema)) return input;
  if (Array.isArray(input)) {
    const { items } = schema;
    return isSchema(items) ? input.map((item) => restoreInput(items, limits, item)) : input;
  }
  const { properties } = schema;
  if (!isSchema(input) || !isSchema(properties)) return input;
  const originals = new Map(
    [...renamed(Object.keys(properties), limits)].map(([original, name]) => [name, original]),
  );
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const original = originals.get(name) ?? name;
      const inner = Object.hasOwn(properties, original) ? properties[original] : undefined;
      return [original, isSchema(inner) ? restoreInput(inner, limits, value) : value];
    }),
  );
}

/** Most schemas are fine as they are, and a list of a thousand tools is written at every start. */
function isTaken(schema: JsonSchema, limits: SchemaLimits): boolean {
  if (limits.rootKeywords.some((keyword) => keyword in schema)) return false;
  for (const { schema: part } of walkSchema(schema)) {
    if (!limits.references && '$ref' in part) return false;
    if (!limits.openArrays && isOpenArray(part)) return false;
    const { properties } = part;
    if (isSchema(properties) && Object.keys(properties).some((name) => !isGoodName(name, limits)))
      return false;
  }
  return true;
}

/** Puts what the alternatives in the root name into the root itself, none of it required. */
function mergeRoot(schema: JsonSchema, { rootKeywords }: SchemaLimits): JsonSchema {
  if (!rootKeywords.some((keyword) => keyword in schema)) return schema;
  const branches = rootKeywords.flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]).filter(isSchema) : [],
  );
  const root = Object.fromEntries(Object.entries(schema).filter(([key]) => !rootKeywords.includes(key)));
  const properties = Object.fromEntries(
    [...branches.toReversed(), root].flatMap((part) =>
      isSchema(part.properties) ? Object.entries(part.properties) : [],
    ),
  );
  const { additionalProperties: _closed, ...open } = root;
  return { ...open, properties };
}

function rewrite(schema: JsonSchema, limits: SchemaLimits): JsonSchema {
  const result: Record<string, unknown> = { ...schema };
  for (const { path, schema: inner } of innerSchemas(schema)) {
    const [keyword = '', key] = path;
    const changed = rewrite(inner, limits);
    if (key === undefined) result[keyword] = changed;
    else {
      const holder = result[keyword] === schema[keyword] ? copyOf(schema[keyword]) : result[keyword];
      put(holder, key, changed);
      result[keyword] = holder;
    }
  }
  if (!limits.references) for (const key of definitions) delete result[key];
  if (!limits.openArrays && isOpenArray(schema)) result.items = {};
  return isSchema(result.properties) ? renameProperties(result, result.properties, limits) : result;
}

function renameProperties(schema: JsonSchema, properties: JsonSchema, limits: SchemaLimits): JsonSchema {
  const names = renamed(Object.keys(properties), limits);
  if (names.size === 0) return schema;
  const nameOf = (name: string): string => names.get(name) ?? name;
  const required = Array.isArray(schema.required) ? { required: schema.required.map(nameOf) } : {};
  const entries = Object.entries(properties).map(([name, inner]) => [nameOf(name), inner]);
  return { ...schema, properties: Object.fromEntries(entries), ...required };
}

/** @returns the new names by the ones that are not taken; the same for the same names in the same order */
function renamed(names: readonly string[], limits: SchemaLimits): ReadonlyMap<string, string> {
  const used = new Set(names.filter((name) => isGoodName(name, limits)));
  const changed = new Map<string, string>();
  for (const name of names) {
    if (isGoodName(name, limits)) continue;
    const plain = name.replaceAll(/[^A-Za-z0-9_.-]+/gu, '_').slice(0, 56) || 'value';
    let candidate = plain;
    for (let number = 2; used.has(candidate); number += 1) candidate = `${plain}_${number}`;
    used.add(candidate);
    changed.set(name, candidate);
  }
  return changed;
}

/** Writes out every reference; one that leads into itself, or nowhere, becomes a schema that admits anything. */
function expand(
  part: JsonSchema,
  root: JsonSchema,
  within: readonly string[],
  room: { parts: number },
): JsonSchema {
  room.parts -= 1;
  if (room.parts < 0) return {};
  const { $ref, ...rest } = part;
  if (typeof $ref === 'string') {
    const target = within.includes($ref) ? undefined : resolve(root, $ref);
    const written = target === undefined ? {} : expand(target, root, [...within, $ref], room);
    return { ...written, ...expand(rest, root, within, room) };
  }
  const result: Record<string, unknown> = { ...part };
  for (const { path, schema: inner } of innerSchemas(part)) {
    const [keyword = '', key] = path;
    if (definitions.some((name) => name === keyword)) continue;
    const written = expand(inner, root, within, room);
    if (key === undefined) result[keyword] = written;
    else {
      const holder = result[keyword] === part[keyword] ? copyOf(part[keyword]) : result[keyword];
      put(holder, key, written);
      result[keyword] = holder;
    }
  }
  return result;
}

function resolve(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let target: unknown = root;
  for (const key of reference.slice(2).split('/')) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    target = isSchema(target) && Object.hasOwn(target, name) ? target[name] : undefined;
  }
  return isSchema(target) ? target : undefined;
}

/** A property may be called `__proto__`. */
function put(holder: unknown, key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function copyOf(value: unknown): unknown {
  return Array.isArray(value) ? [...value] : { ...(value as object) };
}

function isOpenArray(schema: JsonSchema): boolean {
  const { type } = schema;
  const isArray = type === 'array' || (Array.isArray(type) && type.includes('array'));
  return isArray && !isSchema(schema.items);
}

function isGoodName(name: string, { propertyName }: SchemaLimits): boolean {
  return propertyName?.test(name) ?? true;
}
