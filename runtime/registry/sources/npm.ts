import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import pacote from 'pacote';
import { AiosError } from '../../errors.ts';
import { type HashedFile, writeHashed } from '../../files/write-hashed.ts';
import { Deadline } from '../../net/deadline.ts';
import { addressWithoutSecrets, tooLarge } from '../../net/request-errors.ts';
import { archiveLimits } from './archive/archive-entry.ts';
import { extractArchive } from './archive/extract-archive.ts';
import { newestFirst } from './choose-version.ts';
import { type NpmClient, openNpmClient } from './npm/npm-client.ts';
import { type NpmText, parseNpmText, writeNpmText } from './npm/parse-npm-text.ts';
import type { FetchContext, Fetched, Offer, Source } from './source.ts';
import { matchesNpm } from './source-patterns.ts';

const timeoutMs = 180_000;

/** Skills from npm-protocol registries, as npm is set on this machine. Nothing of a package is ever run. */
export const npmSource: Source = {
  kind: 'npm',
  matches: matchesNpm,
  fetch: (text, context) =>
    withClient(text, context, (client, asked, deadline) => fetchFrom(client, asked, context, deadline)),
  look: (text, context) => withClient(text, context, lookAt),
  search: async (query, context) => (await import('./npm/search-npm.ts')).searchNpm(query, context),
  at: (text, version) => writeNpmText({ ...parseNpmText(text), wanted: version }),
};

async function withClient<Result>(
  text: string,
  context: FetchContext,
  work: (client: NpmClient, asked: NpmText, deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const asked = parseNpmText(text);
  const deadline = new Deadline(context.signal, timeoutMs, text);
  try {
    const client = await openNpmClient(asked, context, deadline);
    try {
      if (deadline.signal.aborted) throw deadline.signal.reason;
      return await work(client, asked, deadline);
    } catch (error) {
      throw client.explain(error, asked);
    }
  } finally {
    deadline.close();
  }
}

/** What a registry says of a version, as far as it is used. */
interface Chosen {
  readonly version: string;
  readonly tarball: string;
  readonly integrity: string | undefined;
  readonly deprecated: string | undefined;
}

async function choose(client: NpmClient, { name, wanted }: NpmText, version?: string): Promise<Chosen> {
  const found = await pacote.manifest(`${name}@${version ?? wanted ?? ''}`, client.options);
  const { deprecated } = found as { deprecated?: unknown };
  if (typeof found.version !== 'string' || !URL.canParse(found._resolved))
    throw new AiosError(`The registry ${client.shown} says nothing usable of ${name}.`, {
      code: 'source_unreadable',
      remedy: 'Tell those who run the registry.',
    });
  return {
    version: found.version,
    tarball: found._resolved,
    integrity: found._integrity || undefined,
    deprecated: typeof deprecated === 'string' && deprecated !== '' ? deprecated : undefined,
  };
}

async function fetchFrom(
  client: NpmClient,
  asked: NpmText,
  context: FetchContext,
  deadline: Deadline,
): Promise<Fetched> {
  const { resolved, quarantine, signal, onProgress } = context;
  onProgress(`Asking ${client.shown} for ${asked.name}`);
  const chosen = await choose(client, asked, resolved?.version);
  const shown = `${asked.name}@${chosen.version}`;
  if (chosen.deprecated !== undefined) onProgress(`${shown} is deprecated: ${chosen.deprecated}`);
  onProgress(`Downloading ${shown}`);
  const file = join(quarantine, 'package.tgz');
  const { integrity } = await download(client, asked, chosen, file, deadline);
  if (resolved?.integrity !== undefined && resolved.integrity !== integrity)
    throw new AiosError(
      `${shown} is no longer what was installed: ${integrity}, not ${resolved.integrity}.`,
      {
        code: 'source_changed',
        remedy: 'Look at what is there now, and install it anew if you want that.',
      },
    );
  const folder = join(quarantine, 'files');
  await extractArchive(file, folder, { archive: shown, signal });
  await rm(file);
  return {
    folder: await topOf(folder),
    name: asked.name.slice(asked.name.indexOf('/') + 1),
    source: writeNpmText(asked),
    resolved: {
      version: chosen.version,
      integrity,
      address: addressWithoutSecrets(new URL(chosen.tarball)),
    },
  };
}

/** Pacote holds it against the registry's own integrity; ours is always sha512, which not every registry gives. */
async function download(
  client: NpmClient,
  { name }: NpmText,
  { version, tarball, integrity }: Chosen,
  file: string,
  deadline: Deadline,
): Promise<HashedFile> {
  const written = { integrity: '', bytes: 0 };
  await pacote.tarball.stream(
    `${name}@${version}`,
    async (stream) => {
      const chunks = listenAtOnce(stream);
      // It may be called again after what came first was damaged.
      await rm(file, { force: true });
      const bounded = withinLimit(chunks, `${name}@${version}`, deadline);
      Object.assign(written, await writeHashed(file, bounded));
    },
    { ...client.optionsFor(tarball), resolved: tarball, ...(integrity === undefined ? {} : { integrity }) },
  );
  return written;
}

/** Pacote's stream may fail before anything is read of it, which ends a process where nobody listens. */
function listenAtOnce(stream: NodeJS.ReadableStream): AsyncIterable<Uint8Array> {
  const through = new PassThrough();
  through.on('error', () => undefined);
  stream.on('error', (error) => through.destroy(error));
  stream.pipe(through);
  return through;
}

async function* withinLimit(
  chunks: AsyncIterable<Uint8Array>,
  shown: string,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of chunks) {
    received += chunk.length;
    // Ending the work ends the connection as well.
    if (received > archiveLimits.maxArchiveBytes) {
      deadline.end(tooLarge(shown, archiveLimits.maxArchiveBytes));
      throw deadline.signal.reason;
    }
    yield chunk;
  }
}

async function lookAt(client: NpmClient, asked: NpmText): Promise<Offer> {
  const { version, tarball } = await choose(client, asked);
  const { versions } = await pacote.packument(asked.name, client.options);
  return {
    resolved: { version, address: addressWithoutSecrets(new URL(tarball)) },
    versions: newestFirst(Object.keys(versions ?? {})),
  };
}

/** Npm packs everything into one folder, most often called `package`. */
async function topOf(folder: string): Promise<string> {
  const [first, ...others] = await readdir(folder, { withFileTypes: true });
  return first?.isDirectory() && others.length === 0 ? join(folder, first.name) : folder;
}
