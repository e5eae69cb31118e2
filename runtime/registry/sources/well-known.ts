import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AiosError } from '../../errors.ts';
import { privateFolderMode } from '../../files/atomic-write.ts';
import { mapAtOnce } from '../../files/map-at-once.ts';
import { refusedAddress } from '../../net/request-errors.ts';
import { nearest } from '../../skill/nearest.ts';
import type { FetchContext, Fetched, Offer, Resolved, Source } from './source.ts';
import { matchesWellKnown } from './source-patterns.ts';
import { downloadSkill } from './well-known/download-skill.ts';
import { type FoundIndex, findIndex } from './well-known/find-index.ts';
import type { PublishedSkill } from './well-known/parse-index.ts';

/** More are not fetched together; one of them can be, by its name. */
const maxSkillsTogether = 32;
const downloadsAtOnce = 4;

/**
 * Skills that a web site publishes (Agent Skills Discovery RFC): `https://example.com` for all of them,
 * `https://example.com#name` for one. Where the address has more than one part, `https://example.com/team/docs/#name`:
 * without the `/` before it, that is a repository's ref.
 */
export const wellKnownSource: Source = { kind: 'well-known', matches: matchesWellKnown, fetch, look };

async function fetch(text: string, context: FetchContext): Promise<Fetched> {
  const { site, name, source } = readText(text);
  context.onProgress(`Looking for skills at ${site.host}`);
  const index = await findIndex(site, context);
  for (const why of index.left) context.onProgress(`Left out: ${why}`);
  const chosen = chooseSkills(index, name);
  const resolved = resolvedOf(index, chosen, name);
  const expected = context.resolved?.integrity;
  if (expected !== undefined && expected !== resolved.integrity) throw changed(index.address);
  const folder = join(context.quarantine, 'skills');
  await mkdir(folder, { mode: privateFolderMode });
  await mapAtOnce(chosen, downloadsAtOnce, async (skill) => {
    context.onProgress(`Downloading ${skill.name}`);
    await downloadSkill(skill, join(folder, skill.name), context);
  });
  return {
    folder: name === undefined ? folder : join(folder, name),
    name: name ?? site.hostname,
    source,
    resolved,
  };
}

async function look(text: string, context: FetchContext): Promise<Offer> {
  const { site, name } = readText(text);
  const index = await findIndex(site, context);
  return { resolved: resolvedOf(index, chooseSkills(index, name), name), versions: [] };
}

interface SiteText {
  readonly site: URL;
  /** The one skill that is wanted. */
  readonly name: string | undefined;
  readonly source: string;
}

function readText(text: string): SiteText {
  const site = new URL(text);
  if (site.username !== '' || site.password !== '')
    throw refusedAddress(site.host, 'it carries a user name or password', 'Give the address without them.');
  // A name has no letters that an address would escape.
  const name = site.hash.slice(1) || undefined;
  site.hash = '';
  return { site, name, source: name === undefined ? site.href : `${site.href}#${name}` };
}

function chooseSkills(index: FoundIndex, name: string | undefined): readonly PublishedSkill[] {
  const { skills, address } = index;
  if (name !== undefined) {
    const found = skills.filter((skill) => skill.name === name);
    if (found.length > 0) return found;
    const names = skills.map((skill) => skill.name);
    throw new AiosError(`There is no skill ${JSON.stringify(name)} at ${address} that can be had.`, {
      code: 'source_not_found',
      remedy: `${nearest(name, names)}There are: ${names.slice(0, 20).join(', ') || 'none'}.`,
    });
  }
  if (skills.length === 0)
    throw new AiosError(`There is no skill at ${address} that can be had.`, {
      code: 'source_not_found',
      remedy: 'Ask those who run the site.',
    });
  if (skills.length > maxSkillsTogether)
    throw new AiosError(
      `There are ${skills.length} skills at ${address}; ${maxSkillsTogether} are fetched at most.`,
      {
        code: 'source_too_large',
        remedy: `Ask for one: ${index.skills
          .slice(0, 5)
          .map((skill) => `#${skill.name}`)
          .join(', ')} after the address and a "/".`,
      },
    );
  return skills;
}

/** One skill is known by the digest its site gives; several together have none. */
function resolvedOf(
  { address }: FoundIndex,
  [skill]: readonly PublishedSkill[],
  name: string | undefined,
): Resolved {
  if (name === undefined || skill === undefined || skill.kind === 'files' || skill.sha256 === undefined)
    return { address };
  return { address, integrity: `sha256-${Buffer.from(skill.sha256, 'hex').toString('base64')}` };
}

function changed(address: string): AiosError {
  return new AiosError(`The skill at ${address} is no longer what was installed from it.`, {
    code: 'source_changed',
    remedy: 'Look at what is there now, and install it anew if you want that.',
  });
}
