import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createScanner, type Node, type ParseError, parse, parseTree } from 'jsonc-parser';
import type { JsonValue } from '../../../../../runtime/client/formats/config-format.ts';
import { jsonFormat } from '../../../../../runtime/client/formats/json/json-format.ts';
import { AiosError } from '../../../../../runtime/errors.ts';
import { decode, encode } from '../format-support.ts';
import { key, text, value, wildObject } from './json-generators.ts';

// A longer search: PROPERTY_RUNS=100000 mocha 'test/unit/client/*.property.test.ts'
const runs = Number(process.env.PROPERTY_RUNS ?? 250);

describe('the JSON format, whatever the file looks like', () => {
  it('gives back the very bytes when a new entry is removed again', () => {
    check(fc.tuple(text, fc.nat(), fc.array(key, { minLength: 1, maxLength: 3 }), value), (drawn) => {
      const [file, pick, names, planned] = drawn;
      const path = freePath(file, pick, names);
      const before = encode(file);
      const edit = jsonFormat.setEntry('f', before, path, planned);
      assert.deepEqual(jsonFormat.readEntry('f', edit.bytes, path), normal(planned));
      const after = decode(edit.bytes);
      assert.deepEqual(readLoosely(after), withValue(readLoosely(file), path, planned));
      assertOnlyInserted(file, after);
      assertAsStrict(file, after);
      assert.deepEqual(commentsOf(after), commentsOf(file));
      assert.equal(decode(jsonFormat.removeEntry('f', edit.bytes, path, edit.createdFrom)), file);
    });
  });

  it('replaces a value and not one character beside it', () => {
    check(fc.tuple(text, fc.nat(), value), ([file, pick, planned]) => {
      const path = entryPath(file, pick);
      fc.pre(path !== undefined);
      const before = encode(file);
      const edit = jsonFormat.setEntry('f', before, path, planned);
      const after = decode(edit.bytes);
      assert.equal(edit.createdFrom, path.length);
      assert.deepEqual(readLoosely(after), withValue(readLoosely(file), path, planned));
      const { offset, length } = nodeAt(file, path);
      assert.ok(after.startsWith(file.slice(0, offset)));
      assert.ok(after.endsWith(file.slice(offset + length)));
      assert.equal(jsonFormat.setEntry('f', edit.bytes, path, planned).bytes, edit.bytes);
    });
  });

  it('removes any entry and leaves the other entries and the comments on other lines', () => {
    check(fc.tuple(text, fc.nat()), ([file, pick]) => {
      const path = entryPath(file, pick);
      fc.pre(path !== undefined);
      const after = decode(jsonFormat.removeEntry('f', encode(file), path, path.length));
      assert.deepEqual(readLoosely(after), withoutValue(readLoosely(file), path));
      assertAsStrict(file, after);
      const gone = missingFrom(commentsOf(file), commentsOf(after));
      assert.ok(gone <= commentsOnLinesOf(file, path));
    });
  });

  it('removes emptied parents too, and then still parses and reads as before', () => {
    check(fc.tuple(text, fc.nat(), fc.nat(3)), ([file, pick, createdFrom]) => {
      const path = entryPath(file, pick);
      fc.pre(path !== undefined);
      const bytes = jsonFormat.removeEntry('f', encode(file), path, createdFrom);
      const after = readLoosely(decode(bytes));
      const expected = withoutValue(readLoosely(file), path);
      assert.ok(
        parentsOf(path, createdFrom).some((removed) => {
          return isSame(after, removed.length === path.length ? expected : withoutValue(expected, removed));
        }),
      );
    });
  });
});

describe('the JSON format, over several edits and damaged files', () => {
  it('undoes any sequence of entries in reverse, each to the very bytes', () => {
    const steps = fc.array(fc.tuple(fc.nat(), fc.array(key, { minLength: 1, maxLength: 2 }), value), {
      maxLength: 5,
    });
    check(fc.tuple(text, steps), ([file, drawn]) => {
      const undo: { before: string; path: string[]; createdFrom: number }[] = [];
      let current = file;
      for (const [pick, names, planned] of drawn) {
        const path = freePath(current, pick, names);
        const edit = jsonFormat.setEntry('f', encode(current), path, planned);
        undo.push({ before: current, path, createdFrom: edit.createdFrom });
        current = decode(edit.bytes);
      }
      for (const { before, path, createdFrom } of undo.reverse()) {
        current = decode(jsonFormat.removeEntry('f', encode(current), path, createdFrom));
        assert.equal(current, before);
      }
    });
  });

  it('refuses damaged text exactly when VS Code would underline it', () => {
    const damage = fc.constantFrom(
      '',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '/',
      '*/',
      '-',
      '.',
      '\\',
      'x',
      '\u0001',
      '1',
    );
    check(fc.tuple(wildObject, fc.nat(), fc.nat(3), damage), ([file, at, removed, inserted]) => {
      const offset = at % (file.length + 1);
      const damaged = file.slice(0, offset) + inserted + file.slice(offset + removed);
      fc.pre(damaged.trim() !== '');
      const errors: ParseError[] = [];
      parse(damaged, errors, { allowTrailingComma: true });
      const refusal = refusalOf(() => jsonFormat.readKeys('f', encode(damaged), []));
      if (errors.length > 0) assert.equal(refusal?.code, 'config_not_parsable');
      else assert.ok(refusal === undefined || refusal.code === 'config_not_object');
    });
  });
});

function check<T>(drawn: fc.Arbitrary<T>, property: (value: T) => void): void {
  fc.assert(fc.property(drawn, property), { numRuns: runs });
}

/** -0 is written as 0. */
function normal(planned: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(planned)) as JsonValue;
}

function tokensOf(file: string, keep: (kind: number) => boolean): string[] {
  const scanner = createScanner(file.replace(/^\uFEFF/, ''), false);
  const tokens: string[] = [];
  for (let kind: number = scanner.scan(); kind !== 17; kind = scanner.scan()) {
    if (keep(kind))
      tokens.push(file.replace(/^\uFEFF/, '').substr(scanner.getTokenOffset(), scanner.getTokenLength()));
  }
  return tokens;
}

function commentsOf(file: string): string[] {
  return tokensOf(file, (kind) => kind === 12 || kind === 13);
}

/** Reads JSON with comments without the code under test: without comments and trailing commas it is JSON. */
function readLoosely(file: string): JsonValue {
  const tokens = tokensOf(file, (kind) => kind < 12);
  const strict = tokens.filter((token, index) => token !== ',' || !/^[\]}]$/.test(tokens[index + 1] ?? ''));
  return JSON.parse(strict.join('')) as JsonValue;
}

function isObject(any: JsonValue | undefined): any is { [key: string]: JsonValue } {
  return typeof any === 'object' && any !== null && !Array.isArray(any);
}

function ownValue(any: JsonValue, name: string): JsonValue | undefined {
  return isObject(any) && Object.hasOwn(any, name) ? any[name] : undefined;
}

function pathsOf(any: JsonValue, to: 'objects' | 'entries', path: string[] = []): string[][] {
  if (!isObject(any)) return [];
  const here = to === 'objects' ? [path] : Object.keys(any).map((name) => [...path, name]);
  return [...here, ...Object.keys(any).flatMap((name) => pathsOf(any[name]!, to, [...path, name]))];
}

/** A path with new keys at its end, below one of the file's objects. */
function freePath(file: string, pick: number, names: string[]): string[] {
  const whole = readLoosely(file);
  const objects = pathsOf(whole, 'objects');
  const parent = objects[pick % objects.length] ?? [];
  const object = parent.reduce<JsonValue>((inner, name) => ownValue(inner, name) ?? null, whole);
  const first =
    ownValue(object, names[0]!) === undefined ? names[0]! : `new ${Object.keys(object ?? {}).join()}`;
  return [...parent, first, ...names.slice(1)];
}

function entryPath(file: string, pick: number): string[] | undefined {
  const entries = pathsOf(readLoosely(file), 'entries');
  return entries[pick % Math.max(entries.length, 1)];
}

function define(object: { [key: string]: JsonValue }, name: string, inner: JsonValue): void {
  Object.defineProperty(object, name, { value: inner, writable: true, enumerable: true, configurable: true });
}

function withValue(whole: JsonValue, path: string[], planned: JsonValue): JsonValue {
  const [name, ...rest] = path;
  if (name === undefined) return normal(planned);
  const object = isObject(whole) ? whole : {};
  define(object, name, withValue(ownValue(object, name) ?? {}, rest, planned));
  return object;
}

function withoutValue(whole: JsonValue, path: string[]): JsonValue {
  const copy = structuredCloneOfJson(whole);
  const parent = path.slice(0, -1).reduce<JsonValue>((inner, name) => ownValue(inner, name) ?? null, copy);
  if (isObject(parent)) delete parent[path.at(-1)!];
  return copy;
}

function structuredCloneOfJson(any: JsonValue): JsonValue {
  if (Array.isArray(any)) return any.map(structuredCloneOfJson);
  if (!isObject(any)) return any;
  const copy: { [key: string]: JsonValue } = {};
  for (const name of Object.keys(any)) define(copy, name, structuredCloneOfJson(any[name]!));
  return copy;
}

function isSame(one: JsonValue, other: JsonValue): boolean {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
}

/** The path itself and the parents of it that may go when the keys from `createdFrom` on were created. */
function parentsOf(path: string[], createdFrom: number): string[][] {
  const lengths = path.map((_, index) => index + 1).filter((length) => length > createdFrom);
  return [path, ...lengths.map((length) => path.slice(0, length))];
}

/** What a client with a strict JSON parser could read, it still can. */
function assertAsStrict(before: string, after: string): void {
  if (isStrict(before)) assert.ok(isStrict(after), after);
}

function isStrict(file: string): boolean {
  try {
    JSON.parse(file);
    return true;
  } catch {
    return false;
  }
}

/** The new text is the old one with a comma and an entry put in, and only white space and comments between the two. */
function assertOnlyInserted(before: string, after: string): void {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const between = before.slice(head, before.length - tail);
  assert.deepEqual(
    tokensOf(between, (kind) => kind < 12),
    [],
  );
}

/** The last of duplicates at each level, as parsers have it. */
function nodeAt(file: string, path: string[]): Node {
  const offset = file.startsWith('\uFEFF') ? 1 : 0;
  const root = parseTree(file.slice(offset), [], { allowTrailingComma: true });
  const node = path.reduce((inner, name) => {
    return inner?.children?.findLast((property) => property.children?.[0]?.value === name)?.children?.[1];
  }, root);
  assert.ok(node);
  return { ...node, offset: node.offset + offset };
}

function missingFrom(before: string[], after: string[]): number {
  const left = [...after];
  let missing = 0;
  for (const one of before) {
    if (left[0] === one) left.shift();
    else missing += 1;
  }
  assert.deepEqual(left, [], 'a comment came up that was not there');
  return missing;
}

/** How many comments a removal may take along: those inside the duplicates of an entry and behind them on their lines. */
function commentsOnLinesOf(file: string, path: string[]): number {
  const parent = path.length === 1 ? undefined : nodeAt(file, path.slice(0, -1));
  const start = file.startsWith('\uFEFF') ? 1 : 0;
  const object = parent ?? parseTree(file.slice(start), [], { allowTrailingComma: true });
  let count = 0;
  for (const property of object?.children ?? []) {
    if (property.children?.[0]?.value !== path.at(-1)) continue;
    const from = property.offset + start;
    const end = file.slice(from + property.length).search(/[\r\n]/);
    count += commentsOf(file.slice(from, end < 0 ? file.length : from + property.length + end)).length;
  }
  return count;
}

function refusalOf(run: () => unknown): AiosError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.ok(AiosError.is(error), String(error));
    return error;
  }
}
