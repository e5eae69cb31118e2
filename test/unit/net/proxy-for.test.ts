import assert from 'node:assert/strict';
import { proxyFor } from '../../../runtime/net/proxy-for.ts';
import { proxySettingsOf } from '../../../runtime/net/proxy-settings.ts';
import { rejectsWith } from '../../support/assert-error.ts';

function hostFor(address: string, variables: Record<string, string>): string | undefined {
  return proxyFor(new URL(address), proxySettingsOf(variables))?.host;
}

describe('the proxy of an address', () => {
  it('is the one of its protocol, in small letters first', () => {
    const both = { http_proxy: 'http://plain:1', HTTPS_PROXY: 'http://secure:2' };
    assert.equal(hostFor('http://a.example/', both), 'plain:1');
    assert.equal(hostFor('https://a.example/', both), 'secure:2');
    assert.equal(hostFor('https://a.example/', { http_proxy: 'http://plain:1' }), undefined);
    assert.equal(
      hostFor('https://a.example/', { https_proxy: 'small:1', HTTPS_PROXY: 'large:2' }),
      'small:1',
    );
    assert.equal(hostFor('https://a.example/', { https_proxy: '', HTTPS_PROXY: 'large:2' }), 'large:2');
    assert.equal(hostFor('https://a.example/', {}), undefined);
    assert.equal(hostFor('ssh://a.example/', both), undefined);
  });

  for (const [except, straight, proxied] of [
    [
      'example.com',
      ['example.com', 'a.example.com', 'EXAMPLE.com'],
      ['notexample.com', 'example.com.evil.org'],
    ],
    ['.example.com', ['example.com', 'a.b.example.com'], ['badexample.com']],
    ['*.example.com', ['a.example.com'], ['other.org']],
    ['a.org, b.org c.org', ['a.org', 'b.org', 'c.org'], ['d.org']],
    ['example.com:8080', ['example.com:8080'], ['example.com', 'example.com:81']],
    ['10.0.0.0/8', ['10.1.2.3'], ['11.0.0.1', 'ten.example']],
    ['10.1.2.3', ['10.1.2.3'], ['10.1.2.30', '110.1.2.3']],
    ['fd00::/8', ['[fd12::1]'], ['[2001:db8::1]']],
    ['[fd12::1]:8080', ['[fd12::1]:8080'], ['[fd12::1]']],
    ['fd12::1', ['[fd12::1]'], ['[fd12::2]']],
    ['*', ['anything.org'], []],
    ['10.0.0.0/99, /8, :80, .', [], ['10.0.0.1', 'a.org:81']],
  ] as const) {
    it(`is none for what NO_PROXY names: ${except}`, () => {
      const variables = { http_proxy: 'http://proxy:1', no_proxy: except };
      for (const host of straight) assert.equal(hostFor(`http://${host}/`, variables), undefined, host);
      for (const host of proxied) assert.equal(hostFor(`http://${host}/`, variables), 'proxy:1', host);
    });
  }

  it('is never one for this machine, which a proxy would take for itself', () => {
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]'])
      assert.equal(hostFor(`http://${host}:80/`, { http_proxy: 'http://proxy:1' }), undefined, host);
  });

  it('speaks http or https', async () => {
    for (const http_proxy of ['socks5://user:secret@proxy:1', 'http://', '::::'])
      assert.doesNotMatch(
        (await rejectsWith(() => hostFor('http://a.example/', { http_proxy }), 'source_refused')).message,
        /secret/u,
      );
  });
});
