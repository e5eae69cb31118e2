import { AiosError } from '../../../errors.ts';
import { type Download, downloadFile } from '../../../net/download-file.ts';
import { assertOk, guardedRequest, requestJson } from '../../../net/guarded-request.ts';
import type { NetworkPolicy } from '../../../net/network-policy.ts';
import { addressWithoutSecrets, unreadable } from '../../../net/request-errors.ts';
import { allowNamedHost } from '../allow-named-host.ts';
import { archiveLimits } from '../archive/archive-entry.ts';
import type { FetchContext } from '../source.ts';
import {
  type FoundSkill,
  parseAmbiguity,
  parseDetails,
  parseSearch,
  parseSite,
  parseVersionPage,
  type SkillDetails,
} from './clawhub-answers.ts';
import type { ClawhubText } from './parse-clawhub-text.ts';

const usualSite = 'https://clawhub.ai';
const maxAnswerBytes = 4 * 1024 * 1024;
const answerTimeoutMs = 30_000;
/** A hundred a page: more versions than any skill has. */
const maxPages = 10;

/** ClawHub's public HTTP API, read only and without signing in. */
export class ClawhubApi {
  private readonly base: URL;
  private readonly network: NetworkPolicy;
  private readonly signal: AbortSignal;

  private constructor(base: URL, network: NetworkPolicy, signal: AbortSignal) {
    this.base = base;
    this.network = network;
    this.signal = signal;
  }

  /**
   * Finds the API as ClawHub's own command line does: `CLAWHUB_REGISTRY`, else what `/.well-known/clawhub.json` of
   * `CLAWHUB_SITE` says, else the site itself. The host that the person's environment names may be on a private
   * network: naming it is allowing it. One that a site names may not.
   *
   * @throws AiosError `source_refused`, `source_offline`, …
   */
  static async open({ environment, network, signal }: FetchContext): Promise<ClawhubApi> {
    const { variables } = environment;
    const registry = variables.CLAWHUB_REGISTRY?.trim() || variables.CLAWDHUB_REGISTRY?.trim();
    const site = variables.CLAWHUB_SITE?.trim() || variables.CLAWDHUB_SITE?.trim();
    const named = registry || site;
    const base = webAddress(named || usualSite);
    const allowed = named ? allowNamedHost(network, base) : network;
    if (registry) return new ClawhubApi(base, allowed, signal);
    return new ClawhubApi(await apiOf(base, allowed, signal), allowed, signal);
  }

  /** @throws AiosError `source_not_found`; `source_refused` for a slug that several owners have */
  async details({ slug, owner }: ClawhubText): Promise<SkillDetails> {
    const url = this.address(`skills/${encodeURIComponent(slug)}`, { owner });
    return parseDetails(await this.ask(url), addressWithoutSecrets(url));
  }

  /** Every version of a skill, in no order. @throws AiosError as `details` does */
  async versions({ slug, owner }: ClawhubText): Promise<string[]> {
    const versions: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const url = this.address(`skills/${encodeURIComponent(slug)}/versions`, {
        owner,
        limit: '100',
        cursor,
      });
      const { items, nextCursor } = parseVersionPage(await this.ask(url), addressWithoutSecrets(url));
      versions.push(...items.map(({ version }) => version));
      if (!nextCursor) break;
      cursor = nextCursor;
    }
    return versions;
  }

  /** Downloads the ZIP of a version. @throws AiosError as `downloadFile` does */
  async download({ slug, owner }: ClawhubText, version: string, file: string): Promise<Download> {
    const url = this.address('download', { slug, owner, version });
    const { network, signal } = this;
    return downloadFile(url, file, { network, signal, maxBytes: archiveLimits.maxArchiveBytes });
  }

  /** The most fitting first. @throws AiosError `source_offline`, `source_unreadable` */
  async search(query: string): Promise<readonly FoundSkill[]> {
    const url = this.address('search', { q: query, limit: '25' });
    return parseSearch(await this.ask(url), addressWithoutSecrets(url)).results;
  }

  private address(path: string, parameters: Record<string, string | undefined>): URL {
    const url = new URL(`${this.base.pathname.replace(/\/+$/u, '')}/api/v1/${path}`, this.base);
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }

  private async ask(url: URL): Promise<unknown> {
    const { network, signal } = this;
    const response = await guardedRequest(url, {
      network,
      signal,
      maxBytes: maxAnswerBytes,
      timeoutMs: answerTimeoutMs,
      headers: { accept: 'application/json' },
    });
    if (response.status === 429) {
      response.close();
      throw busy(response.headers['retry-after']);
    }
    if (response.status !== 409) assertOk(response);
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    const shown = addressWithoutSecrets(url);
    const value = parseJson(Buffer.concat(chunks), shown);
    if (response.status === 409) throw ambiguous(parseAmbiguity(value, shown).matches);
    return value;
  }
}

async function apiOf(site: URL, network: NetworkPolicy, signal: AbortSignal): Promise<URL> {
  const options = { network, signal, timeoutMs: answerTimeoutMs };
  try {
    const { value, address } = await requestJson(new URL('/.well-known/clawhub.json', site), options);
    const { apiBase, registry } = parseSite(value, addressWithoutSecrets(new URL(address)));
    const said = apiBase || registry;
    return said === undefined ? site : webAddress(said);
  } catch (error) {
    // A site that says nothing of its API is its own.
    if (AiosError.is(error, 'source_not_found') || AiosError.is(error, 'source_unreadable')) return site;
    throw error;
  }
}

function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new AiosError(`ClawHub cannot be at ${JSON.stringify(text)}, which is no http or https address.`, {
    code: 'source_refused',
    remedy: 'Set CLAWHUB_REGISTRY or CLAWHUB_SITE to an address that begins with https://, or to nothing.',
  });
}

function parseJson(bytes: Buffer, shown: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw unreadable(shown, 'it is not JSON', error);
  }
}

function busy(retryAfter: string | undefined): AiosError {
  const seconds = Number(retryAfter);
  return new AiosError('ClawHub has been asked too often from here.', {
    code: 'source_offline',
    remedy: seconds > 0 ? `Try again in ${Math.ceil(seconds)} seconds.` : 'Try again in a minute.',
  });
}

function ambiguous(matches: readonly { ownerHandle: string; slug: string }[]): AiosError {
  const texts = matches.slice(0, 10).map(({ ownerHandle, slug }) => `clawhub:${ownerHandle}/${slug}`);
  return new AiosError('Several publishers on ClawHub have a skill of that name.', {
    code: 'source_refused',
    remedy: `Say whose you mean: ${texts.join(', ') || 'clawhub:owner/slug'}.`,
  });
}
