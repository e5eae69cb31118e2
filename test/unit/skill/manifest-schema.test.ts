import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { RawManifest, SkillManifest, SkillType } from '../../../runtime/skill/manifest.ts';

interface SchemaPart {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly required?: readonly string[];
  readonly items?: SchemaPart;
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaPart>>;
  readonly additionalProperties?: boolean;
  readonly type?: string;
}

const schema = JSON.parse(
  readFileSync(new URL('../../../runtime/skill/schemas/skill.schema.json', import.meta.url), 'utf8'),
) as SchemaPart;

/** Every key that a type may have, all the way down. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly [Whole<Item>]
  : T extends object
    ? { readonly [Key in keyof T]-?: Whole<NonNullable<T[Key]>> }
    : T;
/** Only the keys that a type must have, all the way down; lists are empty or left out. */
type Least<T> = T extends readonly unknown[]
  ? readonly []
  : T extends object
    ? { readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: Least<T[Key]> }
    : T;

// The compiler refuses a key too many or too few in these two, so they have exactly the type's keys.
const whole: Whole<RawManifest> = {
  schema: 'aios/v0.1',
  id: 'a',
  name: 'a',
  version: '1.0.0',
  description: 'a',
  author: 'a',
  license: 'a',
  type: 'reader',
  clients: ['a'],
  requires: { connectors: [{ id: 'a', scopes: ['a'], optional: true }] },
  inputs: { schema: 'a' },
  outputs: { schema: 'a' },
  guardrails: [{ id: 'a' }],
  execution: { mode: 'auto', prompt: 'a', timeout_ms: 100 },
  tests: [{ name: 'a', fixture: 'a', expected: 'a' }],
};
const least: Least<RawManifest> = {
  id: 'a',
  name: 'a',
  version: '1.0.0',
  description: 'a',
  type: 'reader',
  inputs: { schema: 'a' },
  outputs: { schema: 'a' },
  execution: { prompt: 'a' },
};
const types: Record<SkillType, true> = {
  reader: true,
  analyzer: true,
  screener: true,
  guardrail: true,
  action: true,
};
const modes: Record<SkillManifest['mode'], true> = { suggest: true, auto: true };

function resolve(part: SchemaPart): SchemaPart {
  return part.$ref ? schema.$defs![part.$ref.replace('#/$defs/', '')]! : part;
}

/** The paths of all keys in the schema, `[]` for a list. */
function keysOfSchema(given: SchemaPart, path = ''): string[] {
  const part = resolve(given);
  return [
    ...(part.items ? keysOfSchema(part.items, `${path}[]`) : []),
    ...Object.entries(part.properties ?? {}).flatMap(([key, inner]) => [
      `${path}.${key}`,
      ...keysOfSchema(inner, `${path}.${key}`),
    ]),
  ];
}

function keysOfValue(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return keysOfValue(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}.${key}`,
    ...keysOfValue(inner, `${path}.${key}`),
  ]);
}

function everyPart(part: SchemaPart, path: string): [string, SchemaPart][] {
  return [
    [path, part],
    ...Object.entries(part.properties ?? {}).flatMap(([key, inner]) => everyPart(inner, `${path}.${key}`)),
    ...Object.entries(part.$defs ?? {}).flatMap(([key, inner]) => everyPart(inner, `${path}#${key}`)),
    ...(part.items ? everyPart(part.items, `${path}[]`) : []),
  ];
}

describe('the JSON Schema of skill.yaml', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(schema);

  it('knows exactly the keys that the types know', () => {
    assert.deepEqual(keysOfSchema(schema).sort(), keysOfValue(whole).sort());
  });

  it('takes a manifest with every key, and one with only those the types ask for', () => {
    assert.ok(validate(whole), JSON.stringify(validate.errors));
    assert.ok(validate(least), JSON.stringify(validate.errors));
  });

  it('asks for every key that the types ask for', () => {
    const take = (value: object, path: readonly string[]): object => {
      const copy = structuredClone(value) as Record<string, object>;
      const [key = '', ...rest] = path;
      if (rest.length === 0) delete copy[key];
      else copy[key] = take(copy[key]!, rest);
      return copy;
    };
    for (const key of keysOfValue(least)) {
      const path = key.split('.').slice(1);
      assert.equal(validate(take(least, path)), false, `${key} is not asked for`);
    }
    for (const item of [
      '.tests[].name',
      '.tests[].fixture',
      '.guardrails[].id',
      '.requires.connectors[].id',
    ]) {
      const [list = '', key = ''] = item.split('[].');
      const items = list
        .split('.')
        .slice(1)
        .reduce<SchemaPart>((at, name) => at.properties![name]!, schema).items!;
      assert.ok(items.required?.includes(key), item);
    }
  });

  it('allows exactly the words that the types allow', () => {
    assert.deepEqual([...schema.properties!.type!.enum!].sort(), Object.keys(types).sort());
    assert.deepEqual(
      [...schema.properties!.execution!.properties!.mode!.enum!].sort(),
      Object.keys(modes).sort(),
    );
  });

  it('lets no unknown key in anywhere', () => {
    for (const [path, part] of everyPart(schema, '')) {
      if (part.type === 'object') assert.equal(part.additionalProperties, false, path);
    }
  });

  it('says of each of its parts what it expects, since that is told to people', () => {
    for (const [path, part] of everyPart(schema, '')) {
      assert.match(part.description ?? '', /^\S.{4,}[.)]$/su, path);
    }
  });
});
