import assert from 'node:assert/strict';
import { measureInRounds, median } from '../../bench/measure.ts';

describe('measuring in rounds', () => {
  it('lets contenders take turns, begins each round with another, and does not count the first', async () => {
    const order: string[] = [];
    const contender = (name: string) => async () => order.push(name);
    const samples = await measureInRounds({ ours: contender('ours'), peer: contender('peer') }, 3);
    assert.deepEqual(order, ['ours', 'peer', 'peer', 'ours', 'ours', 'peer', 'peer', 'ours']);
    assert.deepEqual(samples, { ours: [4, 5, 8], peer: [3, 6, 7] });
  });

  it('fails as a whole when a contender fails, so that nobody is timed failing', async () => {
    const failing = async (): Promise<number> => {
      throw new Error('no answer');
    };
    await assert.rejects(measureInRounds({ ours: async () => 1, peer: failing }, 3), /no answer/u);
  });
});

describe('the median', () => {
  it('is the middle value, or half-way between the two in the middle', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([9, 1, 5, 6]), 5.5);
  });

  it('does not exist for no values', () => {
    assert.throws(() => median([]), /no median/u);
  });
});
