import assert from 'node:assert/strict';
import { type ServerPageParts, serverPage } from '../../../../extension/features/server/server-page.ts';
import { AiosError } from '../../../../runtime/errors.ts';
import type { ServerReport } from '../../../../runtime/server-status.ts';
import type { Run } from '../../../../runtime/store/run.ts';

const empty: ServerReport = {
  launcher: '/home/ada/.aios/bin/aios-mcp',
  isInstalled: true,
  tokenFile: '/home/ada/.aios/state/http-token',
  running: [],
  earlier: [],
  runs: [],
  runsProblem: undefined,
};

const run: Run = {
  run: 'run_a',
  skill: 'standup',
  version: '1.0.0',
  digest: 'sha256:1',
  startedAt: '2026-03-01T10:00:00.000Z',
  endedAt: '2026-03-01T10:00:02.500Z',
  milliseconds: 2500,
  status: 'rejected',
  problems: ['<b>One</b>.', 'Two.', 'Three.', 'Four.'],
};

function page(
  report: Partial<ServerReport>,
  server: ServerPageParts['server'] = { offer: 'offered', skills: 1 },
): string {
  return serverPage(
    'X',
    { report: { ...empty, ...report }, server, version: '0.2.0' },
    (action) => `#${action}`,
  ).text;
}

describe('the page of the MCP server', () => {
  it('says what to do next: install, deliver, or ask a client', () => {
    assert.match(page({}, { offer: 'no-skills', skills: 0 }), /<a href="#install">Install a skill<\/a>/u);
    const undelivered = page({ isInstalled: false });
    assert.match(undelivered, /<a href="#sync">Sync<\/a>/u);
    assert.doesNotMatch(undelivered, /#install/u);
    const ready = page({});
    assert.doesNotMatch(ready, /notice/u);
    assert.match(ready, /Ask one to use a skill by its name/u);
  });

  it('says which copies are of another version, and of which client nothing is known', () => {
    const start = {
      pid: 7,
      transport: 'stdio' as const,
      serverVersion: '0.1.0',
      started: new Date(0),
      lastSeen: new Date(0),
      ended: undefined,
    };
    const text = page({
      running: [
        { ...start, client: { name: 'claude-ai', version: '1' } },
        { ...start, client: undefined, transport: 'http', serverVersion: '0.2.0' },
      ],
    });
    assert.match(text, /2 copies of it run now/u);
    assert.match(text, /<td>claude-ai 1<\/td>.*<td>0\.1\.0, until its client restarts<\/td>/u);
    assert.match(text, /<td>Whoever has its token<\/td>.*<td>0\.2\.0<\/td>/u);
  });

  it("shows the first problems of a run, as text and not as the page's own", () => {
    assert.match(page({ runs: [run] }), /&lt;b&gt;One&lt;\/b&gt;\. Two\. Three\. And one more\./u);
  });

  it('says why the runs are not known', () => {
    const runsProblem = new AiosError('It is damaged.', { code: 'store_failed', remedy: 'Move it away.' });
    assert.match(page({ runsProblem }), /It is damaged\. Move it away\./u);
  });
});
