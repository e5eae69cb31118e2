import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConfigFormat, JsonValue } from '../../../../runtime/client/formats/config-format.ts';
import { AiosError } from '../../../../runtime/errors.ts';
import { decode, encode } from './format-support.ts';

// A longer search: PROPERTY_RUNS=100000 mocha 'test/unit/client/formats/**/*.property.test.ts'
const runs = Number(process.env.PROPERTY_RUNS ?? 1000);

export interface FormatUnderTest {
  readonly format: ConfigFormat;
  /** Valid files with comments and odd spellings, many of which have the entry already. */
  readonly text: fc.Arbitrary<string>;
  readonly path: readonly string[];
  /** Reads a file without the code under test. */
  read(text: string): unknown;
  /** The comments and blanks of a piece of text taken out. */
  strip(piece: string): string;
}

const word = fc.oneof(
  fc.constantFrom(
    '--stdio',
    '/home/me/.aios/bin/aios-mcp',
    'C:\\aios\\x.cmd',
    '',
    'yes',
    '~',
    '1e3',
    '# no',
    '- x',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }).filter((text) => text.isWellFormed()),
);
const scalar = fc.oneof(
  word,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const key = fc.oneof(fc.constantFrom('command', 'args', 'env', 'a b', 'x.y', ''), word);
const part = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(key, scalar, { maxKeys: 3 }));
/** A value for an entry. */
const value = fc.oneof(
  fc.constant<JsonValue>({ command: '/home/me/.aios/bin/aios-mcp', args: ['--stdio'], env: { A: 'b' } }),
  fc.dictionary(key, part, { maxKeys: 4 }).map((any) => JSON.parse(JSON.stringify(any)) as JsonValue),
);

/** What holds for every file of a format: tests to be run inside a `describe`. */
export function testProperties({ format, text, path, read, strip }: FormatUnderTest): void {
  const blocked = { object: 0, editable: 0, done: 0 };
  const attempt = <T>(run: () => T): T | undefined => {
    try {
      const result = run();
      blocked.done += 1;
      return result;
    } catch (error) {
      if (AiosError.is(error, 'config_not_object')) blocked.object += 1;
      else if (AiosError.is(error, 'config_not_editable')) blocked.editable += 1;
      else throw error;
      return undefined;
    }
  };

  it('takes an entry and changes nothing else, twice as once, and gives back the very bytes', () => {
    check(fc.tuple(text, value, value), ([file, first, second]) => {
      const before = encode(file);
      if (entryIn(read(file), path) !== undefined) return;
      const edit = attempt(() => format.setEntry('f', before, path, first));
      if (edit === undefined) return;
      const after = decode(edit.bytes);
      assert.deepEqual(format.readEntry('f', edit.bytes, path), first);
      assert.deepEqual(read(after), withEntry(read(file), path, first));
      assertOnlyInserted(file, after, strip);
      assert.equal(format.setEntry('f', edit.bytes, path, first).bytes, edit.bytes);
      assert.equal(decode(format.removeEntry('f', edit.bytes, path, edit.createdFrom)), file);
      const other = format.setEntry('f', edit.bytes, path, second);
      assert.deepEqual(read(decode(other.bytes)), withEntry(read(file), path, second));
      assert.equal(decode(format.removeEntry('f', other.bytes, path, edit.createdFrom)), file);
    });
    assert.ok(blocked.done > runs / 4, JSON.stringify(blocked));
  });

  it('finds an entry in any spelling, replaces it, never adds a second one, and takes out what is left', () => {
    let found = 0;
    check(fc.tuple(text, value), ([file, planned]) => {
      if (entryIn(read(file), path) === undefined) return;
      const edit = attempt(() => format.setEntry('f', encode(file), path, planned));
      if (edit === undefined) return;
      found += 1;
      assert.equal(edit.createdFrom, path.length);
      assert.deepEqual(read(decode(edit.bytes)), withEntry(read(file), path, planned));
      for (const bytes of [encode(file), edit.bytes]) {
        const rest = read(decode(format.removeEntry('f', bytes, path, path.length - 1)));
        assert.deepEqual(withEntry(rest, path, planned), withEntry(read(file), path, planned));
        assert.equal(entryIn(rest, path), undefined);
      }
    });
    assert.ok(found > runs / 20, String(found));
  });

  it('answers damaged files and any bytes with an AiosError or an edit that it can undo', () => {
    const damage = fc.constantFrom(
      '',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '\\',
      '#',
      ',',
      ':',
      '=',
      '\n',
      '\r',
      '\t',
      '&a ',
      '*a',
    );
    const damaged = fc.tuple(text, fc.nat(), fc.nat(3), damage).map(([file, at, removed, inserted]) => {
      const offset = at % (file.length + 1);
      return encode(file.slice(0, offset) + inserted + file.slice(offset + removed));
    });
    check(fc.tuple(fc.oneof(damaged, fc.uint8Array({ maxLength: 60 })), value), ([bytes, planned]) => {
      try {
        const isThere = format.readEntry('f', bytes, path) !== undefined;
        const edit = format.setEntry('f', bytes, path, planned);
        const back = format.removeEntry('f', edit.bytes, path, edit.createdFrom);
        if (!isThere && edit.createdFrom < path.length) assert.equal(decode(back), decode(bytes));
      } catch (error) {
        assert.ok(AiosError.is(error), String(error));
        assert.notEqual(error.code, 'edit_not_faithful', String(error.cause ?? error));
      }
    });
  });
}

function check<T>(drawn: fc.Arbitrary<T>, property: (value: T) => void): void {
  fc.assert(fc.property(drawn, property), { numRuns: runs });
}

function isObject(any: unknown): any is { [key: string]: unknown } {
  return typeof any === 'object' && any !== null && !Array.isArray(any);
}

function entryIn(whole: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    return isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined;
  }, whole);
}

function withEntry(whole: unknown, path: readonly string[], planned: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return planned;
  const copy: { [key: string]: unknown } = isObject(whole) ? { ...whole } : {};
  const inner = Object.hasOwn(copy, name) ? copy[name] : undefined;
  copy[name] = withEntry(inner, rest, planned);
  return copy;
}

/** What the new text does not have at the same place as the old one is blanks and comments, or came new. */
function assertOnlyInserted(before: string, after: string, strip: (piece: string) => string): void {
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  assert.equal(strip(before.slice(head, before.length - tail)), '');
}
