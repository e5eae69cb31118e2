import type { JsonPath } from './json-places.ts';
import type { JsonSchema } from './manifest.ts';

/** Keywords of JSON Schema 2020-12 whose value is a schema, a list of schemas, or schemas by name. */
const holdsOne = new Set([
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
  'contentSchema',
]);
const holdsList = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const holdsNamed = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);

export interface SchemaPart {
  readonly path: JsonPath;
  readonly schema: JsonSchema;
}

/** Yields a schema and every schema in it, with the path that leads there, in no order. */
export function* walkSchema(root: JsonSchema): Generator<SchemaPart> {
  const waiting: SchemaPart[] = [{ path: [], schema: root }];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    yield part;
    for (const inner of innerSchemas(part.schema))
      waiting.push({ path: [...part.path, ...inner.path], schema: inner.schema });
  }
}

/** @returns the schemas that stand directly in one; what looks like one among its values, as in `enum`, is none */
export function innerSchemas(schema: JsonSchema): SchemaPart[] {
  const found: SchemaPart[] = [];
  const add = (value: unknown, ...path: JsonPath): void => {
    if (isSchema(value)) found.push({ path, schema: value });
  };
  for (const [keyword, value] of Object.entries(schema)) {
    if (holdsOne.has(keyword)) add(value, keyword);
    else if (holdsList.has(keyword) && Array.isArray(value))
      for (const [index, entry] of value.entries()) add(entry, keyword, index);
    else if (holdsNamed.has(keyword) && isSchema(value))
      for (const [name, entry] of Object.entries(value)) add(entry, keyword, name);
  }
  return found;
}

/** @returns whether a value is an object; a schema may also be true or false, which says nothing */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
