/** Each contender's samples, in the order of the rounds. */
export type Samples<Name extends string, Sample> = Readonly<Record<Name, readonly Sample[]>>;

/**
 * Measures contenders in turn, round after round, so that what else the machine does meets them alike. Each round
 * begins with another one, since the first pays for what the last left behind. A first round is not counted.
 */
export async function measureInRounds<Name extends string, Sample>(
  contenders: Readonly<Record<Name, () => Promise<Sample>>>,
  rounds: number,
): Promise<Samples<Name, Sample>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + 1 + turn) % names.length] as Name;
      const sample = await contenders[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** @throws Error for no values: a median of nothing would pass every bound */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('There is no median of no values.');
  return (lower + upper) / 2;
}
