import assert from 'node:assert/strict';
import { checkedUrl, redirected } from '../../../runtime/net/request-url.ts';
import { rejectsWith } from '../../support/assert-error.ts';

describe('the address of a request', () => {
  it('is http or https, without user and password', async () => {
    for (const address of ['https://example.com/a?b#c', 'http://example.com:8080/'])
      assert.equal(checkedUrl(address).href, address);
    for (const address of [
      'file:///etc/passwd',
      'ftp://example.com/',
      'data:text/plain,x',
      'javascript:alert(1)',
      'https://user@example.com/',
      'https://:password@example.com/',
      'example.com',
      '',
      'https://',
      'https://exa mple.com/',
    ])
      await rejectsWith(() => checkedUrl(address), 'source_refused');
  });

  it('is told without the secrets in it', async () => {
    for (const address of [
      'https://user:secret@example.com/?secret',
      'https://user:secret@exa mple.com/?secret',
    ]) {
      const { message } = await rejectsWith(() => checkedUrl(address), 'source_refused');
      assert.ok(!message.includes('secret') && message.includes('//exa'), message);
    }
  });
});

describe('a redirect', () => {
  const from = new URL('https://example.com/a/b?c');

  it('leads to another address, which may be relative', () => {
    assert.equal(redirected(from, 'd').href, 'https://example.com/a/d');
    assert.equal(redirected(from, '//other.example/x').href, 'https://other.example/x');
    assert.equal(redirected(new URL('http://example.com/'), 'https://example.com/').protocol, 'https:');
  });

  it('is refused from https to http, to other protocols, to a password, and to nowhere', async () => {
    for (const to of [
      'http://example.com/',
      'file:///etc/passwd',
      'ftp://example.com/',
      'https://a:b@example.com/',
    ])
      await rejectsWith(() => redirected(from, to), 'source_refused');
    await rejectsWith(() => redirected(from, 'https://['), 'source_refused');
    await rejectsWith(() => redirected(from, undefined), 'source_unreadable');
  });
});
