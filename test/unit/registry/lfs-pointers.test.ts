import assert from 'node:assert/strict';
import { rejectsWith } from '../../support/assert-error.ts';
import { contentOf, makeRegistryHome } from '../../support/registry-home.ts';

const oid = `sha256:${'0123456789abcdef'.repeat(4)}`;
const pointer = `version https://git-lfs.github.com/spec/v1\noid ${oid}\nsize 12345\n`;

describe('a skill with a file that Git LFS keeps elsewhere', () => {
  for (const [what, text] of [
    ['as git checks it out', pointer],
    ['with line ends of Windows', pointer.replaceAll('\n', '\r\n')],
    ['without a last line end', pointer.trimEnd()],
    ['with an extension', pointer.replace('oid', `ext-0-foo ${oid}\noid`)],
    ['of the oldest form', pointer.replace('git-lfs', 'hawser')],
  ] as const) {
    it(`is refused, ${what}`, async () => {
      await using at = await makeRegistryHome();
      const error = await rejectsWith(at.install({ files: { 'models/large.bin': text } }), 'lfs_pointer');
      assert.match(error.message, /^models\/large\.bin in .*: this file is an LFS pointer/u);
      assert.match(error.remedy, /git lfs pull/u);
      assert.deepEqual(await contentOf(at.home.root), {});
    });
  }

  it('is refused with all of them named', async () => {
    await using at = await makeRegistryHome();
    const files = { 'a.bin': pointer, 'b.bin': pointer };
    const error = await rejectsWith(at.install({ files }), 'lfs_pointer');
    assert.match(error.message, /^a\.bin and 1 more in .*: these files are LFS pointers/u);
    assert.deepEqual(error.details, { files: ['a.bin', 'b.bin'] });
  });

  for (const [what, text] of [
    ['tells of pointers', `A pointer looks like this:\n${pointer}`],
    ['begins like one', `${pointer}And that was a pointer.\n`],
    ['is a version', 'version 1\n'],
    ['is one, and larger than one can be', `${pointer}${' '.repeat(1024)}`],
  ] as const) {
    it(`is not meant where a file ${what}`, async () => {
      await using at = await makeRegistryHome();
      assert.equal((await at.install({ files: { 'notes.md': text } })).action, 'installed');
    });
  }
});
