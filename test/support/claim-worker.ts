/**
 * A process for the tests of claims. `node claim-worker.ts FOLDER COUNT` says `ready`, waits for a line on its standard
 * input, claims the names 0 to COUNT - 1 one after the other, and says which of them it was first at.
 */
import { once } from 'node:events';
import { claim } from '../../runtime/files/claims.ts';

const [folder = '', count] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const own: string[] = [];
for (let name = 0; name < Number(count); name += 1)
  if (await claim(folder, String(name))) own.push(String(name));
process.stdout.write(own.join(' '), () => process.exit());
