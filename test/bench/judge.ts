import type { Row } from './benchmark.ts';
import { median } from './measure.ts';

/** `info` is a row without a bound. */
export type Verdict = 'ok' | 'over' | 'info';

/** A row with its medians, as the table shows it and `--json` writes it. */
export interface JudgedRow {
  readonly name: string;
  readonly unit: Row['unit'];
  readonly ours: number;
  readonly peer: { readonly name: string; readonly value: number } | undefined;
  /** Our median divided by the peer's. */
  readonly ratio: number | undefined;
  readonly bound: { readonly of: 'ratio' | 'ours'; readonly atMost: number } | undefined;
  readonly verdict: Verdict;
  readonly samples: { readonly ours: readonly number[]; readonly peer: readonly number[] };
}

/** Compares the medians with the row's bound; a figure that is exactly at it is ok. */
export function judge({ name, unit, ours, peer, atMost }: Row): JudgedRow {
  const ourMedian = median(ours);
  const peerMedian = peer && median(peer.values);
  const ratio = peerMedian === undefined ? undefined : ourMedian / peerMedian;
  const within = atMost === undefined ? undefined : (ratio ?? ourMedian) <= atMost;
  return {
    name,
    unit,
    ours: ourMedian,
    peer: peer && peerMedian !== undefined ? { name: peer.name, value: peerMedian } : undefined,
    ratio,
    bound: atMost === undefined ? undefined : { of: ratio === undefined ? 'ours' : 'ratio', atMost },
    verdict: within === undefined ? 'info' : within ? 'ok' : 'over',
    samples: { ours, peer: peer?.values ?? [] },
  };
}

/** The cells of the table, under `tableHeader`. */
export function tableCells({ name, unit, ours, peer, ratio, bound, verdict }: JudgedRow): readonly string[] {
  return [
    name,
    figure(ours, unit),
    peer === undefined ? '' : `${figure(peer.value, unit)} ${peer.name}`,
    ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    bound === undefined ? '' : `≤ ${bound.of === 'ratio' ? `${bound.atMost} ×` : `${bound.atMost} ${unit}`}`,
    verdict === 'info' ? '' : verdict,
  ];
}

export const tableHeader: readonly string[] = ['BENCHMARK', 'OURS', 'PEER', 'RATIO', 'BOUND', ''];

function figure(value: number, unit: Row['unit']): string {
  const digits = unit === 'packages' || value >= 100 ? 0 : value < 1 ? 2 : 1;
  return `${value.toFixed(digits)} ${unit}`;
}
