/**
 * Maps with at most `limit` calls under way at once.
 * @returns the results in the order of the items
 * @throws what the first failing call threw, once every call under way has ended
 */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const entries = items.entries();
  const runOne = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item);
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, runOne));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return results;
}
