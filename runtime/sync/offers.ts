import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import type { Clock } from '../ports.ts';

const maxOfferBytes = 16 * 1024;
/** One for each profile of an editor. */
const maxOffers = 64;

/**
 * That an editor was offered our server by its own API, so that its config needs no entry. It is no row of the ledger,
 * since nothing of it is on a client's disk: there is nothing to compare, to mend or to take away.
 *
 * A window that is closed or killed says nothing of it. So this tells when the editor was offered it last, never that
 * it has it now.
 */
export interface Offer {
  /** Id in the matrix. */
  readonly client: string;
  /** The config that therefore needs no entry, absolute. */
  readonly config: string;
  /** Of the product. */
  readonly version: string;
  /** When this version was first offered. */
  readonly since: Date;
  /** When it was offered last. */
  readonly at: Date;
}

/**
 * For so long after an offer was made last, every host takes it that the editor has the server, in milliseconds. A window
 * makes its offer when it opens, and an editor without our extension makes none any more.
 */
export const offerLastsMs = 7 * 24 * 60 * 60_000;

/** Whether an offer is recent enough to count. One from a time to come was made by a clock that was wrong. */
export function isFresh({ at }: Pick<Offer, 'at'>, now: Date): boolean {
  return Math.abs(now.getTime() - at.getTime()) < offerLastsMs;
}

/** @returns what can be read of the offers, in the order of their configs */
export async function readOffers(folder: string): Promise<Offer[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const offers = await Promise.all(names.slice(0, maxOffers).map((name) => readOffer(join(folder, name))));
  return offers.filter((offer) => offer !== undefined).sort((a, b) => (a.config < b.config ? -1 : 1));
}

/** @returns those of the offers that are recent enough to count */
export async function freshOffers(folder: string, clock: Clock): Promise<Offer[]> {
  const offers = await readOffers(folder);
  // What time it is, is asked only where there is something to be told by it.
  return offers.length === 0 ? [] : offers.filter((offer) => isFresh(offer, clock.now()));
}

/** Keeps that an editor was offered the server now. @throws AiosError `file_…` */
export async function noteOffer(
  folder: string,
  offer: Pick<Offer, 'client' | 'config' | 'version'>,
  now: Date,
): Promise<void> {
  const file = fileOf(folder, offer.config);
  const before = await readOffer(file);
  const isSame = before?.client === offer.client && before.version === offer.version;
  await ensurePrivateFolder(folder);
  const kept = { format: 1, ...offer, since: isSame ? before.since : now, at: now };
  await writeFileAtomically(file, `${JSON.stringify(kept, undefined, 1)}\n`);
}

/** Keeps that the server is offered to that editor no longer. @throws AiosError `file_…` */
export async function forgetOffer(folder: string, config: string): Promise<void> {
  const file = fileOf(folder, config);
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw fileError(error, 'remove', file);
  }
}

/** Each has a file of its own: editors that write at the same time take nothing from each other. */
function fileOf(folder: string, config: string): string {
  return join(folder, `${createHash('sha256').update(config).digest('hex').slice(0, 16)}.json`);
}

async function readOffer(file: string): Promise<Offer | undefined> {
  try {
    const bytes = await readIfPresent(file, maxOfferBytes);
    const kept = JSON.parse(bytes?.toString('utf8') ?? '') as Readonly<Record<string, unknown>>;
    const { format, client, config, version } = kept;
    const [since, at] = [new Date(String(kept.since)), new Date(String(kept.at))];
    const isWhole = format === 1 && !Number.isNaN(since.getTime()) && !Number.isNaN(at.getTime());
    if (!isWhole || typeof client !== 'string' || typeof config !== 'string') return undefined;
    return { client, config, version: String(version ?? ''), since, at };
  } catch {
    return undefined; // Of a newer version, or gone meanwhile.
  }
}
