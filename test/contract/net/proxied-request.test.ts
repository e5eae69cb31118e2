import assert from 'node:assert/strict';
import { requestBytes } from '../../../runtime/net/guarded-request.ts';
import { proxySettingsOf } from '../../../runtime/net/proxy-settings.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { type LoopbackProxy, type ProxyOptions, startLoopbackProxy } from '../../support/loopback-proxy.ts';
import {
  answerRaw,
  type LoopbackServer,
  listenOnLoopback,
  startLoopbackServer,
} from '../../support/loopback-server.ts';

/** Ends in `.test`, so no machine finds it (RFC 6761). */
const site = 'skills.test';

describe('a request through a proxy', () => {
  let server: LoopbackServer;
  before(async () => {
    server = await startLoopbackServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
      const to = searchParams.get('to');
      if (to !== null) response.writeHead(302, { location: to }).end();
      else response.end(`${request.headers.host} ${pathname}`);
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const start = (options: Partial<ProxyOptions> = {}): Promise<LoopbackProxy> =>
    startLoopbackProxy({ hosts: { [site]: Number(new URL(server.origin).port) }, ...options });
  const get = async (address: string, proxy: string, more: Record<string, string> = {}): Promise<string> => {
    const proxies = proxySettingsOf({ http_proxy: proxy, https_proxy: proxy, ...more });
    const { bytes } = await requestBytes(address, {
      network: { allowedPrivateHosts: [server.host], proxies },
      signal: new AbortController().signal,
      maxBytes: 1000,
      idleMs: 5000,
    });
    return bytes.toString();
  };

  it('reaches a name that only the proxy knows, as the site itself would be asked', async () => {
    await using proxy = await start();
    assert.equal(await get(`http://${site}/a?b=1#c`, proxy.origin), `${site} /a`);
    assert.deepEqual(proxy.asked, [`GET http://${site}/a?b=1`]);
  });

  it('gives the proxy the user name and the password of its address, and the site nothing of them', async () => {
    const words = Buffer.from('ada:p@ss').toString('base64');
    await using proxy = await start({ authorization: `Basic ${words}` });
    server.requests.length = 0;
    await get(`http://${site}/`, `http://ada:p%40ss@${proxy.host}`);
    assert.ok(!JSON.stringify(server.requests[0]?.headers).includes(words));
    for (const protocol of ['http', 'https']) {
      const error = await rejectsWith(
        get(`${protocol}://${site}/`, `http://ada:wrong@${proxy.host}`),
        'source_offline',
      );
      assert.match(error.message, /^The proxy 127\.0\.0\.1:\d+ does not let .* through: status 407\.$/u);
      assert.doesNotMatch(error.message + error.remedy, /wrong|ada/u);
    }
  });

  it('judges every address that is known here before the proxy hears of it, redirects too', async () => {
    await using proxy = await start();
    for (const host of ['10.0.0.1', '192.168.1.1', '169.254.169.254', '[fd00::1]', '0x0a000001'])
      for (const protocol of ['http', 'https'])
        await rejectsWith(get(`${protocol}://${host}/`, proxy.origin), 'source_refused');
    assert.deepEqual(proxy.asked, []);
    await rejectsWith(get(`http://${site}/?to=http://169.254.169.254/`, proxy.origin), 'source_refused');
    assert.equal(proxy.asked.length, 1);
  });

  it('does not ask the proxy for this machine, nor for what NO_PROXY names', async () => {
    await using proxy = await start();
    assert.match(await get(`${server.origin}/straight`, proxy.origin), /straight/u);
    await rejectsWith(get(`http://${site}/`, proxy.origin, { no_proxy: '.test' }), 'source_offline');
    assert.deepEqual(proxy.asked, []);
  });

  it('opens a tunnel for https, and says which proxy it was when that fails', async () => {
    await using proxy = await start();
    // What is at the other end speaks no TLS.
    await rejectsWith(get(`https://${site}/`, proxy.origin), 'source_offline');
    assert.deepEqual(proxy.asked, [`CONNECT ${site}:443`]);
    const refused = await rejectsWith(get('https://unknown.test/', proxy.origin), 'source_offline');
    assert.match(refused.message, /does not let https:\/\/unknown\.test\/ through: status 502/u);
    await using other = await startLoopbackServer((request) => answerRaw(request, 'SSH-2.0-OpenSSH\r\n'));
    await rejectsWith(get(`https://${site}/`, other.origin), 'source_offline');
    await rejectsWith(get(`http://${site}/`, other.origin), 'source_unreadable');
  });

  it('says that the proxy is not there', async () => {
    const gone = await start();
    await gone[Symbol.asyncDispose]();
    for (const protocol of ['http', 'https']) {
      const error = await rejectsWith(get(`${protocol}://${site}/`, gone.origin), 'source_offline');
      assert.match(error.message, /through the proxy 127\.0\.0\.1:\d+/u);
    }
  });

  it('ends when the proxy says nothing', async () => {
    await using silent = await listenOnLoopback(
      () => undefined,
      () => undefined,
    );
    const proxies = proxySettingsOf({ http_proxy: silent.origin, https_proxy: silent.origin });
    for (const protocol of ['http', 'https']) {
      const options = {
        network: { allowedPrivateHosts: [], proxies },
        signal: new AbortController().signal,
        maxBytes: 1000,
        idleMs: 100,
      };
      const error = await rejectsWith(requestBytes(`${protocol}://${site}/`, options), 'source_timed_out');
      assert.match(error.message, /nothing came for 0\.1 seconds/u);
    }
  });
});
