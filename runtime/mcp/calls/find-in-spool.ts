import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfPresent } from '../../files/read-bounded.ts';

/** What is told of a run that another process recorded. */
export interface RecordedOutcome {
  readonly skill: string;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly status: 'completed' | 'rejected';
  readonly problems: readonly string[];
}

/** No server writes a larger file. */
const maxFileBytes = 16 * 1024 * 1024;
/** What is looked through for one run: a host that runs now and then leaves far less. */
const maxBytes = 64 * 1024 * 1024;

/**
 * Looks for a run among what servers recorded and no host has taken in, the newest files first.
 *
 * @param folder `state/spool` in our home
 * @returns the last record of the run; undefined when there is none
 */
export async function findInSpool(folder: string, runId: string): Promise<RecordedOutcome | undefined> {
  let left = maxBytes;
  for (const { path, bytes } of await spoolFiles(folder)) {
    if (bytes > left) return undefined;
    left -= bytes;
    const contents = await readIfPresent(path, maxFileBytes).catch(() => undefined);
    const found = contents && lastRecordOf(contents, runId);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function spoolFiles(folder: string): Promise<{ path: string; bytes: number }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.(?:jsonl|taken)$/u.test(name));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const about = await stat(path).catch(() => undefined);
      return about === undefined ? [] : [{ path, bytes: about.size, at: about.mtimeMs }];
    }),
  );
  return files.flat().sort((a, b) => b.at - a.at);
}

/** The id may also stand in what went into another run, or came out of it. */
function lastRecordOf(contents: Buffer, runId: string): RecordedOutcome | undefined {
  for (let end = contents.length; end > 0; ) {
    const at = contents.lastIndexOf(runId, end - 1);
    if (at < 0) return undefined;
    const start = contents.lastIndexOf('\n', at) + 1;
    const lineEnd = contents.indexOf('\n', at);
    const line = contents.toString('utf8', start, lineEnd < 0 ? contents.length : lineEnd);
    const record = readJson(line);
    if (record?.runId === runId) return outcomeOf(record);
    end = start;
  }
  return undefined;
}

/** @returns the outcome that a record of the spool, or a run of the host's, tells; undefined when it tells none */
export function outcomeOf(record: Readonly<Record<string, unknown>>): RecordedOutcome | undefined {
  const { skill, version, startedAt, endedAt, status, problems } = record;
  const texts = { skill, version, startedAt, endedAt };
  if (!Object.values(texts).every((text) => typeof text === 'string')) return undefined;
  if (status !== 'completed' && status !== 'rejected') return undefined;
  return {
    ...(texts as Record<keyof typeof texts, string>),
    status,
    problems: Array.isArray(problems) ? problems.map(String) : [],
  };
}

function readJson(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
