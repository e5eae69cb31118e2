import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { clawhubSource } from '../../../runtime/registry/sources/clawhub.ts';
import type { FetchContext } from '../../../runtime/registry/sources/source.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { writeZip } from '../../support/hostile-archive.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { filesIn, makeSourceContext } from '../../support/source-context.ts';

const versions = ['1.0.0', '1.2.0', '2.0.0', '1.1.0'];

/** Answers as ClawHub does, for the skill `notes` of `anna`, the slug `shared` of two, and some in trouble. */
const answerAsClawhub: RequestListener = (request, response) => {
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  const json = (value: unknown, status = 200, headers = {}): void =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(value));
  const details = (slug: string, more = {}): unknown => ({
    skill: { slug, displayName: slug, summary: null, tags: {}, stats: {} },
    latestVersion: { version: '2.0.0', createdAt: 0, changelog: '' },
    owner: { handle: 'anna', displayName: 'Anna', image: null },
    ...more,
  });
  const owner = url.searchParams.get('owner');
  switch (url.pathname) {
    case '/api/v1/skills/notes':
      return json(details('notes'));
    case '/api/v1/skills/renamed':
      return json(details('notes'));
    case '/api/v1/skills/notes/versions': {
      const second = url.searchParams.get('cursor') === 'two';
      const items = (second ? versions.slice(2) : versions.slice(0, 2)).map((version) => ({ version }));
      return json({ items, nextCursor: second ? null : 'two' });
    }
    case '/api/v1/skills/shared':
      if (owner === 'anna') return json(details('shared'));
      return json(
        {
          code: 'AMBIGUOUS_SKILL_SLUG',
          matches: [
            { ownerHandle: 'anna', slug: 'shared' },
            { ownerHandle: 'bert', slug: 'shared' },
          ],
        },
        409,
      );
    case '/api/v1/skills/malware':
      return json(details('malware', { moderation: { isMalwareBlocked: true } }));
    case '/api/v1/skills/shady':
      return json(details('shady', { moderation: { isSuspicious: true, summary: 'Runs code.' } }));
    case '/api/v1/skills/nonsense':
      return json({ skill: { slug: '../../etc' } });
    case '/api/v1/skills/busy':
      return void response.writeHead(429, { 'retry-after': '34' }).end('Rate limit exceeded');
    case '/api/v1/search':
      return json({
        results: [
          {
            score: 0.9,
            slug: 'notes',
            displayName: 'Notes',
            summary: `For ${url.searchParams.get('q')}.`,
            version: '2.0.0',
            ownerHandle: 'anna',
            downloads: 7,
          },
          { score: 0.1, slug: 'other', displayName: null, summary: null, version: null },
        ],
      });
    case '/api/v1/download': {
      const version = url.searchParams.get('version');
      if (version !== null && !versions.includes(version)) return void response.writeHead(410).end();
      const name = url.searchParams.get('slug') === 'shady' ? '../out.md' : 'SKILL.md';
      const content = `${url.searchParams.get('slug')} ${version}`;
      return void response.end(
        writeZip([
          { name: 'SKILL.md', content },
          { name: name === 'SKILL.md' ? '_meta.json' : name, content: '{}' },
        ]),
      );
    }
    default:
      return void response.writeHead(404).end('Not found');
  }
};

/** The same context with variables of the environment added. */
function withVariables(context: FetchContext, variables: Record<string, string>): FetchContext {
  const { environment } = context;
  return {
    ...context,
    environment: { ...environment, variables: { ...environment.variables, ...variables } },
  };
}

describe('a skill from ClawHub', () => {
  it('is fetched in its newest version, and remembered with its owner', async () => {
    await using server = await startLoopbackServer(answerAsClawhub);
    await using base = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
    const context = withVariables(base, { CLAWHUB_REGISTRY: server.origin });
    const fetched = await clawhubSource.fetch('clawhub:notes', context);
    assert.deepEqual(await filesIn(fetched.folder), { 'SKILL.md': 'notes 2.0.0', '_meta.json': '{}' });
    assert.deepEqual([fetched.name, fetched.source], ['notes', 'clawhub:anna/notes']);
    assert.deepEqual(fetched.resolved, { version: '2.0.0', address: `${server.origin}/api/v1/download` });
    const renamed = await clawhubSource.fetch(
      'clawhub:renamed',
      withVariables(await base.again(), { CLAWHUB_REGISTRY: server.origin }),
    );
    assert.equal(renamed.source, 'clawhub:anna/notes');
  });

  it('is found by version and range, among all pages of versions', async () => {
    await using server = await startLoopbackServer(answerAsClawhub);
    await using base = await makeSourceContext();
    const again = async () => withVariables(await base.again(), { CLAWHUB_REGISTRY: server.origin });
    for (const [wanted, version] of [
      ['1.0.0', '1.0.0'],
      ['v1.0.0', '1.0.0'],
      ['^1.0.0', '1.2.0'],
      ['~1.1', '1.1.0'],
      ['latest', '2.0.0'],
    ] as const) {
      const { resolved } = await clawhubSource.fetch(`clawhub:anna/notes@${wanted}`, await again());
      assert.equal(resolved.version, version, wanted);
    }
    assert.deepEqual(await clawhubSource.look?.('clawhub:notes@^1.0.0', await again()), {
      resolved: { version: '1.2.0' },
      versions: ['2.0.0', '1.2.0', '1.1.0', '1.0.0'],
    });
    await rejectsWith(clawhubSource.fetch('clawhub:notes@^3', await again()), 'source_not_found');
    await rejectsWith(clawhubSource.fetch('clawhub:notes@9.9.9', await again()), 'source_not_found');
    assert.equal(clawhubSource.at?.('clawhub:anna/notes@^1', '1.1.0'), 'clawhub:anna/notes@1.1.0');
  });

  it('comes again in the version it had, or is said to be gone', async () => {
    await using server = await startLoopbackServer(answerAsClawhub);
    await using base = await makeSourceContext();
    const again = async (version: string) =>
      withVariables(await base.again({ resolved: { version } }), { CLAWHUB_REGISTRY: server.origin });
    const fetched = await clawhubSource.fetch('clawhub:anna/notes', await again('1.1.0'));
    assert.deepEqual((await filesIn(fetched.folder))['SKILL.md'], 'notes 1.1.0');
    await rejectsWith(clawhubSource.fetch('clawhub:anna/notes', await again('0.9.0')), 'source_changed');
  });

  it("is somebody's: another's of that name is not taken", async () => {
    await using server = await startLoopbackServer(answerAsClawhub);
    await using base = await makeSourceContext();
    const again = async () => withVariables(await base.again(), { CLAWHUB_REGISTRY: server.origin });
    const error = await rejectsWith(clawhubSource.fetch('clawhub:shared', await again()), 'source_refused');
    assert.match(error.remedy, /clawhub:anna\/shared, clawhub:bert\/shared/u);
    const fetched = await clawhubSource.fetch('clawhub:anna/shared', await again());
    assert.equal(fetched.source, 'clawhub:anna/shared');
    await rejectsWith(clawhubSource.fetch('clawhub:mallory/notes', await again()), 'source_not_found');
  });

  it('is refused when ClawHub blocks it, and told of when ClawHub suspects it', async () => {
    await using server = await startLoopbackServer(answerAsClawhub);
    await using base = await makeSourceContext();
    const again = async () => withVariables(await base.again(), { CLAWHUB_REGISTRY: server.origin });
    await rejectsWith(clawhubSource.fetch('clawhub:malware', await again()), 'source_refused');
    await rejectsWith(clawhubSource.fetch('clawhub:shady', await again()), 'source_refused');
    assert.ok(base.said.includes('ClawHub holds shady for suspicious: Runs code.'), base.said.join('\n'));
  });

  it('is not looked for any further when the answer is nonsense, missing or "too often"', async () => {
    await using server = await startLoopbackServer(answerAsClawhub);
    await using base = await makeSourceContext();
    const again = async () => withVariables(await base.again(), { CLAWHUB_REGISTRY: server.origin });
    await rejectsWith(clawhubSource.fetch('clawhub:nonsense', await again()), 'source_unreadable');
    await rejectsWith(clawhubSource.fetch('clawhub:none', await again()), 'source_not_found');
    const busy = await rejectsWith(clawhubSource.fetch('clawhub:busy', await again()), 'source_offline');
    assert.match(busy.remedy, /34 seconds/u);
  });

  it('is searched for', async () => {
    await using server = await startLoopbackServer(answerAsClawhub);
    await using base = await makeSourceContext();
    const context = withVariables(base, { CLAWHUB_REGISTRY: `${server.origin}/` });
    assert.deepEqual(await clawhubSource.search?.('meeting & notes', context), [
      {
        source: 'clawhub:anna/notes',
        name: 'Notes',
        description: 'For meeting & notes.',
        version: '2.0.0',
        publisher: 'anna',
        downloads: 7,
      },
      { source: 'clawhub:other', name: 'other', description: '' },
    ]);
  });

  it('comes from where the site says its registry is, and not from a private network that only the site names', async () => {
    await using registry = await startLoopbackServer(answerAsClawhub);
    await using site = await startLoopbackServer((request, response) => {
      if (request.url !== '/.well-known/clawhub.json') return void response.writeHead(404).end();
      response.end(JSON.stringify({ apiBase: registry.origin, authBase: registry.origin }));
    });
    await using base = await makeSourceContext({ network: { allowedPrivateHosts: [registry.host] } });
    const context = withVariables(base, { CLAWHUB_SITE: site.origin });
    assert.equal((await clawhubSource.fetch('clawhub:notes', context)).resolved.version, '2.0.0');
    const closed = withVariables(await base.again({ network: { allowedPrivateHosts: [] } }), {
      CLAWHUB_SITE: site.origin,
    });
    await rejectsWith(clawhubSource.fetch('clawhub:notes', closed), 'source_refused');
    await using plain = await startLoopbackServer(answerAsClawhub);
    const own = withVariables(await base.again(), { CLAWHUB_SITE: plain.origin });
    assert.equal((await clawhubSource.fetch('clawhub:notes', own)).resolved.version, '2.0.0');
  });

  it('is nothing but a slug, with its owner and a version', async () => {
    await using context = await makeSourceContext();
    for (const text of [
      'clawhub:',
      'clawhub:../x',
      'clawhub:a/b/c',
      'clawhub:x@',
      'clawhub:x@../y',
      'clawhub:X y',
      'clawhub:-x',
    ])
      await rejectsWith(clawhubSource.fetch(text, context), 'source_refused');
  });
});
