import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  type ArchiveQuarantine,
  type FetchOptions,
  makeArchiveQuarantine,
} from '../../support/archive-quarantine.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { writeTar, writeZip } from '../../support/hostile-archive.ts';
import { answerRaw, type LoopbackServer, startLoopbackServer } from '../../support/loopback-server.ts';
import { contentOf } from '../../support/registry-home.ts';

const megabyte = 1024 * 1024;
const zip = writeZip([{ name: 'notes/SKILL.md', content: 'skill' }]);
const tgz = gzipSync(writeTar([{ name: 'package/SKILL.md', content: 'skill' }]));
const zipType = { 'content-type': 'application/zip' };

const answers: Record<string, RequestListener> = {
  '/skills/notes.zip': (_, response) => response.writeHead(200, zipType).end(zip),
  '/n%C3%B6tes.tgz': (_, response) => response.end(tgz),
  // As servers do that take the ending for an encoding.
  '/encoded.tgz': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(tgz),
  '/page.zip': (_, response) => response.end('<!doctype html>'.padEnd(1000)),
  '/gone.zip': (_, response) => response.writeHead(404).end(),
  '/cut.zip': (request) =>
    answerRaw(request, `HTTP/1.1 200 OK\r\ncontent-length: ${zip.length}\r\n\r\n`, zip.subarray(0, 50)),
  '/cut-unseen.zip': (request) => answerRaw(request, 'HTTP/1.1 200 OK\r\n\r\n', zip.subarray(0, 50)),
  '/longer.zip': (request) => answerRaw(request, 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n', zip),
  '/announced.zip': (_, response) =>
    void response.writeHead(200, { 'content-length': 10_000 * megabyte }).write(zip),
  '/endless.zip': (_, response) => {
    const more = (): void => {
      while (response.write(Buffer.alloc(megabyte)) && !response.destroyed);
    };
    response.on('drain', more);
    more();
  },
  '/bomb.zip': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100 * megabyte))),
  '/hostile.zip': (_, response) => response.end(writeZip([{ name: '../../evil' }])),
  '/stalls.zip': (_, response) => void response.write(zip.subarray(0, 50)),
  '/loop.zip': (_, response) => response.writeHead(302, { location: '/loop.zip' }).end(),
};

describe('fetching an archive from an address', function () {
  this.timeout(30_000);
  let server: LoopbackServer;
  let place: ArchiveQuarantine;

  before(async () => {
    server = await startLoopbackServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://server');
      const to = url.searchParams.get('to');
      if (to !== null) response.writeHead(302, { location: to }).end();
      else answers[url.pathname]?.(request, response);
    });
  });
  after(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    server.requests.length = 0;
    place = await makeArchiveQuarantine();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  const fetch = (path: string, options: FetchOptions = {}): ReturnType<ArchiveQuarantine['fetch']> =>
    place.fetch(`${server.origin}${path}`, { network: { allowedPrivateHosts: [server.host] }, ...options });

  it('unpacks it, and remembers the address to ask again and the one it came from', async () => {
    const asked = `/skills/notes.zip?token=secret`;
    const fetched = await fetch(`${asked}#fragment`);
    assert.deepEqual(await contentOf(fetched.folder), { 'SKILL.md': 'skill' });
    const integrity = `sha512-${createHash('sha512').update(zip).digest('base64')}`;
    assert.deepEqual(
      [fetched.name, fetched.source, fetched.resolved],
      ['notes', `${server.origin}${asked}`, { integrity, address: `${server.origin}/skills/notes.zip` }],
    );
    assert.ok(place.told.some((message) => message.startsWith('Downloading http')));
    assert.ok(!place.told.join().includes('secret'));
    assert.deepEqual(await place.outside(), []);
  });

  it('names it after the address, and remembers where a redirect led', async () => {
    const { name, source, resolved } = await fetch(
      `/first.tgz?to=${encodeURIComponent('/n%C3%B6tes.tgz?signed')}`,
    );
    assert.deepEqual([name, resolved.address], ['first', `${server.origin}/n%C3%B6tes.tgz`]);
    assert.ok(source.startsWith(`${server.origin}/first.tgz?to=`));
    await using other = await makeArchiveQuarantine();
    const network = { allowedPrivateHosts: [server.host] };
    assert.equal((await other.fetch(`${server.origin}/n%C3%B6tes.tgz`, { network })).name, 'nötes');
  });

  it('takes a tar that the server unpacked on the way', async () => {
    assert.deepEqual(await contentOf((await fetch('/encoded.tgz')).folder), { 'SKILL.md': 'skill' });
  });

  it('fails when it is no longer what was installed from there', async () => {
    const { resolved } = await fetch('/skills/notes.zip');
    await using other = await makeArchiveQuarantine();
    const network = { allowedPrivateHosts: [server.host] };
    const again = other.fetch(`${server.origin}/n%C3%B6tes.tgz`, { network, resolved });
    await rejectsWith(again, 'source_changed');
  });

  for (const [path, code] of [
    ['/page.zip', 'source_unreadable'],
    ['/gone.zip', 'source_not_found'],
    ['/cut.zip', 'source_unreadable'],
    ['/cut-unseen.zip', 'source_unreadable'],
    ['/longer.zip', 'source_unreadable'],
    ['/announced.zip', 'source_too_large'],
    ['/endless.zip', 'source_too_large'],
    ['/bomb.zip', 'source_too_large'],
    ['/hostile.zip', 'source_refused'],
    ['/loop.zip', 'source_refused'],
    ['/x.zip?to=file:///etc/passwd', 'source_refused'],
    ['/x.zip?to=http://169.254.169.254/latest/meta-data.zip', 'source_refused'],
    ['/x.zip?to=http://localhost:1/a.zip', 'source_refused'],
    ['/x.zip?to=http://user:password@127.0.0.1/a.zip', 'source_refused'],
  ] as const) {
    it(`says ${code} of ${path}, and unpacks nothing`, async () => {
      const { message } = await rejectsWith(fetch(path), code);
      assert.ok(message.includes('//'), message);
      assert.ok(!Object.keys(await place.inside()).some((name) => name.startsWith('files/')));
      assert.deepEqual(await place.outside(), []);
    });
  }

  it('does not reach a private network unless the settings allow it', async () => {
    await rejectsWith(fetch('/skills/notes.zip', { network: { allowedPrivateHosts: [] } }), 'source_refused');
    assert.equal(server.requests.length, 0);
  });

  it('can be cancelled in the middle', async () => {
    const controller = new AbortController();
    const asked = server.nextRequest();
    const fetching = fetch('/stalls.zip', { signal: controller.signal });
    await Promise.race([asked, fetching]);
    controller.abort();
    await rejectsWith(fetching, 'source_cancelled');
  });
});
