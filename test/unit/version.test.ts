import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { version } from '../../runtime/version.ts';

describe('The version', () => {
  it('is the same in the runtime and in package.json', async () => {
    const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    assert.equal(version, (JSON.parse(text) as { version: string }).version);
  });
});
