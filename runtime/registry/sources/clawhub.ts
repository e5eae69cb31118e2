import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import semver from 'semver';
import { AiosError } from '../../errors.ts';
import { addressWithoutSecrets } from '../../net/request-errors.ts';
import { extractArchive } from './archive/extract-archive.ts';
import { chooseVersion, newestFirst } from './choose-version.ts';
import type { SkillDetails } from './clawhub/clawhub-answers.ts';
import { ClawhubApi } from './clawhub/clawhub-api.ts';
import { type ClawhubText, parseClawhubText, writeClawhubText } from './clawhub/parse-clawhub-text.ts';
import type { FetchContext, Fetched, Offer, SearchHit, Source } from './source.ts';
import { matchesClawhub } from './source-patterns.ts';

/** Skills from ClawHub, the public registry of agent skills, or another that speaks its API. */
export const clawhubSource: Source = {
  kind: 'clawhub',
  matches: matchesClawhub,
  fetch,
  look,
  at: (text, version) => writeClawhubText({ ...parseClawhubText(text), wanted: version }),
  search,
};

/**
 * The files are not held against an integrity of the ZIP: ClawHub packs it anew for everyone who asks. Whoever restores
 * holds every file against its own digest.
 */
async function fetch(text: string, context: FetchContext): Promise<Fetched> {
  const { quarantine, signal, onProgress, resolved } = context;
  const asked = parseClawhubText(text);
  onProgress(`Asking ClawHub for ${asked.slug}`);
  const api = await ClawhubApi.open(context);
  const { details, skill } = await find(api, asked);
  tellModeration(details, skill, onProgress);
  const version = resolved?.version ?? (await choose(api, skill, details));
  const shown = writeClawhubText({ ...skill, wanted: version });
  onProgress(`Downloading ${shown}`);
  const file = join(quarantine, 'skill.zip');
  const { address } = await api.download(skill, version, file).catch((error: unknown) => {
    throw AiosError.is(error, 'source_not_found') && resolved !== undefined ? gone(shown) : error;
  });
  const folder = join(quarantine, 'files');
  await extractArchive(file, folder, { archive: shown, signal });
  await rm(file);
  return {
    folder,
    name: skill.slug,
    source: writeClawhubText(skill),
    resolved: { version, address: addressWithoutSecrets(new URL(address)) },
  };
}

async function look(text: string, context: FetchContext): Promise<Offer> {
  const api = await ClawhubApi.open(context);
  const { details, skill } = await find(api, parseClawhubText(text));
  const versions = newestFirst(await api.versions(skill));
  return { resolved: { version: await choose(api, skill, details, versions) }, versions };
}

async function search(query: string, context: FetchContext): Promise<readonly SearchHit[]> {
  const api = await ClawhubApi.open(context);
  return (await api.search(query)).map(({ slug, displayName, summary, version, ownerHandle, downloads }) => ({
    source: writeClawhubText({ slug, owner: ownerHandle ?? undefined, wanted: undefined }),
    name: displayName || slug,
    description: summary ?? '',
    ...(version ? { version } : {}),
    ...(ownerHandle ? { publisher: ownerHandle } : {}),
    ...(typeof downloads === 'number' ? { downloads } : {}),
  }));
}

/** The owner is remembered: the name alone could be somebody else's tomorrow. */
async function find(
  api: ClawhubApi,
  asked: ClawhubText,
): Promise<{ details: SkillDetails; skill: ClawhubText }> {
  const details = await api.details(asked);
  const owner = details.owner?.handle ?? undefined;
  if (asked.owner !== undefined && owner?.toLowerCase() !== asked.owner.toLowerCase())
    throw new AiosError(`${asked.owner} has no skill ${JSON.stringify(asked.slug)} on ClawHub.`, {
      code: 'source_not_found',
      remedy:
        owner === undefined
          ? 'Check the spelling of both.'
          : `If you mean the one of ${owner}, write clawhub:${owner}/${details.skill.slug}.`,
    });
  return { details, skill: { ...asked, owner, slug: details.skill.slug } };
}

async function choose(
  api: ClawhubApi,
  skill: ClawhubText,
  details: SkillDetails,
  known?: readonly string[],
): Promise<string> {
  const { wanted } = skill;
  if (wanted !== undefined && semver.valid(wanted) !== null && known === undefined)
    return semver.valid(wanted) ?? wanted;
  const latest = details.latestVersion?.version;
  if (wanted === undefined && latest !== undefined) return latest;
  const versions = known ?? (await api.versions(skill));
  const version = wanted === undefined ? newestFirst(versions)[0] : chooseVersion(wanted, versions);
  if (version !== undefined) return version;
  throw new AiosError(
    `The skill ${skill.slug} on ClawHub has no version ${wanted === undefined ? 'at all' : JSON.stringify(wanted)}.`,
    {
      code: 'source_not_found',
      remedy:
        versions.length === 0
          ? 'Ask who publishes it.'
          : `Name one that there is, e.g. ${newestFirst(versions).slice(0, 5).join(', ')}.`,
    },
  );
}

function tellModeration(
  { moderation }: SkillDetails,
  { slug }: ClawhubText,
  onProgress: (message: string) => void,
): void {
  if (moderation?.isMalwareBlocked)
    throw new AiosError(`ClawHub has blocked the skill ${slug} as malware.`, {
      code: 'source_refused',
      remedy: 'Choose another skill.',
    });
  if (moderation?.isSuspicious)
    onProgress(`ClawHub holds ${slug} for suspicious${moderation.summary ? `: ${moderation.summary}` : ''}`);
}

function gone(shown: string): AiosError {
  return new AiosError(`${shown} is no longer on ClawHub.`, {
    code: 'source_changed',
    remedy: 'Update to a version that is there now.',
  });
}
