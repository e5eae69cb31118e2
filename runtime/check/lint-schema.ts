import type { ClientSkillRules } from '../client/skill-rules.ts';
import { type Diagnostic, type Fix, positionAt, rangeAt, replace } from '../skill/diagnostic.ts';
import { type JsonPath, jsonNode, jsonTree } from '../skill/json-places.ts';
import type { JsonSchema } from '../skill/manifest.ts';
import { isSchema, walkSchema } from '../skill/walk-schema.ts';
import { type Breach, findBreaches, idsOf, sentenceOf, severityOf } from './client-breaches.ts';
import { inlineReferences } from './inline-references.ts';

/** More of one kind helps nobody. */
const maxOfOneKind = 20;

export interface LintedSchema {
  readonly file: string;
  readonly text: string;
  readonly schema: JsonSchema;
}

/** Holds a tool's input schema against what clients and the models behind them take. */
export function lintSchema(input: LintedSchema, clients: readonly ClientSkillRules[]): Diagnostic[] {
  const rootKeywords = new Set(
    clients
      .flatMap((client) => client.schema.value.root?.keywords ?? [])
      .filter((word) => word in input.schema),
  );
  return [
    ...[...rootKeywords].flatMap((keyword) => lintRoot(input, keyword, clients)),
    ...lintReferences(input, clients),
    ...lintPropertyNames(input, clients),
    ...lintArrays(input, clients),
  ];
}

function lintRoot(input: LintedSchema, keyword: string, clients: readonly ClientSkillRules[]): Diagnostic[] {
  const breaches = findBreaches(
    clients,
    ({ schema }) => schema,
    ({ root }) => (root?.keywords.includes(keyword) ? root.effect : undefined),
  );
  return tell(input, [keyword], breaches, {
    code: 'client_schema_root',
    message: `"${keyword}" stands at the root of the schema.`,
    remedy: 'Say it in the description, or move it into one of the properties.',
    isKey: true,
  });
}

function lintReferences(input: LintedSchema, clients: readonly ClientSkillRules[]): Diagnostic[] {
  const first = [...walkSchema(input.schema)].find((part) => typeof part.schema.$ref === 'string');
  if (first === undefined) return [];
  const breaches = findBreaches(
    clients,
    ({ schema }) => schema,
    ({ references }) => references,
  );
  const fix = breaches.length === 0 ? undefined : inlineReferences(input.text, input.schema);
  return tell(input, [...first.path, '$ref'], breaches, {
    code: 'client_schema_reference',
    message: `The schema refers to ${JSON.stringify(first.schema.$ref)}.`,
    remedy: 'Write what it stands for in its place.',
    fix,
  });
}

function lintPropertyNames(input: LintedSchema, clients: readonly ClientSkillRules[]): Diagnostic[] {
  const { properties } = input.schema;
  if (!isSchema(properties)) return [];
  const told = Object.keys(properties).flatMap((name) => {
    const breaches = findBreaches(
      clients,
      ({ schema }) => schema,
      ({ propertyNames }) =>
        propertyNames === undefined || matchesWhole(propertyNames.pattern, name)
          ? undefined
          : propertyNames.effect,
    );
    return tell(input, ['properties', name], breaches, {
      code: 'client_property_name',
      message: `The property "${name.slice(0, 80)}" has a name that is not letters, digits, _, - and ., at most 64 of them.`,
      remedy: 'Rename it, here and in the prompt.',
      isKey: true,
    });
  });
  return told.slice(0, maxOfOneKind);
}

function lintArrays(input: LintedSchema, clients: readonly ClientSkillRules[]): Diagnostic[] {
  const breaches = findBreaches(
    clients,
    ({ schema }) => schema,
    ({ openArrays }) => openArrays,
  );
  if (breaches.length === 0) return [];
  const open = [...walkSchema(input.schema)]
    .filter(({ schema }) => isOpenArray(schema))
    .slice(0, maxOfOneKind);
  return open.flatMap(({ path }) =>
    tell(input, [...path, 'type'], breaches, {
      code: 'client_open_array',
      message: `An array does not say what its items are${path.length === 0 ? '' : ` (${path.join('.')})`}.`,
      remedy: 'Add "items", with {} for items of any kind.',
      fix: addItems(input.text, path),
    }),
  );
}

function isOpenArray({ type, items, prefixItems }: JsonSchema): boolean {
  const isArray = type === 'array' || (Array.isArray(type) && type.includes('array'));
  return isArray && items === undefined && prefixItems === undefined;
}

/** `{}` says what no `items` says: anything. */
function addItems(text: string, path: JsonPath): Fix | undefined {
  const tree = jsonTree(text);
  const type = tree && jsonNode(tree, [...path, 'type']);
  if (type === undefined) return undefined;
  const end = type.offset + type.length;
  return replace('Add "items": {}', rangeAt(text, end, end), ', "items": {}');
}

interface Told extends Pick<Diagnostic, 'code' | 'message' | 'remedy'> {
  readonly fix?: Fix | undefined;
  /** Whether the place is the key's and not its value's. */
  readonly isKey?: boolean;
}

function tell(
  { file, text }: LintedSchema,
  path: JsonPath,
  breaches: readonly Breach[],
  { code, message, remedy, fix, isKey }: Told,
): Diagnostic[] {
  if (breaches.length === 0) return [];
  const tree = jsonTree(text);
  const value = tree && jsonNode(tree, path);
  const node = isKey ? value?.parent?.children?.[0] : value;
  return [
    {
      code,
      severity: severityOf(breaches),
      message: `${message} ${sentenceOf(breaches)}`,
      file,
      ...positionAt(text, node?.offset ?? 0),
      remedy,
      clients: idsOf(breaches),
      ...(fix && { fix }),
    },
  ];
}

/** @returns whether the pattern, one of our own, describes all of a text */
export function matchesWhole(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(text);
}
