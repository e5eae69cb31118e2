/** An answer that was handed in to a run of a skill. A run has several when the first was sent back. */
export interface Run {
  readonly run: string;
  readonly skill: string;
  readonly version: string;
  readonly digest: string;
  /** What the client calls itself, and its id in the matrix, as far as they are known. */
  readonly client?: string;
  readonly clientName?: string;
  readonly clientVersion?: string;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly milliseconds: number;
  readonly status: 'completed' | 'rejected';
  /** What was to be corrected, a sentence each. */
  readonly problems: readonly string[];
}

/** With what went in and what came out; either may be `{ leftOut: BYTES }` where it was very large. */
export interface WholeRun extends Run {
  readonly input: unknown;
  readonly output: unknown;
}

/** A run as it was recorded, and what tells that record from every other. */
export interface RecordedRun extends WholeRun {
  readonly record: string;
}
