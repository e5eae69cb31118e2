import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startClawhub } from '../support/clawhub-server.ts';
import { serveGit } from '../support/git-http.ts';
import { makeRepository, skipWithoutGit } from '../support/git-repository.ts';
import { writeZip } from '../support/hostile-archive.ts';
import { type LoopbackProxy, startLoopbackProxy } from '../support/loopback-proxy.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';
import { startRegistry } from '../support/npm-registry.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { makeCertificate, skipWithoutOpenssl } from '../support/self-signed.ts';

const skillText = '---\nname: notes\ndescription: Does notes.\n---\nDo it.\n';

describe('installing through a proxy, which alone knows the names, from', function () {
  this.timeout(60_000);
  let home: ThrowAwayHome;
  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const install = async (
    source: string,
    proxy: LoopbackProxy,
    environment: Record<string, string> = {},
  ): Promise<void> => {
    const run = await runCli(home, ['install', source, '--yes', '--json'], {
      environment: { http_proxy: proxy.origin, HTTPS_PROXY: proxy.origin, ...environment },
    });
    assert.equal(run.exitCode, 0, run.stdout + run.stderr);
    const { json } = await runCli(home, ['list', '--json']);
    assert.deepEqual(
      (json as { skills: { id: string }[] }).skills.map(({ id }) => id),
      ['notes'],
    );
  };
  const portOf = (address: string): number => Number(new URL(address).port);

  it('an archive over https, in a tunnel to the very site', async function () {
    skipWithoutOpenssl(this);
    const { key, cert, certFile } = await makeCertificate(home.path, 'files.test');
    const zip = writeZip([{ name: 'SKILL.md', content: skillText }]);
    const server = createServer({ key, cert }, (_request, response) => void response.end(zip));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await using proxy = await startLoopbackProxy({
        hosts: {
          'files.test': (server.address() as AddressInfo).port,
          'other.test': (server.address() as AddressInfo).port,
        },
      });
      await install('https://files.test/notes.zip', proxy, { NODE_EXTRA_CA_CERTS: certFile });
      assert.deepEqual(proxy.asked, ['CONNECT files.test:443']);
      // A proxy that leads elsewhere is found out: the certificate is another's.
      const run = await runCli(home, ['install', 'https://other.test/notes.zip', '--json'], {
        environment: { HTTPS_PROXY: proxy.origin, NODE_EXTRA_CA_CERTS: certFile },
      });
      assert.equal(run.exitCode, 1);
      assert.match(run.stdout, /ERR_TLS_CERT_ALTNAME_INVALID/u);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('a web site’s index of skills', async () => {
    await using site = await startLoopbackServer((request, response) => {
      const answers: Record<string, string> = {
        '/.well-known/skills/index.json': JSON.stringify({
          skills: [{ name: 'notes', description: 'Does notes.', files: ['SKILL.md'] }],
        }),
        '/.well-known/skills/notes/SKILL.md': skillText,
      };
      const text = answers[request.url ?? ''];
      response.writeHead(text === undefined ? 404 : 200).end(text);
    });
    await using proxy = await startLoopbackProxy({ hosts: { 'site.test': portOf(site.origin) } });
    await install('http://site.test', proxy);
  });

  it('ClawHub', async () => {
    await using hub = await startClawhub([
      {
        slug: 'notes',
        displayName: 'Notes',
        summary: 'N.',
        version: '1.0.0',
        files: { 'SKILL.md': skillText },
      },
    ]);
    await using proxy = await startLoopbackProxy({ hosts: { 'hub.test': portOf(hub.origin) } });
    await install('clawhub:notes', proxy, { CLAWHUB_REGISTRY: 'http://hub.test' });
  });

  it('an npm-protocol registry', async () => {
    await using registry = await startRegistry();
    await registry.publish('notes', '1.0.0', { files: { 'SKILL.md': skillText } });
    await writeFile(join(home.path, '.npmrc'), 'registry=http://npm.test/\n');
    await using proxy = await startLoopbackProxy({ hosts: { 'npm.test': portOf(registry.url) } });
    await install('npm:notes', proxy);
  });

  it('a git repository', async function () {
    skipWithoutGit(this);
    await using repository = await makeRepository();
    await repository.commit({ 'SKILL.md': skillText.replace('name: notes', 'name: skills') });
    await repository.commit({ 'SKILL.md': skillText });
    await using server = await serveGit(repository.root);
    await using proxy = await startLoopbackProxy({ hosts: { 'git.test': portOf(server.origin) } });
    await install('http://git.test/skills.git', proxy);
    assert.ok(proxy.asked.every((line) => / http:\/\/git\.test\//u.test(line)));
  });
});
