import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  fillTemplate,
  findPlaceholders,
  findStrayPlaceholders,
} from '../../../runtime/skill/prompt-template.ts';
import { assertLinear } from '../../support/count-work.ts';

describe('a prompt template', () => {
  it('gets a text as it is, a missing value as nothing, anything else as JSON', () => {
    const template =
      '<{{input.text}}|{{ input.none }}|{{input.list}}|{{input.no}}|{{input.zero}}|{{input.nil}}>';
    const input = { text: 'a "b"\n', list: [1, { x: 'y' }], no: false, zero: 0, nil: null, none: undefined };
    assert.equal(fillTemplate(template, input), '<a "b"\n||[\n  1,\n  {\n    "x": "y"\n  }\n]|false|0|null>');
  });

  it('is filled in one pass: a value that looks like a placeholder stays as it is', () => {
    assert.equal(
      fillTemplate('{{input.a}}{{input.b}}', { a: '{{input.b}}', b: '{{input.a}}' }),
      '{{input.b}}{{input.a}}',
    );
    assert.equal(fillTemplate('{{input.a}}put.b}}', { a: '{{in', b: 'B' }), '{{input.b}}');
  });

  it('takes nothing in a value for a pattern of replacement', () => {
    for (const value of ['$&', '$1', '$`', "$'", '$$', '\\1', '$<name>'])
      assert.equal(fillTemplate('[{{input.a}}]', { a: value }), `[${value}]`);
  });

  it('takes no value that the input does not have itself', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      assert.equal(fillTemplate(`[{{input.${name}}}]`, {}), '[]');
    const own = JSON.parse('{"__proto__":"own"}') as Record<string, unknown>;
    assert.equal(fillTemplate('{{input.__proto__}}', own), 'own');
  });

  it('keeps every other brace', () => {
    for (const text of [
      '{{}}',
      '{ {input.a} }',
      '{{input.}}',
      '{{inputs.a}}',
      '{{output.a}}',
      '{input.a}',
      '{{input.1a}}',
    ])
      assert.equal(fillTemplate(text, { a: 'x', '1a': 'x' }), text);
  });

  it('tells its placeholders in order, with where each begins', () => {
    assert.deepEqual(findPlaceholders('{{input.a}} é {{  input.b_2  }}{{input.a}}'), [
      { name: 'a', offset: 0 },
      { name: 'b_2', offset: 14 },
      { name: 'a', offset: 31 },
    ]);
  });

  it('tells what was surely meant as a placeholder and is none', () => {
    const template =
      '{{input.ok}} {{input.a-b}} {{input.a.b}} {{ input }} {{input.}} {{inputs.a}} {{input["a"]}}';
    assert.deepEqual(
      findStrayPlaceholders(template).map(({ text }) => text),
      ['{{input.a-b}}', '{{input.a.b}}', '{{ input }}', '{{input.}}', '{{input["a"]}}'],
    );
    assert.equal(findStrayPlaceholders(template)[0]!.offset, 13);
  });

  it('is searched in proportion to its length, whatever stands in it', () => {
    for (const text of ['{{', '{{ ', '{{input', '{{input.', '{{input.a', '{{input ', '{{ input.a }'])
      assertLinear(text, (size) => findStrayPlaceholders(text.repeat(size / text.length)));
    assertLinear('blanks', (size) => findPlaceholders(`{{${' '.repeat(size)}`));
    assertLinear('blanks behind a word', (size) => findStrayPlaceholders(`{{input${' '.repeat(size)}`));
  });

  it('that is filled is its texts with the values between, for any texts and values', () => {
    const name = fc.constantFrom('a', 'b', 'name_2', '_x', '__proto__', 'constructor');
    const text = fc.string({ unit: 'binary' }).map((part) => part.replaceAll(/[{}]/gu, ''));
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('{{input.a}}', '$&', '$1', '{{', '}}'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, name), { maxLength: 8 }),
        text,
        fc.dictionary(name, value, { noNullPrototype: true }),
        (parts, end, input) => {
          const template = parts.map(([before, key]) => `${before}{{input.${key}}}`).join('') + end;
          const expected =
            parts.map(([before, key]) => before + (Object.hasOwn(input, key) ? input[key] : '')).join('') +
            end;
          assert.equal(fillTemplate(template, input), expected);
          assert.deepEqual(
            findPlaceholders(template).map(({ name: found }) => found),
            parts.map(([, key]) => key),
          );
          assert.deepEqual(findStrayPlaceholders(template), []);
        },
      ),
    );
  });
});
