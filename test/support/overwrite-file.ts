/** A process that overwrites a file with random bytes, in its place: `node overwrite-file.ts FILE`. */
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

const [path = ''] = process.argv.slice(2);
const handle = await open(path, 'r+');
const { size } = await handle.stat();
await handle.write(randomBytes(size), 0, size, 0);
await handle.close();
