import assert from 'node:assert/strict';
import type { Row } from '../../bench/benchmark.ts';
import { judge, tableCells } from '../../bench/judge.ts';

const compared: Row = {
  name: 'start',
  unit: 'ms',
  ours: [60, 66, 1000],
  peer: { name: 'peer', values: [100, 100, 99] },
};

describe('judging a benchmark', () => {
  it('compares the medians with a peer and holds the ratio to its bound', () => {
    assert.equal(judge({ ...compared, atMost: 0.66 }).verdict, 'ok');
    assert.equal(judge({ ...compared, atMost: 0.65 }).verdict, 'over');
  });

  it('holds our own figure to the bound where there is no peer', () => {
    const alone: Row = { name: 'size', unit: 'KB', ours: [150] };
    assert.equal(judge({ ...alone, atMost: 150 }).verdict, 'ok');
    assert.equal(judge({ ...alone, atMost: 149 }).verdict, 'over');
  });

  it('says nothing of a row without a bound', () => {
    assert.equal(judge(compared).verdict, 'info');
  });

  it('shows ours, the peer, the ratio, the bound and the verdict', () => {
    assert.deepEqual(tableCells(judge({ ...compared, atMost: 0.65 })), [
      'start',
      '66.0 ms',
      '100 ms peer',
      '0.66 ×',
      '≤ 0.65 ×',
      'over',
    ]);
    const alone = judge({ name: 'heavy packages', unit: 'packages', ours: [0], atMost: 0 });
    assert.deepEqual(tableCells(alone), ['heavy packages', '0 packages', '', '', '≤ 0 packages', 'ok']);
  });
});
