import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { validateInput } from '../../../runtime/run/validate-input.ts';
import type { Diagnostic } from '../../../runtime/skill/diagnostic.ts';
import { parseSchema } from '../../../runtime/skill/parse-schema.ts';
import { assertComplete, assertOnly } from '../../support/assert-diagnostic.ts';
import { countWork } from '../../support/count-work.ts';

const file = 'schema.input.json';
const at = (line: number, column: number): { file: string; line: number; column: number } => ({
  file,
  line,
  column,
});

function diagnose(content: string | Uint8Array | object): readonly Diagnostic[] {
  const text =
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
  const { schema, diagnostics } = parseSchema(file, Buffer.from(text));
  assert.equal(schema, undefined, 'it was taken');
  assert.equal(diagnostics.length, 1);
  assertComplete(diagnostics);
  return diagnostics;
}

const withProperty = (property: unknown, more: object = {}): object => ({
  type: 'object',
  properties: { a: property },
  ...more,
});

describe('a JSON Schema of a skill', () => {
  it('is taken as it stands in the file', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { a: { $ref: '#/$defs/text' }, __proto__: 1 },
      $defs: { text: { type: 'string', format: 'date', 'x-ours': true } },
    };
    assert.deepEqual(parseSchema(file, Buffer.from(JSON.stringify(schema))), { schema, diagnostics: [] });
  });

  it('may have a byte order mark and a reference to itself', () => {
    const schema = withProperty({ $ref: '#' });
    assert.deepEqual(parseSchema(file, Buffer.from(`\ufeff${JSON.stringify(schema)}`)).schema, schema);
  });

  it('is refused where it stops being JSON', () => {
    assertOnly(diagnose('{\n  "type": "object",\n}'), 'schema_not_json', at(3, 1));
    assertOnly(diagnose('{\r\n  "type" "object"\r\n}'), 'schema_not_json', at(2, 10));
    assertOnly(diagnose('{} // comment'), 'schema_not_json', at(1, 4));
    for (const text of ['', ' ', 'hello', '{"a":NaN}', "{'type':'object'}", '{"type":"object"}{}'])
      assert.equal(diagnose(text)[0]!.code, 'schema_not_json', text);
  });

  it('is refused when it is JSON and no object', () => {
    for (const text of ['[]', '"type"', 'null', 'true', '1'])
      assertOnly(diagnose(text), 'schema_not_object', at(1, 1));
  });

  it('is refused when its root is not an object, since clients drop such tools', () => {
    assertOnly(diagnose('{}'), 'schema_root', at(1, 1));
    assertOnly(diagnose('{\n "type": "array"\n}'), 'schema_root', at(2, 10));
    assertOnly(diagnose('{"type":["object"]}'), 'schema_root', at(1, 9));
    assertOnly(diagnose('{"__proto__":{"type":"object"}}'), 'schema_root', at(1, 1));
  });

  for (const [what, property] of Object.entries({
    'a type that is none': { type: 'text' },
    'a pattern that is none': { pattern: '(' },
    'a minimum that is a word': { minimum: 'one' },
    'properties that are a list': { properties: [] },
    'required that is a word': { required: 'a' },
    'an old exclusiveMinimum': { exclusiveMinimum: true },
    'an old list of items': { items: [{ type: 'string' }] },
    'a property that is a text': 'string',
  })) {
    it(`is refused for ${what}`, () => {
      assert.equal(diagnose(withProperty(property))[0]!.code, 'schema_invalid');
    });
  }

  it('is refused with the place of what is wrong', () => {
    const text = '{\n  "type": "object",\n  "properties": {\n    "a/b": { "minimum": "one" }\n  }\n}';
    assertOnly(diagnose(text), 'schema_invalid', at(4, 25));
    const inList = '{"type":"object",\n"allOf":[{},\n{"type":7}]}';
    assertOnly(diagnose(inList), 'schema_invalid', at(3, 9));
  });

  it('is refused for a reference that leads nowhere, with its place', () => {
    const text = '{"type":"object","properties":{\n"a":{"$ref":"#/$defs/gone"}}}';
    const told = assertOnly(diagnose(text), 'schema_invalid', at(2, 13));
    assert.match(told.message, /#\/\$defs\/gone/u);
    assert.match(told.remedy, /inside the file/u);
    assert.equal(diagnose(withProperty({ $dynamicRef: 'other.json' }))[0]!.code, 'schema_invalid');
  });

  it('is refused for a reference to another place, which is never asked', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('{"type":"string"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      for (const reference of [`http://127.0.0.1:${port}/x.json`, 'file:///etc/passwd', 'other.json']) {
        assert.equal(diagnose(withProperty({ $ref: reference }))[0]!.code, 'schema_invalid');
        const moved = withProperty({ $ref: 'x.json' }, { $id: `http://127.0.0.1:${port}/` });
        assert.equal(diagnose(moved)[0]!.code, 'schema_invalid');
      }
      // Whatever might have been sent has had its turn by then.
      await fetch(`http://127.0.0.1:${port}/by-the-test`);
      assert.deepEqual(asked, ['/by-the-test']);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('is refused when it is written for another draft, and told which is meant', () => {
    for (const draft of [
      'http://json-schema.org/draft-07/schema#',
      'https://json-schema.org/draft/2019-09/schema',
      'https://example.com/my-meta-schema',
      7,
    ]) {
      const text = `{"type":"object",\n"$schema":${JSON.stringify(draft)}}`;
      assert.match(assertOnly(diagnose(text), 'schema_draft', at(2, 11)).remedy, /2020-12/u);
    }
  });

  it('is refused when it says $async, for then every input would pass', () => {
    assert.equal(diagnose({ $async: true, type: 'object' })[0]!.code, 'schema_invalid');
    assert.equal(diagnose(withProperty({ $async: true, type: 'string' }))[0]!.code, 'schema_invalid');
    const referred = withProperty({ $ref: '#/$defs/a' }, { $defs: { a: { $async: true, type: 'string' } } });
    assert.equal(diagnose(referred)[0]!.code, 'schema_invalid');
  });

  it('is refused when it takes the name of the schema of schemas', () => {
    const schema = { $id: 'https://json-schema.org/draft/2020-12/schema', type: 'object' };
    assert.equal(diagnose(schema)[0]!.code, 'schema_invalid');
  });

  it('is refused when it is not UTF-8', () => {
    const text = '{"type":"object","title":"Bögen"}';
    assertOnly(diagnose(Buffer.from(text, 'latin1')), 'not_utf8', at(1, 1));
    assertOnly(diagnose(Buffer.from(text, 'utf16le')), 'not_utf8', at(1, 1));
  });

  it('gets nothing from the names of its properties that objects have anyway', () => {
    const text =
      '{"type":"object","properties":{"__proto__":{"type":"number"},"constructor":{"type":"number"}},"additionalProperties":false}';
    const { schema } = parseSchema(file, Buffer.from(text));
    assert.deepEqual(validateInput(schema!, {}), []);
    assert.equal(validateInput(schema!, { constructor: 'x' }).length, 1);
    assert.equal(validateInput(schema!, { toString: 'x' }).length, 1);
  });
});

describe('a hostile JSON Schema', function () {
  this.timeout(20_000);

  it('of more than a megabyte is not even looked at', () => {
    assertOnly(
      diagnose(`{"type":"object","title":"${'x'.repeat(1024 * 1024)}"}`),
      'schema_too_large',
      at(1, 1),
    );
  });

  const deep = (open: string, close: string, times: number): string =>
    `{"type":"object","properties":{"a":${open.repeat(times)}{}${close.repeat(times)}}}`;
  for (const [what, text] of Object.entries({
    'open brackets': '['.repeat(300_000),
    'not in not': deep('{"not":', '}', 50_000),
    'lists in lists': deep('[', ']', 200_000),
    'ten thousand properties': JSON.stringify({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [`p${index}`, { type: 'string' }]),
      ),
    }),
    'a wrong word deep inside': deep('{"not":', '}', 20_000).replace('{}', '{"type":1}'),
    'another draft and nothing but brackets': `{"$schema":"x","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  })) {
    it(`made of ${what} is answered without much work, not with a crash`, () => {
      const steps = countWork(() => assertComplete(parseSchema(file, Buffer.from(text)).diagnostics));
      assert.ok(steps <= 200 * text.length, `${steps} steps for ${text.length} letters`);
    });
  }

  it('nested without end is told that, not what the stack says', () => {
    for (const text of [deep('{"not":', '}', 50_000), deep('{"items":', '}', 50_000)])
      assert.equal(diagnose(text)[0]!.code, 'schema_too_deep');
  });

  it('whose references double at each step compiles in time', () => {
    const doubling = (next: number): object => ({
      allOf: [{ $ref: `#/$defs/d${next}` }, { $ref: `#/$defs/d${next}` }],
    });
    const $defs = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `d${index}`,
        index < 59 ? doubling(index + 1) : { type: 'object' },
      ]),
    );
    assert.deepEqual(
      parseSchema(file, Buffer.from(JSON.stringify({ type: 'object', $ref: '#/$defs/d0', $defs })))
        .diagnostics,
      [],
    );
  });

  it('never throws, whatever stands in it', () => {
    const keyword = fc.constantFrom(
      'type',
      '$ref',
      '$id',
      'items',
      'properties',
      'allOf',
      'pattern',
      '$schema',
      '$defs',
      'enum',
      'const',
      'if',
      '$anchor',
      '$dynamicRef',
      '$async',
      'nullable',
      'discriminator',
      'id',
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom('object', '#', '#/a', 'a', 'http://x/y', '('),
    );
    const schema = fc.dictionary(
      keyword,
      fc.oneof(
        value,
        fc.dictionary(keyword, value),
        fc.array(fc.dictionary(keyword, value), { maxLength: 3 }),
      ),
    );
    fc.assert(
      fc.property(schema, (parts) => {
        const text = JSON.stringify({ type: 'object', ...parts });
        assertComplete(parseSchema(file, Buffer.from(text)).diagnostics);
      }),
      { numRuns: 300 },
    );
  });
});
