import { modify } from 'jsonc-parser';
import { type Fix, rangeAt, type TextEdit } from '../skill/diagnostic.ts';
import { jsonNode, jsonTree, pointerPath } from '../skill/json-places.ts';
import type { JsonSchema } from '../skill/manifest.ts';
import { innerSchemas, isSchema, walkSchema } from '../skill/walk-schema.ts';

/** Keywords beside a `$ref` that say nothing of what is valid. */
const annotations = new Set(['title', 'description', 'default', 'examples', 'deprecated', '$comment']);
/** What gives a schema a name by which another may be meant: a text cannot be put in its place. */
const names = ['$id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$recursiveRef'];
/** A schema that is or grows larger than this is kept short by its references for good reason. */
const maxParts = 2000;
const maxText = 64 * 1024;

/**
 * Writes what each `$ref` stands for in its place, and takes the definitions out.
 * @param text the file
 * @returns undefined where that cannot be: a schema that refers to itself, a reference with rules of its own beside it
 */
export function inlineReferences(text: string, schema: JsonSchema): Fix | undefined {
  const tree = text.length > maxText ? undefined : jsonTree(text);
  if (tree === undefined || [...walkSchema(schema)].some((part) => names.some((name) => name in part.schema)))
    return undefined;
  const room = { parts: maxParts };
  const edits: TextEdit[] = [];
  for (const { path, schema: part } of walkSchema(schema)) {
    if (typeof part.$ref !== 'string' || isDefinition(path[0])) continue;
    const node = jsonNode(tree, path);
    const whole = expand(part, { schema, room, within: [] });
    if (node === undefined || whole === undefined) return undefined;
    edits.push({
      range: rangeAt(text, node.offset, node.offset + node.length),
      newText: layOut(whole, text, node.offset),
    });
  }
  for (const key of ['$defs', 'definitions']) {
    if (!(key in schema)) continue;
    for (const { offset, length, content } of modify(text, [key], undefined, {}))
      edits.push({ range: rangeAt(text, offset, offset + length), newText: content });
  }
  return { title: 'Write out the references', edits };
}

function isDefinition(key: string | number | undefined): boolean {
  return key === '$defs' || key === 'definitions';
}

interface Expansion {
  readonly schema: JsonSchema;
  readonly room: { parts: number };
  /** The references that are being written out, to notice one inside itself. */
  readonly within: readonly string[];
}

/** @returns a schema with every reference in it written out */
function expand(schema: JsonSchema, expansion: Expansion): JsonSchema | undefined {
  const { room } = expansion;
  room.parts -= 1;
  if (room.parts < 0) return undefined;
  if (typeof schema.$ref === 'string') return expandReference(schema, schema.$ref, expansion);
  const whole = structuredClone(schema) as Record<string, unknown>;
  for (const inner of innerSchemas(schema)) {
    const expanded = expand(inner.schema, expansion);
    if (expanded === undefined) return undefined;
    const [keyword = '', key] = inner.path;
    if (key === undefined) whole[keyword] = expanded;
    else (whole[keyword] as Record<string | number, unknown>)[key] = expanded;
  }
  return whole;
}

function expandReference(
  { $ref, ...beside }: JsonSchema,
  reference: string,
  expansion: Expansion,
): JsonSchema | undefined {
  const { schema, within } = expansion;
  if (!reference.startsWith('#/') || within.includes(reference)) return undefined;
  if (Object.keys(beside).some((key) => !annotations.has(key))) return undefined;
  let target: unknown = schema;
  for (const key of pointerPath(decodeURIComponent(reference)))
    target = isSchema(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  const whole = isSchema(target)
    ? expand(target, { ...expansion, within: [...within, reference] })
    : undefined;
  return whole && { ...whole, ...beside };
}

/** As the file is laid out: on one line, or indented like the line it begins on. */
function layOut(value: unknown, text: string, offset: number): string {
  if (!text.trim().includes('\n')) return JSON.stringify(value);
  const lineStart = text.lastIndexOf('\n', offset) + 1;
  const indentation = /^[ \t]*/u.exec(text.slice(lineStart))?.[0] ?? '';
  const step = /^\{\s*?\n([ \t]+)/u.exec(text.trimStart())?.[1] ?? '  ';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return JSON.stringify(value, undefined, step).replaceAll('\n', `${lineEnd}${indentation}`);
}
