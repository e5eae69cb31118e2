import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import dns from 'node:dns';
import { readFile, stat } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { downloadFile } from '../../../runtime/net/download-file.ts';
import {
  guardedRequest,
  type RequestOptions,
  requestBytes,
  requestJson,
} from '../../../runtime/net/guarded-request.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { answerRaw, type LoopbackServer, startLoopbackServer } from '../../support/loopback-server.ts';
import { makeHome } from '../../support/run-cli.ts';

const megabyte = 1024 * 1024;

const answers: Record<string, RequestListener> = {
  '/plain': (_, response) => response.end('hello'),
  '/json': (_, response) => response.end('{"a":[1]}'),
  '/html': (_, response) => response.end('<html>'),
  '/latin1': (_, response) => response.end(Buffer.from([0x22, 0xe4, 0x22])),
  '/big-json': (_, response) => response.end(JSON.stringify('x'.repeat(5 * megabyte))),
  '/gone': (_, response) => response.writeHead(404).end('nothing here'),
  '/locked': (_, response) => response.writeHead(401).end(),
  '/busy': (_, response) => response.writeHead(429).end(),
  '/broken': (_, response) => response.writeHead(500).end(),
  '/odd': (_, response) => response.writeHead(304).end(),
  '/silent': () => undefined,
  '/stalls': (_, response) => void response.write('some'),
  '/drips': (_, response) => {
    const timer = setInterval(() => response.write('.'), 10);
    response.on('close', () => clearInterval(timer));
  },
  '/endless': (_, response) => {
    const more = (): void => {
      while (response.write(Buffer.alloc(64 * 1024)) && !response.destroyed);
    };
    response.on('drain', more);
    more();
  },
  '/announced': (_, response) => void response.writeHead(200, { 'content-length': 2 * megabyte }).write('x'),
  '/cut': (request) => answerRaw(request, 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n', 'short'),
  '/cut-chunks': (request) =>
    answerRaw(request, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '5\r\nshort\r\n'),
  '/longer': (request) => answerRaw(request, 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nlonger'),
  '/two-lengths': (request) =>
    answerRaw(request, 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd'),
  '/no-http': (request) => answerRaw(request, 'SSH-2.0-OpenSSH_9.9\r\n'),
  '/hangs-up': (request) => request.socket.destroy(),
  '/gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello')),
  '/bomb': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100 * megabyte))),
  '/no-gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('hello'),
  '/cut-gzip': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello').subarray(0, 18)),
  '/brotli': (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x'),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/nowhere': (_, response) => response.writeHead(302).end(),
};

describe('a guarded request', () => {
  let server: LoopbackServer;
  let other: LoopbackServer;

  before(async () => {
    other = await startLoopbackServer((_, response) => response.end('from the other'));
    server = await startLoopbackServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://server');
      const to = url.searchParams.get('to');
      if (to !== null)
        response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: to }).end();
      else answers[url.pathname]?.(request, response);
    });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    server.requests.length = 0;
    other.requests.length = 0;
  });

  function options(changes: Partial<RequestOptions> = {}): RequestOptions {
    return {
      network: { allowedPrivateHosts: [server.host] },
      signal: new AbortController().signal,
      maxBytes: megabyte,
      idleMs: 5000,
      ...changes,
    };
  }
  const get = (path: string, changes?: Partial<RequestOptions>): ReturnType<typeof requestBytes> =>
    requestBytes(`${server.origin}${path}`, options(changes));

  it('gives status, address and body, and says who asks', async () => {
    const { bytes, address } = await get('/plain?x=1');
    assert.deepEqual([bytes.toString(), address], ['hello', `${server.origin}/plain?x=1`]);
    assert.match(server.requests[0]?.headers['user-agent'] ?? '', /^aios\/\d/u);
    const head = await guardedRequest(`${server.origin}/plain`, options({ method: 'HEAD' }));
    assert.equal(head.status, 200);
    for await (const _ of head.body) assert.fail('a HEAD has no body');
  });

  for (const network of [
    { allowedPrivateHosts: [] },
    { allowedPrivateHosts: ['127.0.0.1:1', 'localhost'] },
  ]) {
    it(`reaches nothing on this machine with ${JSON.stringify(network)}`, async () => {
      const { port } = new URL(server.origin);
      for (const host of [
        '127.0.0.1',
        '127.1',
        '0x7f000001',
        '2130706433',
        '0',
        '[::1]',
        '[::ffff:127.0.0.1]',
      ])
        await rejectsWith(
          requestBytes(`http://${host}:${port}/plain`, options({ network })),
          'source_refused',
        );
      assert.equal(server.requests.length, 0);
    });
  }

  it('looks a name up and judges what it stands for', async () => {
    const { port } = new URL(server.origin);
    const closed = requestBytes(`http://localhost:${port}/plain`, options());
    const { message, remedy } = await rejectsWith(closed, 'source_refused');
    assert.match(message, /localhost is (?:127\.0\.0\.1|::1)/u);
    assert.ok(remedy.includes(`"localhost:${port}"`));
    assert.equal(server.requests.length, 0);
    const network = { allowedPrivateHosts: ['localhost'] };
    const { bytes } = await requestBytes(`http://localhost:${port}/plain`, options({ network }));
    assert.equal(bytes.toString(), 'hello');
  });

  it('connects to the address that was judged, whatever the name stands for by then', async () => {
    const { lookup } = dns;
    const asked: string[] = [];
    const rebound = (name: string, ...others: unknown[]): void => {
      asked.push(name);
      (others.at(-1) as (error: Error) => void)(new Error('asked a second time'));
    };
    Object.assign(dns, { lookup: rebound });
    try {
      const network = { allowedPrivateHosts: ['localhost'] };
      const { port } = new URL(server.origin);
      const { bytes } = await requestBytes(`http://localhost:${port}/plain`, options({ network }));
      assert.deepEqual([bytes.toString(), asked], ['hello', []]);
    } finally {
      Object.assign(dns, { lookup });
    }
  });

  it('follows redirects of every kind, five of them', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const { bytes, address } = await get(`/x?status=${status}&to=/plain`);
      assert.deepEqual([bytes.toString(), address], ['hello', `${server.origin}/plain`]);
    }
    const chain = (length: number): string =>
      length === 0 ? '/plain' : `/x?to=${encodeURIComponent(chain(length - 1))}`;
    assert.equal((await get(chain(5))).bytes.toString(), 'hello');
    await rejectsWith(get(chain(6)), 'source_refused');
    await rejectsWith(get('/loop'), 'source_refused');
    await rejectsWith(get('/nowhere'), 'source_unreadable');
  });

  it('judges anew where a redirect leads', async () => {
    for (const to of [
      other.origin,
      `http://localhost:${new URL(other.origin).port}/`,
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/',
      'file:///etc/passwd',
      `http://user:password@${server.host}/plain`,
    ])
      await rejectsWith(get(`/x?to=${encodeURIComponent(to)}`), 'source_refused');
    assert.equal(other.requests.length, 0);
  });

  it('does not carry credentials to another origin', async () => {
    const network = { allowedPrivateHosts: ['127.0.0.1'] };
    const headers = { authorization: 'Bearer x', cookie: 'a=b', accept: 'text/plain' };
    await get(`/x?to=${encodeURIComponent(other.origin)}`, { network, headers });
    assert.equal(server.requests[0]?.headers.authorization, 'Bearer x');
    const { authorization, cookie, accept } = other.requests[0]?.headers ?? {};
    assert.deepEqual([authorization, cookie, accept], [undefined, undefined, 'text/plain']);
  });

  for (const [path, code] of [
    ['/gone', 'source_not_found'],
    ['/locked', 'source_refused'],
    ['/busy', 'source_offline'],
    ['/broken', 'source_offline'],
    ['/odd', 'source_unreadable'],
    ['/announced', 'source_too_large'],
    ['/endless', 'source_too_large'],
    ['/cut', 'source_unreadable'],
    ['/cut-chunks', 'source_unreadable'],
    ['/longer', 'source_unreadable'],
    ['/two-lengths', 'source_unreadable'],
    ['/no-http', 'source_unreadable'],
    ['/hangs-up', 'source_offline'],
    ['/bomb', 'source_too_large'],
    ['/no-gzip', 'source_unreadable'],
    ['/cut-gzip', 'source_unreadable'],
    ['/brotli', 'source_unreadable'],
  ] as const) {
    it(`says ${code} of what answers as ${path}`, async () => {
      const { message } = await rejectsWith(get(`${path}?token=secret`), code);
      assert.ok(message.includes(`${server.origin}${path}`) && !message.includes('secret'), message);
    });
  }

  it('gives up on one that says nothing, stalls, or drips for ever', async () => {
    await rejectsWith(get('/silent', { idleMs: 50 }), 'source_timed_out');
    await rejectsWith(get('/stalls', { idleMs: 50 }), 'source_timed_out');
    await rejectsWith(get('/drips', { timeoutMs: 200 }), 'source_timed_out');
    await rejectsWith(get('/silent', { timeoutMs: 50 }), 'source_timed_out');
  });

  it('can be cancelled before, while waiting and in the middle of the body', async () => {
    await rejectsWith(get('/plain', { signal: AbortSignal.abort() }), 'source_cancelled');
    assert.equal(server.requests.length, 0);
    for (const path of ['/silent', '/stalls', '/drips']) {
      const controller = new AbortController();
      const asked = server.nextRequest();
      const request = get(path, { signal: controller.signal });
      await Promise.race([asked, request]);
      controller.abort();
      await rejectsWith(request, 'source_cancelled');
    }
  });

  it('says that it is offline when nothing listens, or the name is unknown', async () => {
    const gone = await startLoopbackServer(() => undefined);
    await gone[Symbol.asyncDispose]();
    const network = { allowedPrivateHosts: ['127.0.0.1'] };
    await rejectsWith(requestBytes(gone.origin, options({ network })), 'source_offline');
    await rejectsWith(requestBytes('https://nobody.invalid/', options()), 'source_offline');
  });

  it('lets the connection go when the body is not wanted to its end', async () => {
    const response = await guardedRequest(`${server.origin}/drips`, options());
    const closed = new Promise((resolve) => server.requests[0]?.socket.on('close', resolve));
    for await (const _ of response.body) break;
    await closed;
    const unread = await guardedRequest(`${server.origin}/drips`, options());
    const closedUnread = new Promise((resolve) => server.requests[1]?.socket.on('close', resolve));
    unread.close();
    await closedUnread;
  });

  it('unpacks what comes packed, and tells how far it is', async () => {
    assert.equal((await get('/gzip')).bytes.toString(), 'hello');
    const told: unknown[] = [];
    await get('/plain', { onBytes: (received, total) => told.push([received, total]) });
    assert.deepEqual(told, [[5, 5]]);
  });

  it('reads JSON, and says of anything else that it is none', async () => {
    const json = (path: string): Promise<unknown> => {
      const { maxBytes: _, ...others } = options();
      return requestJson(`${server.origin}${path}`, others);
    };
    assert.deepEqual(await json('/json'), { value: { a: [1] }, address: `${server.origin}/json` });
    assert.equal(server.requests[0]?.headers.accept, 'application/json');
    await rejectsWith(json('/html'), 'source_unreadable');
    await rejectsWith(json('/latin1'), 'source_unreadable');
    await rejectsWith(json('/big-json'), 'source_too_large');
    await rejectsWith(json('/gone'), 'source_not_found');
  });

  it('downloads to a file and hashes it on the way', async () => {
    await using home = await makeHome();
    const file = join(home.path, 'download');
    const { integrity, bytes, address } = await downloadFile(`${server.origin}/x?to=/plain`, file, options());
    const content = await readFile(file);
    assert.deepEqual([content.toString(), bytes, address], ['hello', 5, `${server.origin}/plain`]);
    assert.equal(integrity, `sha512-${createHash('sha512').update(content).digest('base64')}`);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
  });

  it('fails a download that is cut, lies about its length, or finds a file in its place', async () => {
    for (const path of ['/cut', '/longer', '/cut-chunks']) {
      await using home = await makeHome();
      const file = join(home.path, 'download');
      await rejectsWith(downloadFile(`${server.origin}${path}`, file, options()), 'source_unreadable');
    }
    await using home = await makeHome();
    const file = join(home.path, 'download');
    await downloadFile(`${server.origin}/plain`, file, options());
    await assert.rejects(downloadFile(`${server.origin}/drips`, file, options()), { code: 'EEXIST' });
  });
});
