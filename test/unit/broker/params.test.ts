import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseParams } from '../../../runtime/broker/params.ts';
import { AiosError } from '../../../runtime/errors.ts';
import { rejectsWith } from '../../support/assert-error.ts';

const shape = { id: 'text', to: 'text?', clients: 'texts?', limit: 'count?' } as const;

describe('Parameters of a request', () => {
  it('are what was sent, where it has the shape', () => {
    const all = { id: 'a', to: '1.0.0', clients: ['cursor'], limit: 1000 };
    assert.deepEqual(parseParams('x', shape, all), all);
    const { id, to, clients, limit } = parseParams('x', shape, { id: 'a' });
    assert.deepEqual([id, to, clients, limit], ['a', undefined, undefined, undefined]);
    assert.deepEqual(parseParams('x', {}, undefined), {});
    assert.deepEqual(parseParams('x', {}, null), {});
  });

  for (const [what, params, said] of [
    ['nothing where something is needed', undefined, /as id/u],
    ['a list', ['a'], /takes an object/u],
    ['text', 'a', /takes an object/u],
    ['an empty text', { id: '' }, /as id/u],
    ['a long text', { id: 'a'.repeat(257) }, /as id/u],
    ['a number for text', { id: 1 }, /as id/u],
    ['null for what may be left out', { id: 'a', to: null }, /as to/u],
    ['a text for a list', { id: 'a', clients: 'cursor' }, /as clients/u],
    ['a list of other things', { id: 'a', clients: [1] }, /as clients/u],
    ['a long list', { id: 'a', clients: Array(1001).fill('a') }, /as clients/u],
    ['a count of none', { id: 'a', limit: 0 }, /as limit/u],
    ['a broken count', { id: 'a', limit: 1.5 }, /as limit/u],
    ['a count beyond what is kept', { id: 'a', limit: 1001 }, /as limit/u],
    ['what the method does not know', { id: 'a', force: true }, /knows no "force"/u],
    ['a prototype', JSON.parse('{"__proto__":{"id":"a"}}'), /knows no "__proto__"/u],
    ['what every object has', JSON.parse('{"constructor":"a","id":"a"}'), /knows no "constructor"/u],
  ] as const) {
    it(`are refused when they are ${what}`, async () => {
      const error = await rejectsWith(() => parseParams('skills/x', shape, params), 'broker_params_invalid');
      assert.match(error.message, /^skills\/x /u);
      assert.match(error.message, said);
    });
  }

  it('never make anything else be thrown', () =>
    fc.assert(
      fc.property(fc.anything(), (params) => {
        try {
          assert.equal(typeof parseParams('x', shape, params).id, 'string');
        } catch (error) {
          assert.ok(AiosError.is(error, 'broker_params_invalid'), String(error));
        }
      }),
    ));
});
