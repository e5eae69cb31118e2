import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { archiveLimits } from '../../../../runtime/registry/sources/archive/archive-entry.ts';
import { makeArchiveQuarantine } from '../../../support/archive-quarantine.ts';
import { rejectsWith } from '../../../support/assert-error.ts';
import {
  gnuLongNameSpec,
  paxSpec,
  type TarSpec,
  writeTar,
  writeZip,
  type ZipSpec,
} from '../../../support/hostile-archive.ts';

const { maxEntries, maxBytes, maxFileBytes, maxDepth } = archiveLimits;
const megabyte = 1024 * 1024;

/** Refused before a byte of it is written: the quarantine holds the copy of the archive alone. */
async function isRefused(bytes: Uint8Array, code: string, says: RegExp): Promise<void> {
  await using place = await makeArchiveQuarantine();
  await place.write('a.zip', bytes);
  const { message } = await rejectsWith(place.fetch('a.zip'), code);
  assert.match(message, says);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  assert.doesNotMatch(message, /[\u0000-\u001f]/u);
  assert.ok(message.length < 600, message);
  assert.deepEqual(Object.keys(await place.inside()), ['archive']);
  assert.deepEqual(await place.outside(), ['a.zip']);
}

async function isTaken(bytes: Uint8Array): Promise<string[]> {
  await using place = await makeArchiveQuarantine();
  await place.write('a.zip', bytes);
  await place.fetch('a.zip');
  return Object.keys(await place.inside());
}

const good = { name: 'SKILL.md', content: 'x' };
const zipOf = (...specs: ZipSpec[]): Buffer => writeZip([good, ...specs]);
const tarOf = (...specs: TarSpec[]): Buffer => writeTar([good, ...specs]);
const both = (...names: (string | Uint8Array)[]): [string, Buffer][] => [
  ['ZIP', zipOf(...names.map((name) => ({ name })))],
  ['tar', tarOf(...names.map((name) => ({ name })))],
];

describe('an archive with a hostile name', () => {
  const names: Record<string, [name: string | Uint8Array, says: RegExp]> = {
    'that is absolute': ['/etc/cron.d/x', /absolute/u],
    'with a drive letter': ['C:/Windows/x', /absolute/u],
    'with a drive letter and no slash': ['c:x', /absolute/u],
    'of a server': ['\\\\server\\share\\x', /other systems/u],
    'that leads out': ['../x', /leads out/u],
    'that leads out further down': ['a/../../x', /leads out/u],
    'that leads out and back': ['a/../x', /leads out/u],
    'that ends in ..': ['a/..', /leads out/u],
    'with backslashes that lead out': ['..\\..\\x', /other systems/u],
    'with a NUL byte': ['a.md\0.exe', /other systems|NUL/u],
    'with a line end': ['a\nb', /other systems/u],
    'with an escape sequence': ['\u001b[2Ja', /other systems/u],
    'with a C1 control character': ['a\u009bb', /other systems/u],
    'that is not UTF-8': [Uint8Array.of(0x61, 0xff, 0xfe), /other systems/u],
    'with half a character': [Uint8Array.of(0x61, 0xc3), /other systems/u],
    'of a Windows device': ['sub/CON', /other systems/u],
    'of a Windows device with an ending': ['aux.tar.gz', /other systems/u],
    'that ends in a dot': ['a./b', /other systems/u],
    'that ends in a space': ['a ', /other systems/u],
    'with a stream': ['ab:c', /other systems/u],
    'with an empty part': ['a//b', /other systems/u],
    'with a dot part': ['a/./b', /other systems/u],
    'that is empty': ['', /other systems/u],
    'of macOS that leads out': ['__MACOSX/../../x', /leads out/u],
  };
  for (const [what, [name, says]] of Object.entries(names)) {
    for (const [format, bytes] of both(name))
      it(`${what} is refused: ${format}`, () => isRefused(bytes, 'source_refused', says));
  }

  it('of 300 characters is refused, and one of 255 bytes is not', async () => {
    const long = 'n'.repeat(300);
    const most = `${'ü'.repeat(127)}n`;
    await isRefused(zipOf({ name: long }), 'source_refused', /255 bytes/u);
    await isRefused(zipOf({ name: 'ü'.repeat(128) }), 'source_refused', /255 bytes/u);
    for (const specs of [
      [paxSpec({ path: long }), { name: 'x' }],
      [gnuLongNameSpec(long), { name: 'x' }],
    ])
      await isRefused(tarOf(...specs), 'source_refused', /255 bytes/u);
    assert.ok((await isTaken(zipOf({ name: most }))).includes(`files/${most}`));
    assert.ok((await isTaken(tarOf(paxSpec({ path: most }), { name: 'x' }))).includes(`files/${most}`));
  });

  it('in the attributes of a tar is judged as well', async () => {
    for (const path of ['../x', '/x', 'a\\b', 'a\0b', Uint8Array.of(0xff)]) {
      await isRefused(tarOf(paxSpec({ path }), { name: 'innocent' }), 'source_refused', /In .*a\.zip/u);
      await isRefused(tarOf(gnuLongNameSpec(path), { name: 'innocent' }), 'source_refused', /In .*a\.zip/u);
    }
  });

  it(`nested deeper than ${maxDepth} folders, or of more than 1024 bytes, is refused`, async () => {
    const deep = (depth: number): string => `${'d/'.repeat(depth)}f`;
    await isTaken(zipOf({ name: deep(maxDepth) }));
    await isRefused(zipOf({ name: deep(maxDepth + 1) }), 'source_refused', /nested/u);
    await isRefused(zipOf({ name: `${'d/'.repeat(maxDepth + 1)}` }), 'source_refused', /nested/u);
    await isRefused(zipOf({ name: `${'d'.repeat(200)}/`.repeat(6) }), 'source_refused', /1024 bytes/u);
  });
});

describe('an archive whose names do not go together', () => {
  const pairs: Record<string, [names: string[], says: RegExp]> = {
    'twice the same': [['a', 'a'], /twice/u],
    'that differ by case': [['Read.md', 'read.md'], /one name/u],
    'of folders that differ by case': [['Sub/a', 'sub/b'], /one name/u],
    'that differ by how a letter is composed': [['é', 'e\u0301'], /one name/u],
    'that differ by a sharp s': [['straße', 'STRASSE'], /one name/u],
    'a file and then a folder': [['a', 'a/b'], /file and a folder/u],
    'a folder and then a file': [['a/b', 'a'], /file and a folder/u],
    'a folder and a file that differ by case': [['A/', 'a'], /one name/u],
  };
  for (const [what, [names, says]] of Object.entries(pairs)) {
    for (const [format, bytes] of both(...names))
      it(`${what}: ${format}`, () => isRefused(bytes, 'source_refused', says));
  }

  it('is taken when only a folder is named twice', async () => {
    for (const [, bytes] of both('a/', 'a/b', 'a/')) assert.ok((await isTaken(bytes)).includes('files/a/b'));
  });
});

describe('an archive with something else than files and folders', () => {
  for (const [what, mode] of Object.entries({
    'a symbolic link': 0o120777,
    'a device': 0o020644,
    'a block device': 0o060644,
    'a pipe': 0o010644,
    'a socket': 0o140644,
    'an unknown kind': 0o150644,
  }))
    it(`${what} in a ZIP is refused`, () =>
      isRefused(zipOf({ name: 'x', content: '/etc/passwd', mode }), 'source_refused', /"x" is a /u));

  for (const [what, type] of Object.entries({
    'a hard link': '1',
    'a symbolic link': '2',
    'a device': '3',
    'a block device': '4',
    'a pipe': '6',
    'a sparse file': 'S',
    'a dump': 'D',
    'a volume': 'V',
    'an unknown kind': '?',
  }))
    it(`${what} in a tar is refused`, () =>
      isRefused(
        tarOf({ name: 'x', type, ...('12'.includes(type) && { linkName: '../../../etc/passwd' }) }),
        'source_refused',
        /"x" is a /u,
      ));

  it('a link in a folder that macOS leaves is refused all the same', () =>
    isRefused(zipOf({ name: '__MACOSX/x', mode: 0o120777 }), 'source_refused', /symbolic link/u));

  it('a file through a link that came before it is refused', () =>
    isRefused(
      tarOf({ name: 'x', type: '2', linkName: '..' }, { name: 'x/y', content: 'z' }),
      'source_refused',
      /symbolic link/u,
    ));

  it('a folder with a content is refused', () =>
    isRefused(zipOf({ name: 'x/', content: 'y' }), 'source_unreadable', /content/u));
});

describe('an archive that lies or is locked', () => {
  /** The lie comes out on unpacking; what was written by then stays in the quarantine. */
  async function failsUnpacking(bytes: Uint8Array, code: string): Promise<number> {
    await using place = await makeArchiveQuarantine();
    await place.write('a.zip', bytes);
    await rejectsWith(place.fetch('a.zip'), code);
    const written = Object.entries(await place.inside()).filter(([path]) => path !== 'archive');
    return written.reduce((total, [, content]) => total + content.length, 0);
  }

  it('says a kilobyte and holds 200 MB: no more than was said is written', async () => {
    const content = Buffer.alloc(200 * megabyte);
    const bomb = zipOf({ name: 'x', content, says: { size: 1000 } });
    assert.ok((await failsUnpacking(bomb, 'source_unreadable')) <= 1001);
    const noise = zipOf({ name: 'x', content: randomBytes(megabyte), says: { size: 1000 } });
    assert.ok((await failsUnpacking(noise, 'source_unreadable')) <= 1001);
  });

  it('says more than it holds', async () => {
    await failsUnpacking(zipOf({ name: 'x', content: 'y', says: { size: 2 } }), 'source_unreadable');
    await failsUnpacking(zipOf({ name: 'x', content: 'y', says: { packedSize: 1 } }), 'source_unreadable');
    await isRefused(tarOf({ name: 'x', content: 'y', says: { size: 5000 } }), 'source_unreadable', /middle/u);
  });

  it('has a wrong checksum', async () => {
    await failsUnpacking(zipOf({ name: 'x', content: 'y', says: { checksum: 1 } }), 'source_unreadable');
    const tar = tarOf();
    tar[0]! ^= 1;
    await isRefused(tar, 'source_unreadable', /header/u);
  });

  it('is encrypted, in the old way, strongly, or in its directory', async () => {
    await isRefused(zipOf({ name: 'x', flags: 0x0801 }), 'source_refused', /encrypted/u);
    await isRefused(zipOf({ name: 'x', flags: 0x0841 }), 'source_unreadable', /encrypt/u);
    await isRefused(zipOf({ name: 'x', flags: 0x2800 }), 'source_refused', /encrypted/u);
  });

  it('is packed in a way that is not known', async () => {
    for (const method of [9, 12, 14, 93, 99])
      await isRefused(zipOf({ name: 'x', method }), 'source_unreadable', new RegExp(`method ${method}`, 'u'));
  });
});

describe('an archive that is too large', () => {
  it('by the number of its files is refused: ZIP, also when its end says fewer or more', async () => {
    const specs = Array.from({ length: maxEntries + 1 }, (_, index) => ({ name: `f${index}`, method: 0 }));
    await isRefused(writeZip(specs), 'source_too_large', /5001/u);
    await isRefused(writeZip([good], { entryCount: 10_000 }), 'source_too_large', /10000/u);
    assert.equal((await isTaken(writeZip(specs.slice(0, 3), { entryCount: 2 }))).length, 3);
  });

  it('by the number of its files is refused: tar', async () => {
    const specs = Array.from({ length: maxEntries + 1 }, (_, index) => ({ name: `f${index}` }));
    await isRefused(gzipSync(writeTar(specs)), 'source_too_large', /5000/u);
  });

  it('by one file is refused', async () => {
    const content = Buffer.alloc(maxFileBytes + 1);
    await isRefused(zipOf({ name: 'big', content }), 'source_too_large', /"big" of 16777217 bytes/u);
    await isRefused(gzipSync(tarOf({ name: 'big', content })), 'source_too_large', /"big" of 16777217/u);
    await isTaken(zipOf({ name: 'big', content: content.subarray(1) }));
  });

  it('by all files together is refused, also when each is small packed', async () => {
    const content = Buffer.alloc(maxFileBytes - 512);
    const specs = Array.from({ length: maxBytes / maxFileBytes + 1 }, (_, index) => ({
      name: `f${index}`,
      content,
    }));
    await isRefused(zipOf(...specs), 'source_too_large', /67108864/u);
    await isRefused(gzipSync(tarOf(...specs)), 'source_too_large', /67108864/u);
  });

  it('by itself is refused without reading it', async () => {
    await using place = await makeArchiveQuarantine();
    await place.write('a.zip', Buffer.alloc(archiveLimits.maxArchiveBytes + 1));
    await rejectsWith(place.fetch('a.zip'), 'source_too_large');
    assert.deepEqual(await place.inside(), {});
  });

  it('by what stands between its files is refused: a bomb of attributes, of names, of zeros after the end', async () => {
    const attributes = paxSpec({ comment: 'x'.repeat(60 * 1024) }, 'g');
    const many = Array.from({ length: 1500 }, () => attributes);
    await isRefused(gzipSync(tarOf(...many)), 'source_too_large', /unpacks to more/u);
    const zeros = gzipSync(Buffer.concat([tarOf(), Buffer.alloc(100 * megabyte)]));
    await isRefused(zeros, 'source_too_large', /unpacks to more/u);
    const long = gnuLongNameSpec('n'.repeat(70 * 1024));
    await isRefused(tarOf(long, { name: 'x' }), 'source_too_large', /name or attributes/u);
  });
});
