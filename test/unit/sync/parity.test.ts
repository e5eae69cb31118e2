import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { type ParityRow, parityOf, parityPage } from '../../support/parity.ts';

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'parity.md');

describe('The table of what every client gets', () => {
  const rows: ParityRow[] = [];

  for (const definition of clientMatrix) {
    it(`holds for ${definition.name}, cell by cell`, async () => {
      const row = await parityOf(definition);
      rows.push(row);
      const [failure] = Object.entries(row.failures);
      if (failure) throw new Error(`${failure[0]}: ${(failure[1] as Error).message}`, { cause: failure[1] });
    });
  }

  it('is as docs/parity.md has it; else run `node scripts/parity.ts --write`', async () => {
    assert.equal(parityPage(rows), await readFile(page, 'utf8'));
  });
});
