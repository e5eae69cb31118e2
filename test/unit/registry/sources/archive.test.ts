import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { archiveSource } from '../../../../runtime/registry/sources/archive.ts';
import { packUploadZip } from '../../../../runtime/skill/export/upload-zip.ts';
import {
  type ArchiveQuarantine,
  makeArchiveQuarantine,
  modeOf,
} from '../../../support/archive-quarantine.ts';
import { rejectsWith } from '../../../support/assert-error.ts';
import { gnuLongNameSpec, paxSpec, writeTar, writeZip } from '../../../support/hostile-archive.ts';
import { contentOf } from '../../../support/registry-home.ts';

const isWindows = process.platform === 'win32';

describe('what looks like an archive', () => {
  it('is a path or an http(s) address with the ending of one', () => {
    for (const text of [
      'a.zip',
      './a/b.skill',
      '/a/b.TGZ',
      'a.tar.gz',
      'C:\\a.tar',
      'file:///a/b.zip',
      'https://example.com/a.zip',
      'http://example.com/a/b.skill?token=x&y=a/b#c',
      'https://github.com/acme/skills/archive/refs/heads/main.zip',
    ])
      assert.ok(archiveSource.matches(text), text);
    for (const text of [
      'a',
      'zip',
      'a.zip/',
      'a.zipper',
      'https://example.com/',
      'https://example.com/?file=a.zip',
      'https://a.zip',
      'a.zip?x',
      'npm:a',
      'acme/skills',
    ])
      assert.ok(!archiveSource.matches(text), text);
  });
});

describe('fetching an archive', () => {
  let place: ArchiveQuarantine;
  beforeEach(async () => {
    place = await makeArchiveQuarantine();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  const zip = writeZip([
    { name: 'SKILL.md', content: 'skill' },
    { name: 'scripts/run.sh', content: 'run', mode: 0o100755 },
    { name: 'empty/' },
  ]);
  const tarSpecs = [
    { name: './' },
    { name: './SKILL.md', content: 'skill' },
    { name: './scripts/run.sh', content: 'run', mode: 0o755 },
    { name: './empty/' },
  ];

  for (const [name, bytes] of [
    ['notes.zip', zip],
    ['notes.skill', zip],
    ['notes.tar', writeTar(tarSpecs)],
    ['notes.tgz', gzipSync(writeTar(tarSpecs))],
    ['notes.tar.gz', gzipSync(writeTar(tarSpecs))],
    ['notes.zip', gzipSync(writeTar(tarSpecs))],
    ['Notes.TGZ', zip],
  ] as const) {
    it(`unpacks ${name} with files, folders and what may be run, and nothing else of their modes`, async () => {
      const file = await place.write(name, bytes);
      const fetched = await place.fetch(name);
      assert.deepEqual(await contentOf(fetched.folder), {
        'SKILL.md': 'skill',
        'empty/': '',
        'scripts/': '',
        'scripts/run.sh': 'run',
      });
      const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
      assert.deepEqual(
        [fetched.name.toLowerCase(), fetched.source, fetched.resolved],
        ['notes', await realpath(file), { integrity }],
      );
      if (isWindows) return;
      const modes = ['', 'SKILL.md', 'scripts', 'scripts/run.sh', 'empty'].map((path) =>
        modeOf(join(fetched.folder, path)),
      );
      assert.deepEqual(await Promise.all(modes), [0o700, 0o600, 0o700, 0o700, 0o700]);
    });
  }

  it('looks into the one folder in which everything stands', async () => {
    await place.write(
      'skills-main.zip',
      writeZip([{ name: 'top/a.md' }, { name: 'top/b/c.md' }, { name: '__MACOSX/top/._a.md' }]),
    );
    const { folder, name } = await place.fetch('skills-main.zip');
    assert.deepEqual([name, folder], ['top', join(place.quarantine, 'files', 'top')]);
  });

  it('calls what npm packs after the file', async () => {
    await place.write('notes-1.0.0.tgz', gzipSync(writeTar([{ name: 'package/SKILL.md' }])));
    assert.equal((await place.fetch('notes-1.0.0.tgz')).name, 'notes-1.0.0');
  });

  it('stays where it is when two stand at the top, or one file', async () => {
    await place.write('two.zip', writeZip([{ name: 'a/x.md' }, { name: 'b/x.md' }]));
    assert.equal((await place.fetch('two.zip')).folder, join(place.quarantine, 'files'));
  });

  it('leaves out what macOS leaves', async () => {
    const junk = ['__MACOSX/._SKILL.md', '.DS_Store', 'sub/.DS_Store', '._SKILL.md', 'sub/._x'];
    await place.write('a.zip', writeZip(['SKILL.md', 'sub/x', ...junk].map((name) => ({ name }))));
    const { folder } = await place.fetch('a.zip');
    assert.deepEqual(Object.keys(await contentOf(folder)), ['SKILL.md', 'sub/', 'sub/x']);
  });

  it('reads the long and foreign names of both kinds of tar', async () => {
    const long = `${'d'.repeat(90)}/${'日本'.repeat(30)}/${'f'.repeat(90)}.md`;
    for (const named of [paxSpec({ path: long }), gnuLongNameSpec(long)]) {
      await using other = await makeArchiveQuarantine();
      await other.write(
        'a.tar',
        writeTar([paxSpec({ comment: 'x' }, 'g'), named, { name: 'cut', content: 'x' }, { name: 'b' }]),
      );
      const { folder } = await other.fetch('a.tar');
      const files = await contentOf(folder);
      assert.deepEqual([files[long], files.b], ['x', '']);
    }
  });

  it('reads the ZIP that is made for upload', async () => {
    const files = new Map([['SKILL.md', Buffer.from('---\nname: notes\ndescription: d\n---\nx\n')]]);
    const { bytes } = await packUploadZip(files, 'notes');
    await place.write('upload.zip', bytes);
    const { folder, name } = await place.fetch('upload.zip');
    assert.deepEqual([name, Object.keys(await contentOf(folder))], ['notes', ['SKILL.md']]);
  });

  it('is fetched by a file address and through a link to the archive', async () => {
    const file = await place.write('real.zip', zip);
    const { source } = await place.fetch(pathToFileURL(file).href);
    assert.equal(source, await realpath(file));
    if (isWindows) return;
    await using other = await makeArchiveQuarantine();
    await symlink(file, join(other.path, 'link.zip'));
    const linked = await other.fetch('link.zip');
    assert.deepEqual([linked.source, linked.name], [await realpath(file), 'link']);
  });

  it('fails when it is no longer what was installed from it', async () => {
    await place.write('a.zip', zip);
    const { resolved } = await place.fetch('a.zip');
    await using other = await makeArchiveQuarantine();
    await other.write('a.zip', zip);
    assert.deepEqual((await other.fetch('a.zip', { resolved })).resolved, resolved);
    await using changed = await makeArchiveQuarantine();
    await changed.write('a.zip', writeZip([{ name: 'SKILL.md', content: 'other' }]));
    await rejectsWith(changed.fetch('a.zip', { resolved }), 'source_changed');
    assert.deepEqual(Object.keys(await changed.inside()), ['archive']);
  });

  it('can be cancelled', async () => {
    await place.write('a.zip', zip);
    await rejectsWith(place.fetch('a.zip', { signal: AbortSignal.abort() }), 'source_cancelled');
  });

  it('says that there is none, or what stands there instead', async function () {
    await rejectsWith(place.fetch('gone.zip'), 'source_not_found');
    await rejectsWith(place.fetch('file://elsewhere/a.zip'), 'source_not_found');
    await mkdir(join(place.path, 'folder.zip'));
    await rejectsWith(place.fetch('folder.zip'), 'source_not_found');
    if (isWindows) return;
    this.timeout(2000);
    execFileSync('mkfifo', [join(place.path, 'pipe.zip')]);
    await rejectsWith(place.fetch('pipe.zip'), 'source_not_found');
  });

  for (const [what, bytes] of Object.entries({
    'is empty': Buffer.alloc(0),
    'is a web page': Buffer.from('<!doctype html><title>Sign in</title>'.padEnd(2000)),
    'is zeros': Buffer.alloc(4096),
    'is a ZIP of nothing': writeZip([]),
    'is a ZIP of a folder': writeZip([{ name: 'a/' }]),
    'is a tar of nothing': writeTar([]),
    'is a ZIP that was cut': zip.subarray(0, -30),
    'is a tar that was cut in a file': writeTar([{ name: 'a', content: 'x'.repeat(2000) }]).subarray(0, 1024),
    'is a tar without its end': writeTar([{ name: 'a', content: 'x' }]).subarray(0, 1024),
    'is a tar.gz that was cut': gzipSync(writeTar(tarSpecs)).subarray(0, -20),
    'is a tar.gz with a flipped byte in its checksum': flipped(gzipSync(writeTar(tarSpecs)), -6),
    'is gzip of no tar': gzipSync(Buffer.from('hello'.repeat(1000))),
    'is gzip of gzip': gzipSync(gzipSync(writeTar(tarSpecs))),
  })) {
    it(`says that it cannot be unpacked when it ${what}`, async () => {
      await place.write('a.zip', bytes);
      const { file } = await rejectsWith(place.fetch('a.zip'), 'source_unreadable');
      assert.equal(file, await realpath(join(place.path, 'a.zip')));
    });
  }
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + at]! ^= 0xff;
  return copy;
}
