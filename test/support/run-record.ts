import type { SpoolRecord } from '../../runtime/mcp/calls/spool.ts';

/** A record of a run as `aios-mcp` leaves it in the spool. */
export function runRecord(changes: Readonly<Record<string, unknown>> = {}): SpoolRecord {
  return {
    kind: 'run',
    format: 1,
    runId: 'run_a',
    skill: 'standup',
    version: '1.0.0',
    digest: 'sha256:1',
    client: { name: 'claude-ai', version: '0.1.0', id: 'claude-desktop' },
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: '2026-03-01T10:00:02.500Z',
    milliseconds: 2500,
    status: 'completed',
    problems: [],
    input: { notes: ['a'] },
    output: { items: [] },
    ...changes,
  };
}
