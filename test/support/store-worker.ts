/**
 * A process for the tests of the store: `node store-worker.ts HOME NAME ROUNDS`. Says `ready`, waits for a line on
 * stdin, then records one operation after another, of skills `NAME-1`, `NAME-2`, …, saying each number once it is
 * kept. What it logs goes to stderr. With `--as-nobody` it gives up root first.
 */
import { once } from 'node:events';
import { openStore, operation } from './store-home.ts';

const [root = '', name = '', rounds, flag] = process.argv.slice(2);
const logged: string[] = [];
const store = openStore(root, logged);
if (flag === '--as-nobody') process.setuid?.(65_534);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.pause();
for (let round = 1; round <= Number(rounds); round += 1) {
  await store.history.record([operation({ skill: `${name}-${round}` })]);
  process.stdout.write(`${round}\n`);
}
store.dispose();
for (const line of logged) process.stderr.write(`${line}\n`);
