import { sha256 } from '../files/digest.ts';
import type { RecordedRun } from './run.ts';

/** What a file of the spool holds. */
export interface SpoolLines {
  readonly records: readonly RecordedRun[];
  /** Lines that are no records of this format. */
  readonly damaged: readonly string[];
}

/** Texts that are no names are longer. */
const maxName = 400;

/** Reads records as `runtime/mcp/calls/record-run.ts` writes them, one JSON object a line. Pure. */
export function readSpoolLines(bytes: Uint8Array): SpoolLines {
  const lines = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const records: RecordedRun[] = [];
  const damaged: string[] = [];
  for (const line of lines) {
    const run = runOf(readJson(line));
    if (run === undefined) damaged.push(line);
    else records.push({ ...run, record: sha256(line) });
  }
  return { records, damaged };
}

function runOf(value: unknown): Omit<RecordedRun, 'record'> | undefined {
  if (!isObject(value) || value.kind !== 'run' || value.format !== 1) return undefined;
  const { skill, version, digest, milliseconds, status, problems } = value;
  const { runId: run, input, output } = value;
  const startedAt = timeOf(value.startedAt);
  const endedAt = timeOf(value.endedAt);
  if (!isName(run) || !isName(skill) || !isName(version) || !isName(digest)) return undefined;
  if (startedAt === undefined || endedAt === undefined) return undefined;
  if (typeof milliseconds !== 'number' || !Number.isSafeInteger(milliseconds)) return undefined;
  if (status !== 'completed' && status !== 'rejected') return undefined;
  return {
    run,
    skill,
    version,
    digest,
    ...clientOf(value.client),
    startedAt,
    endedAt,
    milliseconds,
    status,
    problems: problemsOf(problems),
    input,
    output,
  };
}

function clientOf(client: unknown): Pick<RecordedRun, 'client' | 'clientName' | 'clientVersion'> {
  if (!isObject(client)) return {};
  const { id, name, version } = client;
  return {
    ...(isName(id) && { client: id }),
    ...(isName(name) && { clientName: name }),
    ...(isName(version) && { clientVersion: version }),
  };
}

/** Very many are left out of the record, as everything that is large. */
function problemsOf(problems: unknown): string[] {
  if (Array.isArray(problems)) return problems.filter((problem) => typeof problem === 'string');
  return ['What was to be corrected was too long to be kept.'];
}

/** One form, so that texts sort as times do. */
function timeOf(value: unknown): string | undefined {
  const time = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxName;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
