import type { Report } from '../support/editor/cache.ts';

export interface BenchmarkOptions {
  /** How many rounds count. */
  readonly rounds: number;
  /** Progress, for a person who waits. */
  readonly report: Report;
}

/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly unit: 'ms' | 'MiB' | 'KB' | 'packages';
  /** Every measurement of ours. */
  readonly ours: readonly number[];
  /** What we are compared with. */
  readonly peer?: { readonly name: string; readonly values: readonly number[] };
  /** The bound: of the ratio where there is a peer, else of our own figure. Left out: for information only. */
  readonly atMost?: number;
}

export interface BenchmarkResult {
  readonly rows: readonly Row[];
  /** What a reader of the rows should know, a sentence each. */
  readonly notes: readonly string[];
}

export type Benchmark = (options: BenchmarkOptions) => Promise<BenchmarkResult>;
