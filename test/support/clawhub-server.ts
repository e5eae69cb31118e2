import { writeZip } from './hostile-archive.ts';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

export interface PublishedSkill {
  readonly slug: string;
  readonly displayName: string;
  readonly summary: string;
  readonly version: string;
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** A ClawHub on the loopback address, with `ada` as its one publisher. What it publishes may change while it runs. */
export function startClawhub(published: PublishedSkill[]): Promise<LoopbackServer> {
  const find = (slug: string | null): PublishedSkill | undefined =>
    published.find((skill) => skill.slug === slug);
  return startLoopbackServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = (value: unknown): void =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (url.pathname === '/api/v1/search') {
      const query = url.searchParams.get('q') ?? '';
      if (query.includes('offline')) return void response.writeHead(503).end();
      const found = published.filter(({ summary }) =>
        query.split(' ').some((word) => summary.includes(word)),
      );
      return answer({
        results: found.map(({ files: _files, ...skill }) => ({
          ...skill,
          ownerHandle: 'ada',
          downloads: 1234,
        })),
      });
    }
    if (url.pathname === '/api/v1/download') {
      // Never answered: what waits for it has to be cancelled.
      if (url.searchParams.get('slug') === 'slow') return;
      const { files = {} } = find(url.searchParams.get('slug')) ?? {};
      const entries = Object.entries(files).map(([name, content]) => ({ name, content }));
      return void response.setHeader('content-type', 'application/zip').end(writeZip(entries));
    }
    const [, versionsOf] = /^\/api\/v1\/skills\/([^/]+)\/versions$/u.exec(url.pathname) ?? [];
    if (versionsOf !== undefined)
      return answer({ items: published.filter(({ slug }) => slug === versionsOf), nextCursor: null });
    const skill = find(/^\/api\/v1\/skills\/([^/]+)$/u.exec(url.pathname)?.[1] ?? null);
    if (skill === undefined) return void response.writeHead(404).end();
    return answer({
      skill: { slug: skill.slug },
      latestVersion: { version: skill.version },
      owner: { handle: 'ada' },
    });
  });
}
