import assert from 'node:assert/strict';
import { validateInput } from '../../../runtime/run/validate-input.ts';

const schema = {
  type: 'object',
  properties: {
    notes: { type: 'string', minLength: 3 },
    mood: { enum: ['good', 'bad'] },
    kind: { const: 'x' },
    'a/b~c': { type: 'object', properties: { d: { type: 'array', items: { type: 'integer' } } } },
  },
  required: ['notes'],
  additionalProperties: false,
};

describe('the input of a skill', () => {
  it('that fits its schema has nothing wrong with it', () => {
    assert.deepEqual(validateInput(schema, { notes: 'abc', mood: 'bad', 'a/b~c': { d: [1] } }), []);
  });

  it('that does not fit is told all that is wrong, a sentence each', () => {
    assert.deepEqual(validateInput(schema, {}), ['The input lacks the property "notes".']);
    assert.deepEqual(validateInput(schema, 'text'), ['The input must be object.']);
    assert.deepEqual(validateInput(schema, null), ['The input must be object.']);
    assert.deepEqual(
      validateInput(schema, {
        notes: 'a',
        mood: 'so-so',
        kind: 'y',
        more: 1,
        'a/b~c': { d: [1, 'x'] },
      }).sort(),
      [
        '"a/b~c.d.1" must be integer.',
        '"kind" must be "x".',
        '"mood" must be one of ["good","bad"].',
        '"notes" must NOT have fewer than 3 characters.',
        'The input has an unknown property "more".',
      ],
    );
  });

  it('has only the properties that are its own', () => {
    const wants = { type: 'object', properties: { constructor: { type: 'string' } }, required: ['toString'] };
    assert.deepEqual(validateInput(wants, {}), ['The input lacks the property "toString".']);
    assert.deepEqual(validateInput(wants, { toString: 1 }), []);
    const proto = JSON.parse('{"notes":"abc","__proto__":{"admin":true}}') as object;
    assert.deepEqual(validateInput(schema, proto), ['The input has an unknown property "__proto__".']);
  });

  it('is not changed by the check: no default goes in, no text becomes a number', () => {
    const lenient = {
      type: 'object',
      properties: { a: { type: 'integer', default: 1 }, b: { type: 'integer' } },
    };
    const input = { b: '2' };
    assert.deepEqual(validateInput(lenient, input), ['"b" must be integer.']);
    assert.deepEqual(input, { b: '2' });
  });

  it('names a property that no part of the schema evaluates', () => {
    const closed = { type: 'object', properties: { a: {} }, unevaluatedProperties: false };
    assert.deepEqual(validateInput(closed, { a: 1, z: 1 }), ['The input has an unknown property "z".']);
  });

  it('with a thousand things wrong is told twenty', () => {
    const many = { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } };
    assert.equal(validateInput(many, { a: Array(1000).fill(1) }).length, 20);
  });

  it('nested without end is refused, not a crash', () => {
    const list = { type: 'object', properties: { next: { $ref: '#' } } };
    let input: object = {};
    for (let depth = 0; depth < 200_000; depth += 1) input = { next: input };
    assert.deepEqual(validateInput(list, input), ['The input is nested too deeply.']);
    assert.deepEqual(validateInput(list, { next: {} }), []);
  });

  it('is checked against the schema it is given, also when two were compiled', () => {
    const one = { type: 'object', required: ['a'] };
    const other = { type: 'object', required: ['b'] };
    assert.deepEqual(validateInput(one, { a: 1 }), []);
    assert.equal(validateInput(other, { a: 1 }).length, 1);
    assert.deepEqual(validateInput(one, { a: 1 }), []);
  });
});
