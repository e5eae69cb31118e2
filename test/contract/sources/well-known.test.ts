import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { wellKnownSource } from '../../../runtime/registry/sources/well-known.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { writeTar } from '../../support/hostile-archive.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { filesIn, makeSourceContext } from '../../support/source-context.ts';

const agentSkills = '/.well-known/agent-skills';
const skillText = '---\nname: notes\ndescription: x\n---\n';
const tarball = gzipSync(
  writeTar([
    { name: 'SKILL.md', content: 'deploy' },
    { name: 'scripts/run.sh', content: 'run', mode: 0o755 },
  ]),
);

const digest = (content: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** A site of these pages: text, bytes, or what is written as JSON. Everything else is not found. */
const pages =
  (content: Record<string, unknown>): RequestListener =>
  (request, response) => {
    const page = content[request.url ?? ''];
    if (page === undefined) response.writeHead(404).end();
    else response.end(typeof page === 'string' || page instanceof Uint8Array ? page : JSON.stringify(page));
  };

const site = (more: Record<string, unknown> = {}): RequestListener =>
  pages({
    [`${agentSkills}/index.json`]: {
      $schema: 'https://schemas.agentskills.io/discovery/0.2.0/schema.json',
      skills: [
        {
          name: 'notes',
          type: 'skill-md',
          description: 'Notes.',
          url: 'notes/SKILL.md',
          digest: digest(skillText),
        },
        {
          name: 'deploy',
          type: 'archive',
          description: 'Deploys.',
          url: '/files/deploy.tar.gz',
          digest: digest(tarball),
        },
        { name: 'later', type: 'template', description: 'x', url: '/x', digest: digest('x') },
      ],
    },
    [`${agentSkills}/notes/SKILL.md`]: skillText,
    '/files/deploy.tar.gz': tarball,
    ...more,
  });

describe('skills that a web site publishes', () => {
  it('are fetched all together, each into a folder of its own', async () => {
    await using server = await startLoopbackServer(site());
    await using context = await makeSourceContext();
    const fetched = await wellKnownSource.fetch(server.origin, context);
    assert.deepEqual(await filesIn(fetched.folder), {
      'deploy/SKILL.md': 'deploy',
      'deploy/scripts/run.sh': 'run',
      'notes/SKILL.md': skillText,
    });
    assert.deepEqual([fetched.name, fetched.source], ['127.0.0.1', `${server.origin}/`]);
    assert.deepEqual(fetched.resolved, { address: `${server.origin}${agentSkills}/index.json` });
    assert.ok(context.said.includes('Left out: "later" is of the kind "template", which is not known'));
  });

  it('are one of them when it is named, known by its digest', async () => {
    await using server = await startLoopbackServer(site());
    await using context = await makeSourceContext();
    const fetched = await wellKnownSource.fetch(`${server.origin}#notes`, context);
    assert.deepEqual(await filesIn(fetched.folder), { 'SKILL.md': skillText });
    assert.deepEqual([fetched.name, fetched.source], ['notes', `${server.origin}/#notes`]);
    assert.deepEqual(
      (await wellKnownSource.look?.(`${server.origin}#notes`, context))?.resolved,
      fetched.resolved,
    );
    assert.equal(
      server.requests.some(({ url }) => url?.includes('deploy')),
      false,
    );

    const error = await rejectsWith(
      wellKnownSource.fetch(`${server.origin}#note`, await context.again()),
      'source_not_found',
    );
    assert.match(error.remedy, /Did you mean "notes"\?/u);

    const resolved = { ...fetched.resolved, integrity: 'sha256-AAAA' };
    await rejectsWith(
      wellKnownSource.fetch(`${server.origin}#notes`, await context.again({ resolved })),
      'source_changed',
    );
  });

  it('are found at the former place, file by file', async () => {
    await using server = await startLoopbackServer(
      pages({
        '/docs/.well-known/skills/index.json': {
          skills: [{ name: 'pdf', description: 'x', files: ['SKILL.md', 'references/FORMS and more.md'] }],
        },
        '/docs/.well-known/skills/pdf/SKILL.md': 'pdf',
        '/docs/.well-known/skills/pdf/references/FORMS%20and%20more.md': 'forms',
      }),
    );
    await using context = await makeSourceContext();
    const fetched = await wellKnownSource.fetch(`${server.origin}/docs`, context);
    assert.deepEqual(await filesIn(fetched.folder), {
      'pdf/SKILL.md': 'pdf',
      'pdf/references/FORMS and more.md': 'forms',
    });
  });

  it('are found at the root when the path that was given has none', async () => {
    await using server = await startLoopbackServer(site());
    await using context = await makeSourceContext();
    const offer = await wellKnownSource.look?.(`${server.origin}/some/page?x=1`, context);
    assert.equal(offer?.resolved.address, `${server.origin}${agentSkills}/index.json`);
  });

  it('are not there on a site that has none, or answers everything with a page', async () => {
    await using none = await startLoopbackServer(pages({}));
    await using page = await startLoopbackServer((_, response) => void response.end('<!doctype html>'));
    await using context = await makeSourceContext();
    await rejectsWith(wellKnownSource.fetch(none.origin, context), 'source_not_found');
    await rejectsWith(wellKnownSource.fetch(page.origin, await context.again()), 'source_not_found');
  });

  it('are refused when they are not what the index says', async () => {
    await using server = await startLoopbackServer(site({ [`${agentSkills}/notes/SKILL.md`]: 'other' }));
    await using context = await makeSourceContext();
    await rejectsWith(wellKnownSource.fetch(`${server.origin}#notes`, context), 'source_changed');
  });

  it('never write outside their folder', async () => {
    const bad = [
      '../out.md',
      '/etc/x',
      'a/../../out.md',
      'a\\..\\out.md',
      'a//b',
      'C:/x',
      'con',
      'a/./b',
      '',
    ];
    const named = ['../out', '.', 'A', 'a/b', 'a--b', '-a', 'x'.repeat(65)];
    await using server = await startLoopbackServer(
      pages({
        '/.well-known/skills/index.json': {
          skills: [
            ...bad.map((path, index) => ({ name: `bad-${index}`, files: ['SKILL.md', path] })),
            ...named.map((name) => ({ name, files: ['SKILL.md'] })),
            { name: 'good', files: ['SKILL.md'] },
            { name: 'good', files: ['OTHER.md'] },
          ],
        },
        '/.well-known/skills/good/SKILL.md': 'good',
      }),
    );
    await using context = await makeSourceContext();
    const fetched = await wellKnownSource.fetch(server.origin, context);
    assert.deepEqual(await readdir(fetched.folder), ['good']);
    assert.equal(
      context.said.filter((each) => each.startsWith('Left out')).length,
      bad.length + named.length + 1,
    );
    const hostile = gzipSync(writeTar([{ name: '../out.md', content: 'x' }]));
    await using archive = await startLoopbackServer(
      pages({
        [`${agentSkills}/index.json`]: {
          skills: [{ name: 'x', type: 'archive', url: '/x.tgz', digest: digest(hostile) }],
        },
        '/x.tgz': hostile,
      }),
    );
    await rejectsWith(wellKnownSource.fetch(archive.origin, await context.again()), 'source_refused');
    assert.deepEqual(
      (await readdir(context.root)).filter((name) => name.startsWith('out')),
      [],
    );
  });

  it('are bounded in number and size', async () => {
    const skills = Array.from({ length: 40 }, (_, index) => ({ name: `s-${index}`, files: ['SKILL.md'] }));
    await using many = await startLoopbackServer(pages({ '/.well-known/skills/index.json': { skills } }));
    await using context = await makeSourceContext();
    const error = await rejectsWith(wellKnownSource.fetch(many.origin, context), 'source_too_large');
    assert.match(error.remedy, /#s-0/u);
    await using large = await startLoopbackServer(
      pages({
        '/.well-known/skills/index.json': { skills: [{ name: 'a', files: ['1', '2', '3'] }] },
        '/.well-known/skills/a/1': Buffer.alloc(9_000_000),
        '/.well-known/skills/a/2': Buffer.alloc(9_000_000),
        '/.well-known/skills/a/3': 'x',
      }),
    );
    await rejectsWith(wellKnownSource.fetch(large.origin, await context.again()), 'source_too_large');
    assert.equal(
      large.requests.some(({ url }) => url?.endsWith('/3')),
      false,
    );
  });

  it('are not fetched from a private network, from the index or from where a skill is said to be', async () => {
    await using inside = await startLoopbackServer((_, response) => void response.end(skillText));
    const port = inside.host.split(':')[1];
    await using server = await startLoopbackServer(
      pages({
        [`${agentSkills}/index.json`]: {
          skills: [
            { name: 'x', type: 'skill-md', url: `http://localhost:${port}/`, digest: digest(skillText) },
          ],
        },
      }),
    );
    await using context = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
    await rejectsWith(wellKnownSource.fetch(server.origin, context), 'source_refused');
    assert.equal(server.requests.length, 0);
    const network = { allowedPrivateHosts: [server.host] };
    await rejectsWith(
      wellKnownSource.fetch(server.origin, await context.again({ network })),
      'source_refused',
    );
    assert.equal(inside.requests.length, 0);
  });

  it('are given up when the person cancels', async () => {
    const asked = Promise.withResolvers<void>();
    await using slow = await startLoopbackServer(() => asked.resolve());
    const controller = new AbortController();
    await using context = await makeSourceContext({ signal: controller.signal });
    const fetching = wellKnownSource.fetch(slow.origin, context);
    await Promise.race([asked.promise, fetching]);
    controller.abort();
    await rejectsWith(fetching, 'source_cancelled');
  });
});
