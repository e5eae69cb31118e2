import { AiosError } from '../../../errors.ts';
import { requestJson } from '../../../net/guarded-request.ts';
import { addressWithoutSecrets } from '../../../net/request-errors.ts';
import type { FetchContext } from '../source.ts';
import { parseIndex, type SkillIndex } from './parse-index.ts';

export interface FoundIndex extends SkillIndex {
  /** Where it came from, as it may be shown. */
  readonly address: string;
}

/** In the order in which they are looked for; the second is what the first was called before. */
const places = ['.well-known/agent-skills/index.json', '.well-known/skills/index.json'];
const maxIndexBytes = 4 * 1024 * 1024;
const timeoutMs = 30_000;

/**
 * The addresses at which a site's index may be: below the path that was given, then at the root. The address of an
 * index itself is taken as it is.
 */
export function indexAddresses(site: URL): URL[] {
  const bare = new URL(site.pathname + site.search, site);
  if (/\/\.well-known\/(?:agent-)?skills\/index\.json$/u.test(bare.pathname)) return [bare];
  const path = bare.pathname.replace(/\/\.well-known\/.*$/u, '').replace(/\/*$/u, '/');
  const bases = [...new Set([path, '/'])];
  return bases.flatMap((base) => places.map((place) => new URL(base + place, bare)));
}

/**
 * Finds and reads the index of the skills that a site publishes.
 *
 * @throws AiosError `source_not_found` when there is none, else what was wrong with it
 */
export async function findIndex(site: URL, { network, signal }: FetchContext): Promise<FoundIndex> {
  let unreadable: AiosError | undefined;
  for (const address of indexAddresses(site)) {
    try {
      const options = { network, signal, maxBytes: maxIndexBytes, timeoutMs };
      const answer = await requestJson(address, options);
      const from = new URL(answer.address);
      const shown = addressWithoutSecrets(from);
      return { ...parseIndex(answer.value, from, shown), address: shown };
    } catch (error) {
      // Many sites answer with a page of theirs whatever is asked for; that is no index either.
      if (AiosError.is(error, 'source_unreadable')) unreadable ??= error;
      else if (!AiosError.is(error, 'source_not_found')) throw error;
    }
  }
  throw new AiosError(`${addressWithoutSecrets(site)} publishes no skills that can be found.`, {
    code: 'source_not_found',
    remedy: `There is no ${places[0]} there. For a git repository give an address that ends in .git, for an archive one that ends in .zip or .tgz.`,
    cause: unreadable,
  });
}
