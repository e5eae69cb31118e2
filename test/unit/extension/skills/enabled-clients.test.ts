import assert from 'node:assert/strict';
import {
  type ClientSwitch,
  switchingTo,
} from '../../../../extension/features/skills/versions/enabled-clients.ts';

function switches(...on: string[]): ClientSwitch[] {
  return ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase(), on: on.includes(id) }));
}

describe('choosing the clients a skill is on for', () => {
  const cases: readonly (readonly [string, ClientSwitch[], string[], ReturnType<typeof switchingTo>])[] = [
    ['what is so already', switches('a', 'b'), ['a', 'b'], []],
    ['one off', switches('a', 'b', 'c'), ['a', 'c'], [{ on: false, clients: ['b'] }]],
    ['one on', switches('a'), ['a', 'b'], [{ on: true, clients: ['b'] }]],
    [
      'one for another',
      switches('a'),
      ['b'],
      [
        { on: true, clients: ['b'] },
        { on: false, clients: ['a'] },
      ],
    ],
    ['all, also those that come later', switches('a'), ['a', 'b', 'c'], [{ on: true, clients: [] }]],
    ['none, also not those that come later', switches('a'), [], [{ on: false, clients: [] }]],
  ];
  for (const [what, before, wanted, expected] of cases)
    it(`takes ${what}`, () => assert.deepEqual(switchingTo(before, new Set(wanted)), expected));
});
