import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { npmSource } from '../../../runtime/registry/sources/npm.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { writeTar } from '../../support/hostile-archive.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { startRegistry, type TestRegistry } from '../../support/npm-registry.ts';
import { filesIn, makeSourceContext, type SourceContext } from '../../support/source-context.ts';

describe('a skill from an npm-protocol registry', () => {
  let registry: TestRegistry;
  const integrities: Record<string, string> = {};

  before(async () => {
    registry = await startRegistry();
    const skill = (text: string) => ({ 'SKILL.md': text, 'scripts/run.sh': 'run\n' });
    for (const version of ['1.0.0', '1.2.0', '2.0.0'])
      integrities[version] = await registry.publish('@team/notes', version, { files: skill(version) });
    await registry.publish('@team/notes', '3.0.0-beta.1', { files: skill('beta'), tag: 'next' });
    await registry.publish('old-skill', '0.1.0', { files: skill('old'), deprecated: 'Use @team/notes.' });
  });

  after(() => registry[Symbol.asyncDispose]());

  /** A context whose `.npmrc` names the registry. The settings allow no private host. */
  async function contextWith(...lines: string[]): Promise<SourceContext> {
    const context = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
    const npmrc = [`registry=${registry.url}`, ...lines].join('\n');
    await writeFile(join(context.environment.home, '.npmrc'), npmrc);
    return context;
  }

  it('is fetched in its newest version, unpacked, with what says which it was', async () => {
    await using context = await contextWith();
    const fetched = await npmSource.fetch('npm:@team/notes', context);
    const { 'package.json': _, ...files } = await filesIn(fetched.folder);
    assert.deepEqual(files, { 'SKILL.md': '2.0.0', 'scripts/run.sh': 'run\n' });
    assert.deepEqual([fetched.name, fetched.source], ['notes', 'npm:@team/notes']);
    assert.deepEqual(fetched.resolved, {
      version: '2.0.0',
      integrity: integrities['2.0.0'],
      address: `${registry.url}@team/notes/-/notes-2.0.0.tgz`,
    });
    assert.deepEqual(await readdir(context.quarantine), ['files'], 'the tarball is left behind');
  });

  it('is found by version, range and tag', async () => {
    await using context = await contextWith();
    for (const [wanted, version] of [
      ['1.0.0', '1.0.0'],
      ['^1.0.0', '1.2.0'],
      ['>=1 <2', '1.2.0'],
      ['next', '3.0.0-beta.1'],
      ['latest', '2.0.0'],
    ] as const) {
      const { resolved } = await npmSource.fetch(`npm:@team/notes@${wanted}`, await context.again());
      assert.equal(resolved.version, version, wanted);
    }
  });

  it('offers its versions, newest first, and what a range gives now', async () => {
    await using context = await contextWith();
    const offer = await npmSource.look?.('npm:@team/notes@^1.0.0', context);
    assert.equal(offer?.resolved.version, '1.2.0');
    assert.deepEqual(offer?.versions, ['3.0.0-beta.1', '2.0.0', '1.2.0', '1.0.0']);
    assert.deepEqual(await readdir(context.quarantine), []);
    assert.equal(npmSource.at?.('npm:@team/notes@^1.0.0', '2.0.0'), 'npm:@team/notes@2.0.0');
  });

  it('comes again exactly as it was, whatever its range gives by now', async () => {
    await using context = await contextWith();
    const resolved = { version: '1.0.0', integrity: integrities['1.0.0'] ?? '' };
    const fetched = await npmSource.fetch('npm:@team/notes', { ...context, resolved });
    assert.equal((await filesIn(fetched.folder))['SKILL.md'], '1.0.0');
    assert.equal(fetched.resolved.integrity, resolved.integrity);
  });

  it('is refused when what came is not what had been installed', async () => {
    await using context = await contextWith();
    const resolved = { version: '1.0.0', integrity: integrities['1.2.0'] ?? '' };
    await rejectsWith(npmSource.fetch('npm:@team/notes', { ...context, resolved }), 'source_changed');
  });

  it('says that a version is deprecated', async () => {
    await using context = await contextWith();
    await npmSource.fetch('npm:old-skill', context);
    assert.ok(
      context.said.includes('old-skill@0.1.0 is deprecated: Use @team/notes.'),
      context.said.join('\n'),
    );
  });

  it('that is not there, or not in that version, is said to be so', async () => {
    await using context = await contextWith();
    await rejectsWith(npmSource.fetch('npm:@team/none', context), 'source_not_found');
    await rejectsWith(npmSource.fetch('npm:@team/notes@^9', await context.again()), 'source_not_found');
    await rejectsWith(npmSource.fetch('npm:@team/notes@canary', await context.again()), 'source_not_found');
  });

  it("is fetched with the token of the scope's registry, which is shown nowhere", async () => {
    const token = await registry.signUp('anna');
    await registry.publish('@closed/skill', '1.0.0', { token, files: { 'SKILL.md': 'closed' } });
    await using context = await contextWith(
      'registry=http://127.0.0.1:9/',
      `@closed:registry=${registry.url}`,
      `//${registry.host}/:_authToken=\${TEAM_TOKEN}`,
    );
    const variables = { ...context.environment.variables, TEAM_TOKEN: token };
    const environment = { ...context.environment, variables };
    const fetched = await npmSource.fetch('npm:@closed/skill', { ...context, environment });
    assert.equal((await filesIn(fetched.folder))['SKILL.md'], 'closed');
    assert.ok(!JSON.stringify([fetched, context.said]).includes(token));

    const without = await rejectsWith(
      npmSource.fetch('npm:@closed/skill', await context.again()),
      'source_refused',
    );
    assert.match(without.remedy, /npm login/u);
    const wrong = await context.again({
      environment: { ...environment, variables: { ...variables, TEAM_TOKEN: 'wrong-token' } },
    });
    const refused = await rejectsWith(npmSource.fetch('npm:@closed/skill', wrong), 'source_refused');
    assert.doesNotMatch(
      `${refused.message} ${refused.remedy} ${refused.stack} ${refused.cause}`,
      /wrong-token/u,
    );
  });

  it('is not unpacked when it holds a link, a path that leads out, or a device', async () => {
    await using context = await contextWith();
    const hostile = [
      { name: 'package/link', type: '2', linkName: '/etc/passwd' },
      { name: 'package/hard', type: '1', linkName: 'package/SKILL.md' },
      { name: '../outside.md', content: 'x' },
      { name: 'package/pipe', type: '6' },
    ];
    for (const [index, entry] of hostile.entries()) {
      const name = `hostile-${index}`;
      await registry.publish(name, '1.0.0', {
        entries: [{ name: 'package/SKILL.md', content: 'x' }, entry],
      });
      await rejectsWith(npmSource.fetch(`npm:${name}`, await context.again()), 'source_refused');
    }
    assert.deepEqual(
      (await readdir(context.root)).filter((each) => each.endsWith('.md')),
      [],
    );
  });

  it("is not fetched from a private registry that only the project's .npmrc names", async () => {
    await using context = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
    await mkdir(join(context.workingFolder, 'node_modules'));
    await writeFile(join(context.workingFolder, '.npmrc'), `registry=${registry.url}`);
    await rejectsWith(npmSource.fetch('npm:@team/notes', context), 'source_refused');
    const allowed = { allowedPrivateHosts: [registry.host] };
    const fetched = await npmSource.fetch('npm:@team/notes', await context.again({ network: allowed }));
    assert.equal(fetched.resolved.version, '2.0.0');
  });

  it('is not fetched from a private address that a registry names or redirects to', async () => {
    const tarball = gzipSync(writeTar([{ name: 'package/SKILL.md', content: 'x' }]));
    await using inside = await startLoopbackServer((_, response) => void response.end(tarball));
    const port = inside.host.split(':')[1];
    const targets = [
      `http://localhost:${port}/x.tgz`,
      `http://127.0.0.1:${port}/x.tgz`,
      `http://[::1]:${port}/x.tgz`,
    ];
    for (const target of targets) {
      await using lying = await startLoopbackServer((request, response) => {
        if (request.url?.startsWith('/redirect')) response.writeHead(302, { location: target }).end();
        else {
          const [, name] = (request.url ?? '').split('/');
          const place = name === 'named' ? target : `http://${request.headers.host}/redirect.tgz`;
          const version = { name, version: '1.0.0', dist: { tarball: place } };
          response.setHeader('content-type', 'application/json');
          response.end(
            JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }),
          );
        }
      });
      await using context = await contextWith(`registry=${lying.origin}`);
      for (const name of ['named', 'redirected'])
        await rejectsWith(npmSource.fetch(`npm:${name}`, await context.again()), 'source_refused');
    }
    assert.deepEqual(
      inside.requests.map(({ url }) => url),
      [],
    );
  });

  it('is refused when the tarball is not the one the registry tells of', async () => {
    const tarball = gzipSync(writeTar([{ name: 'package/SKILL.md', content: 'other' }]));
    await using lying = await startLoopbackServer((request, response) => {
      if (request.url?.endsWith('.tgz')) return void response.end(tarball);
      const dist = { tarball: `http://${request.headers.host}/x.tgz`, integrity: integrities['1.0.0'] };
      const version = { name: 'liar', version: '1.0.0', dist };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ name: 'liar', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }),
      );
    });
    await using context = await contextWith(`registry=${lying.origin}`);
    await rejectsWith(npmSource.fetch('npm:liar', context), 'source_unreadable');
  });

  it('says so when the registry is gone, answers nonsense, or is in trouble', async () => {
    await using nonsense = await startLoopbackServer((_, response) => void response.end('<html>'));
    await using context = await contextWith(`registry=${nonsense.origin}`);
    await rejectsWith(npmSource.fetch('npm:x', context), 'source_unreadable');
    await using trouble = await startLoopbackServer((_, response) => void response.writeHead(503).end());
    await using second = await contextWith(`registry=${trouble.origin}`);
    await rejectsWith(npmSource.fetch('npm:x', second), 'source_offline');
    await trouble[Symbol.asyncDispose]();
    await rejectsWith(npmSource.fetch('npm:x', await second.again()), 'source_offline');
  });

  it('is given up when the person cancels', async () => {
    const asked = Promise.withResolvers<void>();
    await using slow = await startLoopbackServer(() => asked.resolve());
    const controller = new AbortController();
    await using context = await contextWith(`registry=${slow.origin}`);
    const fetching = npmSource.fetch('npm:x', { ...context, signal: controller.signal });
    await Promise.race([asked.promise, fetching]);
    controller.abort();
    await rejectsWith(fetching, 'source_cancelled');
  });

  it('is found by searching the registry that the person has set npm to, and no other', async () => {
    await registry.publish('@team/minutes', '1.0.0', {
      description: 'Minutes of meetings.',
      keywords: ['agent-skill'],
    });
    await registry.publish('@team/minutes-parser', '1.0.0', { description: 'Parses minutes.' });
    await using context = await contextWith();
    const hits = (await npmSource.search?.('minutes', context)) ?? [];
    assert.deepEqual(
      hits.map(({ source, name, description }) => ({ source, name, description })),
      [
        {
          source: 'npm:@team/minutes',
          name: '@team/minutes',
          description: 'Minutes of meetings.',
        },
      ],
    );
    await using unset = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
    assert.deepEqual(await npmSource.search?.('minutes', unset), []);
  });

  describe('is found by searching every registry that npm is set to', () => {
    let others: TestRegistry;
    before(async () => {
      others = await startRegistry();
      const about = { keywords: ['agent-skill'] };
      await registry.publish('shared-retro', '1.0.0', about);
      await registry.publish('@acme/retro', '0.0.1', { ...about, description: 'Not theirs.' });
      await others.publish('@acme/retro', '1.0.0', { ...about, description: 'Theirs.' });
      await others.publish('shared-retro', '9.0.0', about);
    });
    after(() => others[Symbol.asyncDispose]());

    const found = async (query: string, context: SourceContext) => {
      const failures: string[] = [];
      const onFailure = ({ code }: { code: string }) => void failures.push(code);
      const hits = (await npmSource.search?.(query, { ...context, onFailure })) ?? [];
      return { hits: hits.map(({ name, registry: of }) => `${name} ${of}`), failures };
    };

    it('those of scopes too, and gives of each what npm would fetch from it', async () => {
      await using context = await contextWith(`@acme:registry=${others.url}`);
      assert.deepEqual(await found('retro', context), {
        hits: [`shared-retro ${registry.host}`, `@acme/retro ${others.host} (@acme)`],
        failures: [],
      });
      assert.deepEqual((await found('@acme/retro', context)).hits, ['@acme/retro undefined']);
    });

    it('each once, whatever it is set for', async () => {
      await using context = await contextWith(
        `@acme:registry=${registry.url}`,
        `@team:registry=${registry.url.replace(/\/$/u, '')}`,
      );
      const { hits } = await found('retro', context);
      assert.deepEqual(hits.toSorted(), ['@acme/retro undefined', 'shared-retro undefined']);
    });

    it('where no default one is set as well', async () => {
      await using context = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
      await writeFile(join(context.environment.home, '.npmrc'), `@acme:registry=${others.url}\n`);
      assert.deepEqual((await found('retro', context)).hits, ['@acme/retro undefined']);
    });

    it('although one of them fails, which is told', async () => {
      await using down = await startLoopbackServer((_request, response) => response.writeHead(500).end());
      await using context = await contextWith(`@down:registry=${down.origin}/`, '@slip:registry=ftp://slip');
      const { hits, failures } = await found('retro', context);
      assert.ok(hits.includes(`shared-retro ${registry.host}`), hits.join());
      assert.deepEqual(failures, ['source_refused', 'source_offline']);
      await using alone = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
      await writeFile(join(alone.environment.home, '.npmrc'), `@down:registry=${down.origin}/\n`);
      await rejectsWith(npmSource.search?.('retro', alone) ?? Promise.resolve(), 'source_offline');
    });

    it('but not more than a few, which is told', async () => {
      const lines = Array.from({ length: 9 }, (_, at) => `@s${at}:registry=${others.url}path-${at}/`);
      await using context = await contextWith(...lines);
      const { hits, failures } = await found('retro', context);
      assert.ok(hits.includes(`shared-retro ${registry.host}`), hits.join());
      assert.ok(failures.includes('source_too_large'), failures.join());
    });
  });

  it('is nothing but a package of the registry', async () => {
    await using context = await contextWith();
    for (const text of [
      'npm:x@git+https://github.com/o/r.git',
      'npm:x@file:../x',
      'npm:x@npm:y@1.0.0',
      'npm:x@https://example.com/x.tgz',
      'npm:x@o/r',
      'npm:../x',
      'npm:',
      'npm:@team',
      'npm:-x',
    ])
      await rejectsWith(npmSource.fetch(text, context), 'source_refused');
  });
});
