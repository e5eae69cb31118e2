/**
 * Runs what AI OS does for every client, each cell on a home of its own, and prints the table. With `--write` it goes to
 * docs/parity.md. Exit code 1 when a client does not have something.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { clientMatrix } from '../runtime/client/matrix.ts';
import { type ParityRow, parityOf, parityPage } from '../test/support/parity.ts';

const page = fileURLToPath(new URL('../docs/parity.md', import.meta.url));
const rows: ParityRow[] = [];
for (const definition of clientMatrix) rows.push(await parityOf(definition));
const text = parityPage(rows);
if (process.argv.includes('--write')) await writeFile(page, text);
else process.stdout.write(text);
for (const { client, failures } of rows)
  for (const [name, error] of Object.entries(failures))
    process.stderr.write(`${client}, ${name}: ${(error as Error).message}\n`);
process.exitCode = rows.some(({ failures }) => Object.keys(failures).length > 0) ? 1 : 0;
