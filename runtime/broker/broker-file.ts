import { realpath, rm, stat } from 'node:fs/promises';
import type { AiosHome } from '../aios-home.ts';
import { AiosError, fileError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { type Credentials, isDigits } from './handshake.ts';

/** What `state/broker.json` says: who leads, and how to reach it. */
export interface BrokerRecord extends Credentials {
  readonly pid: number;
  /** The home it leads, with links followed: a home may be copied together with this file. */
  readonly home: string;
  /** ISO 8601. */
  readonly since: string;
}

const maxBytes = 16 * 1024;

/**
 * @returns who leads this home, as far as the file tells; undefined when it names nobody, or the leader of another home
 * @throws AiosError `broker_file_unsafe` when others than the person may read or have written it; `file_…`
 */
export async function readBrokerFile(home: AiosHome): Promise<BrokerRecord | undefined> {
  const bytes = await readIfPresent(home.brokerFile, maxBytes);
  if (bytes === undefined) return undefined;
  await checkPrivate(home.brokerFile);
  const record = parseRecord(bytes.toString('utf8'));
  return record !== undefined && record.home === (await realHome(home)) ? record : undefined;
}

/** @returns the home's path with links followed. @throws AiosError `file_…` */
export async function realHome({ root }: AiosHome): Promise<string> {
  try {
    return await realpath(root);
  } catch (error) {
    throw fileError(error, 'find', root);
  }
}

/** Puts the record in place, 0600. To be called by the one who may: see `Candidate`. @throws AiosError `file_…` */
export async function writeBrokerFile(path: string, record: BrokerRecord): Promise<void> {
  // What stands there would keep its mode, or lead elsewhere.
  await rm(path, { force: true });
  await writeFileAtomically(path, `${JSON.stringify(record)}\n`);
}

async function checkPrivate(path: string): Promise<void> {
  if (process.getuid === undefined) return;
  const about = await stat(path).catch(() => undefined);
  if (about === undefined || ((about.mode & 0o077) === 0 && about.uid === process.getuid())) return;
  throw new AiosError(`${path} is not private to you.`, {
    code: 'broker_file_unsafe',
    remedy: 'Delete it: the editor with the AI OS extension writes it again within seconds.',
    file: path,
  });
}

function parseRecord(text: string): BrokerRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is BrokerRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { address, secret, pid, home, since } = value as Partial<BrokerRecord>;
  return (
    [address, home, since].every((text) => typeof text === 'string' && text !== '') &&
    isDigits(secret) &&
    Number.isSafeInteger(pid)
  );
}
