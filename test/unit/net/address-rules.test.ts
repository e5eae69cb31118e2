import assert from 'node:assert/strict';
import { isAllowedPrivateHost, isPublicAddress } from '../../../runtime/net/address-rules.ts';

describe('telling public addresses from others', () => {
  const closed: Record<string, readonly string[]> = {
    'this machine': ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::', '0:0:0:0:0:0:0:1'],
    'private networks': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fdff::1'],
    'link-local ones': ['169.254.1.1', 'fe80::1', 'febf::1', 'fe80::1%eth0', 'fec0::1'],
    'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
    'metadata services': [
      '169.254.169.254',
      '100.100.100.200',
      '192.0.0.192',
      '168.63.129.16',
      'fd00:ec2::254',
    ],
    multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
    'reserved ones': [
      '240.0.0.1',
      '255.255.255.255',
      '192.0.2.1',
      '198.51.100.1',
      '203.0.113.1',
      '198.18.0.1',
    ],
    'IPv4 in IPv6': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '::8.8.8.8'],
    'NAT64 of what is closed': [
      '64:ff9b::7f00:1',
      '64:ff9b::10.0.0.1',
      '64:ff9b::169.254.169.254',
      '64:FF9B::',
    ],
    'NAT64 of a network of its own': ['64:ff9b:1::1', '64:ff9b:1::8.8.8.8'],
    tunnels: ['2001:0:4136:e378:8000:63bf:3fff:fdd2', '2002:7f00:1::1', '2001:db8::1', '2a00::5efe:a00:1'],
    'other spaces': ['100::1', '3fff::1', '5f00::1', '4000::1', '8000::1'],
    'no addresses': ['', 'localhost', '1.2.3', '0x7f.1', '1.2.3.4.5', '[::1]', '8.8.8.8 '],
  };
  for (const [what, addresses] of Object.entries(closed)) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(addresses.filter(isPublicAddress), []);
    });
  }

  it('takes public ones, right up to the edges of the others', () => {
    const open = [
      ...[
        '8.8.8.8',
        '1.1.1.1',
        '9.255.255.255',
        '11.0.0.0',
        '100.63.255.255',
        '100.128.0.0',
        '126.255.255.255',
      ],
      ...['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255'],
      ...['192.169.0.0', '192.0.1.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '168.63.129.17'],
      ...['2606:4700::1111', '2a00:1450:4001:82a::200e', '2001:200::1', '2001:4860:4860::8888', '2003::1'],
      ...['64:ff9b::8.8.8.8', '64:ff9b::808:808'],
    ];
    assert.deepEqual(open.filter(isPublicAddress), open);
  });
});

describe('the private hosts that the settings allow', () => {
  const allows = (allowed: string, url: string): boolean =>
    isAllowedPrivateHost({ allowedPrivateHosts: [allowed] }, new URL(url));

  it('are meant with every port, or with the one they name', () => {
    assert.ok(allows('git.corp', 'https://git.corp/x'));
    assert.ok(allows('git.corp', 'http://git.corp:8080/x'));
    assert.ok(allows('127.0.0.1:4873', 'http://127.0.0.1:4873/'));
    assert.ok(!allows('127.0.0.1:4873', 'http://127.0.0.1:4874/'));
    assert.ok(!allows('127.0.0.1:4873', 'http://127.0.0.1/'));
  });

  it('are meant with the port that a protocol has by itself', () => {
    assert.ok(allows('git.corp:443', 'https://git.corp/'));
    assert.ok(allows('git.corp:80', 'http://git.corp/'));
    assert.ok(!allows('git.corp:80', 'https://git.corp/'));
    assert.ok(!allows('git.corp:80', 'http://git.corp:8080/'));
  });

  it('are the same however they are spelled', () => {
    assert.ok(allows(' GIT.Corp ', 'https://git.corp./'));
    assert.ok(allows('[::1]', 'http://[0:0::1]:80/'));
    assert.ok(allows('[0::1]:8080', 'http://[::1]:8080/'));
    assert.ok(allows('127.1', 'http://127.0.0.1/'));
    assert.ok(allows('münchen.corp', 'http://xn--mnchen-3ya.corp/'));
  });

  it('do not stand for what only looks alike', () => {
    for (const url of [
      'http://git.corp.evil.com/',
      'http://evil-git.corp/',
      'http://sub.git.corp/',
      'http://corp/',
    ])
      assert.ok(!allows('git.corp', url), url);
    for (const allowed of ['', ':80', '*', 'git.corp/path', 'git.corp:x', 'http://git.corp', 'a@git.corp'])
      assert.ok(!allows(allowed, 'http://git.corp/'), allowed);
  });
});
