import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Deliverable } from '../../../runtime/sync/desired.ts';
import type { Delivered, LedgerRow } from '../../../runtime/sync/ledger.ts';
import { type Observation, type PlannedItem, plan } from '../../../runtime/sync/plan.ts';

const contentA: Delivered = { hash: 'A', files: {} };
const contentB: Delivered = { hash: 'B', files: {} };
const place = {
  client: 'cursor',
  kind: 'skill',
  id: 'notes',
  path: '/home/ada/.cursor/skills/notes',
} as const;

const desiredB: Deliverable = {
  ...place,
  readers: ['cursor'],
  mode: 'copy',
  version: '2.0.0',
  content: contentB,
};

function rowOf(delivered: Delivered | undefined, ...pending: Delivered[]): LedgerRow {
  return {
    ...place,
    version: '1.0.0',
    mode: 'copy',
    delivered,
    pending,
    createdFrom: undefined,
    createdFile: false,
    createdFolder: undefined,
    at: '2026-01-01T00:00:00.000Z',
  };
}

const rows: Readonly<Record<string, LedgerRow | undefined>> = {
  'no row': undefined,
  'delivered A': rowOf(contentA),
  'delivered B': rowOf(contentB),
  'begun with B': rowOf(undefined, contentB),
  'from A to B': rowOf(contentA, contentB),
  'begun with A, then B': rowOf(undefined, contentA, contentB),
};

const seen: Readonly<Record<string, Observation>> = {
  absent: { kind: 'absent' },
  A: { kind: 'present', hash: 'A' },
  B: { kind: 'present', hash: 'B' },
  C: { kind: 'present', hash: 'C' },
  partial: { kind: 'partial' },
  other: { kind: 'other' },
  unreadable: { kind: 'unreadable', code: 'config_empty', message: 'It is empty.', remedy: 'Fill it.' },
};

/** State and action for every row and every observation in the order of `seen`, when B is wanted. */
const whenWanted: Readonly<Record<string, string>> = {
  'no row':
    'not-delivered create | foreign none | foreign none | foreign none | foreign none | foreign none | unreadable none',
  'delivered A':
    'missing create | source-moved update | in-sync settle | edited none | missing create | edited none | unreadable none',
  'delivered B':
    'missing create | edited none | in-sync none | edited none | missing create | edited none | unreadable none',
  'begun with B':
    'not-delivered create | edited none | in-sync settle | edited none | missing create | edited none | unreadable none',
  'from A to B':
    'missing create | source-moved update | in-sync settle | edited none | missing create | edited none | unreadable none',
  'begun with A, then B':
    'not-delivered create | source-moved update | in-sync settle | edited none | missing create | edited none | unreadable none',
};

/** The same when nothing is wanted there any more. */
const whenNotWanted: Readonly<Record<string, string>> = {
  'delivered A':
    'not-wanted forget | not-wanted remove | edited forget | edited forget | not-wanted remove | edited forget | unreadable none',
  'delivered B':
    'not-wanted forget | edited forget | not-wanted remove | edited forget | not-wanted remove | edited forget | unreadable none',
  'begun with B':
    'not-wanted forget | edited forget | not-wanted remove | edited forget | not-wanted remove | edited forget | unreadable none',
  'from A to B':
    'not-wanted forget | not-wanted remove | not-wanted remove | edited forget | not-wanted remove | edited forget | unreadable none',
  'begun with A, then B':
    'not-wanted forget | not-wanted remove | not-wanted remove | edited forget | not-wanted remove | edited forget | unreadable none',
};

function planOne(
  desired: Deliverable | undefined,
  row: LedgerRow | undefined,
  observation: Observation,
): PlannedItem {
  const key = `${place.kind}\n${place.id}\n${place.path}`;
  const items = plan({
    desired: desired ? [desired] : [],
    rows: row ? [row] : [],
    observed: new Map([[key, observation]]),
  });
  assert.equal(items.length, 1);
  return items[0]!;
}

describe('The plan', () => {
  for (const [wanted, table] of [
    [desiredB, whenWanted],
    [undefined, whenNotWanted],
  ] as const) {
    for (const [rowName, line] of Object.entries(table)) {
      const verdicts = line.split(' | ');
      for (const [index, [seenName, observation]] of Object.entries(seen).entries()) {
        it(`${wanted ? 'B wanted' : 'nothing wanted'}, ${rowName}, on disk ${seenName}: ${verdicts[index]}`, () => {
          const { state, action } = planOne(wanted, rows[rowName], observation);
          assert.equal(`${state} ${action}`, verdicts[index]);
        });
      }
    }
  }

  it('covers every kind of row and of observation in its tables', () => {
    assert.deepEqual(Object.keys(whenWanted), Object.keys(rows));
    assert.deepEqual(
      Object.keys(whenNotWanted),
      Object.keys(rows).filter((name) => name !== 'no row'),
    );
    for (const line of [...Object.values(whenWanted), ...Object.values(whenNotWanted)])
      assert.equal(line.split(' | ').length, Object.keys(seen).length);
  });

  it('counts a place without an observation as absent', () => {
    const [item] = plan({ desired: [desiredB], rows: [], observed: new Map() });
    assert.equal(item?.action, 'create');
  });

  it('names every reader of what is wanted, and the client itself for what no longer is', () => {
    const shared = { ...desiredB, readers: ['cursor', 'claude-code'] };
    assert.deepEqual(planOne(shared, undefined, { kind: 'absent' }).readers, ['cursor', 'claude-code']);
    assert.deepEqual(planOne(undefined, rowOf(contentA), { kind: 'partial' }).readers, ['cursor']);
  });

  it('tells drift only of what was put there: not of what is new, not of what is foreign', () => {
    assert.equal(planOne(desiredB, undefined, { kind: 'absent' }).drifted, false);
    assert.equal(planOne(desiredB, undefined, { kind: 'other' }).drifted, false);
    assert.equal(planOne(desiredB, rowOf(contentB), { kind: 'present', hash: 'B' }).drifted, false);
    for (const observation of [seen.absent, seen.C, seen.partial, seen.other, seen.unreadable])
      assert.equal(planOne(desiredB, rowOf(contentB), observation!).drifted, true, observation?.kind);
  });
});

const hash = fc.constantFrom('A', 'B', 'C');
const content = hash.map((value): Delivered => ({ hash: value, files: {} }));
const path = fc.constantFrom('/one', '/two', '/three');
const kind = fc.constantFrom('server', 'skill') as fc.Arbitrary<'server' | 'skill'>;
const anyDesired = fc.record({ path, kind, content }).map(
  ({ path: at, kind: what, content: wanted }): Deliverable => ({
    ...desiredB,
    kind: what,
    path: at,
    content: wanted,
  }),
);
const anyRow = fc
  .record({ path, kind, delivered: fc.option(content, { nil: undefined }), pending: fc.array(content) })
  .map((given): LedgerRow => ({ ...rowOf(undefined), ...given }));
const anyObservation: fc.Arbitrary<Observation> = fc.oneof(
  fc.constantFrom<Observation>({ kind: 'absent' }, { kind: 'partial' }, { kind: 'other' }, seen.unreadable!),
  hash.map((value): Observation => ({ kind: 'present', hash: value })),
);
const placeKey = fc.tuple(kind, path).map(([what, at]) => `${what}\nnotes\n${at}`);
const anyInput = fc.record({
  desired: fc.uniqueArray(anyDesired, { selector: ({ kind: what, path: at }) => what + at }),
  rows: fc.uniqueArray(anyRow, { selector: ({ kind: what, path: at }) => what + at }),
  observed: fc.array(fc.tuple(placeKey, anyObservation)).map((entries) => new Map(entries)),
});

describe('Whatever is wanted, recorded and on disk, the plan', () => {
  it('never updates or removes what has no row in the ledger, and creates only where nothing is', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { row, action, observation } of plan(input)) {
          if (row !== undefined) continue;
          assert.ok(action === 'none' || action === 'create', action);
          if (action === 'create') assert.equal(observation.kind, 'absent');
        }
      }),
    );
  });

  it('never writes over or takes away what is edited, foreign or unreadable, and calls it unsafe', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { state, action, safe } of plan(input)) {
          const delicate = ['edited', 'foreign', 'unreadable'].includes(state);
          assert.equal(safe, !delicate);
          if (delicate) assert.ok(action === 'none' || action === 'forget', `${state} ${action}`);
        }
      }),
    );
  });

  it('touches only content that it knows for ours, to the letter', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { row, action, observation } of plan(input)) {
          if (action !== 'update' && action !== 'remove') continue;
          if (observation.kind === 'partial') continue;
          assert.equal(observation.kind, 'present');
          const ours = [row?.delivered, ...(row?.pending ?? [])].map((known) => known?.hash);
          assert.ok(observation.kind === 'present' && ours.includes(observation.hash));
        }
      }),
    );
  });

  it('has every place once, says drift only of rows, and is the same each time', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const items = plan(input);
        const keys = items.map((item) => `${item.kind} ${item.path}`);
        const places = [...input.desired, ...input.rows].map((of) => `${of.kind} ${of.path}`);
        assert.deepEqual(keys, [...new Set(places)]);
        for (const { drifted, row } of items) if (drifted) assert.ok(row);
        assert.deepEqual(plan(structuredClone(input)), items);
      }),
    );
  });
});
