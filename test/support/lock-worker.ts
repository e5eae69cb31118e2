/**
 * A process for the tests of the lock. `node lock-worker.ts LOCK COUNTER ROUNDS` adds one to the number in a file
 * ROUNDS times, each under the lock, reading and writing as carelessly as it can. `node lock-worker.ts LOCK` takes
 * the lock, says `held` and keeps it until it is killed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { withLock } from '../../runtime/files/lock.ts';

const [lock = '', counter, rounds] = process.argv.slice(2);
if (counter === undefined) {
  await withLock(lock, () => {
    process.stdout.write('held\n');
    setInterval(() => undefined, 60_000);
    return new Promise<never>(() => undefined);
  });
} else {
  for (let round = 0; round < Number(rounds); round += 1) {
    await withLock(lock, async () => {
      const before = Number(await readFile(counter, 'utf8'));
      await writeFile(counter, String(before + 1));
    });
  }
}
