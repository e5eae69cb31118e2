import { existsSync } from 'node:fs';
import { namesIn } from '../files/names-in.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import { statQuietly } from '../files/stat-quietly.ts';
import type { Environment } from '../ports.ts';
import { baseFolder, pathOf } from './base-folders.ts';
import type { ClientDefinition, ConfigPlaces, PathTemplate } from './client-definition.ts';
import { loadConfigFormat } from './formats/config-formats.ts';
import { clientMatrix } from './matrix.ts';
import { sameFolders } from './same-folders.ts';

/** Why a client's config cannot be told for certain; it is left alone until a person says which. */
export interface LayoutProblem {
  readonly code: 'client_layout_ambiguous';
  readonly message: string;
  readonly remedy: string;
  /** What might be it. */
  readonly paths: readonly string[];
}

/** A client as it stands on this machine. */
export interface LocatedClient {
  readonly definition: ClientDefinition;
  readonly detected: boolean;
  /** Where its MCP servers are configured; the file need not exist yet. */
  readonly configPath: string;
  /** The same for each of its installations, `configPath` first. */
  readonly configPaths: readonly string[];
  /** Set when `configPath` is one of several that it might be. */
  readonly problem: LayoutProblem | undefined;
  /** Other config files that exist too, e.g. one that a repackaged client no longer reads. */
  readonly otherConfigPaths: readonly string[];
  /** Files of an earlier version that hold servers while the current one's is missing: the client takes them over. */
  readonly earlierConfigPaths: readonly string[];
  /** The folders it reads agent skills from, the one that wins first. One that links make the same is spelled once. */
  readonly skillRoots: readonly string[];
  /** Those of them that we may write to, the best first. */
  readonly writableSkillRoots: readonly string[];
  /** That of them which its editor reads because our extension told it to. */
  readonly apiSkillRoot?: string | undefined;
}

/** @returns every client of the matrix, found or not, in the matrix's order */
export async function locateClients(environment: Environment): Promise<LocatedClient[]> {
  const clients = await Promise.all(clientMatrix.map((definition) => locateClient(definition, environment)));
  const same = sameFolders(clients.flatMap(({ skillRoots }) => skillRoots));
  const joined = (roots: readonly string[]): string[] => [
    ...new Set(roots.map((root) => same.get(root) ?? root)),
  ];
  return clients.map((client) => ({
    ...client,
    skillRoots: joined(client.skillRoots),
    writableSkillRoots: joined(client.writableSkillRoots),
    apiSkillRoot: joined(apiRootsOf(client))[0],
  }));
}

async function locateClient(definition: ClientDefinition, environment: Environment): Promise<LocatedClient> {
  const { platform } = environment;
  const { detectedBy, configFiles, earlierConfigFiles, skillRoots, writableSkillRoots } = definition;
  const signs = expandAll(detectedBy.value[platform], environment);
  const found = signs.map((sign) => existsSync(sign));
  const installations = configFiles.value[platform].map((places) => findConfig(places, environment));
  const present = installations.filter(({ isPresent }) => isPresent);
  const [first, ...more] = present.length > 0 ? present : installations.slice(0, 1);
  if (first === undefined) throw new Error(`The matrix has no config file of ${definition.id}.`);
  const configPaths = [first, ...more].map(({ path }) => path);
  const isCurrent = existsSync(first.path);
  const earlier = expandAll(earlierConfigFiles?.value[platform] ?? [], environment);
  const apiSkillRoot = findApiSkillRoot(definition, environment);
  const apiRoots = apiRootsOf({ apiSkillRoot });
  return {
    definition,
    detected: found.some(Boolean),
    configPath: first.path,
    configPaths,
    problem: first.rivals.length > 1 ? ambiguous(definition, first.rivals) : undefined,
    otherConfigPaths: [first, ...more].flatMap(({ others }) => others),
    earlierConfigPaths: isCurrent ? [] : await withServers(earlier, definition),
    skillRoots: [...apiRoots, ...expandAll(skillRoots.value, environment)],
    writableSkillRoots: [...apiRoots, ...expandAll(writableSkillRoots, environment)],
    apiSkillRoot,
  };
}

/** Undefined where the editor has no such API, and where nothing says that it took the folder. */
function findApiSkillRoot({ apiSkillRoot }: ClientDefinition, environment: Environment): string | undefined {
  if (apiSkillRoot === undefined) return undefined;
  const { root, sign } = apiSkillRoot.value;
  const isTold = expandTemplate(sign, environment).some(isRecentSign);
  return isTold ? expandTemplate(root, environment)[0] : undefined;
}

/** In milliseconds. Our extension may have been removed or switched off: then it no longer tells the editor. */
export const signCountsForMs = 14 * 24 * 60 * 60_000;

/**
 * @param sign the file that says that an editor was told of a folder of ours
 * @returns whether it is there and was written or touched lately, which our extension does for as long as it runs there
 */
export function isRecentSign(sign: string): boolean {
  const about = statQuietly(sign);
  return about !== undefined && Date.now() - about.mtimeMs < signCountsForMs;
}

function apiRootsOf({ apiSkillRoot }: Pick<LocatedClient, 'apiSkillRoot'>): string[] {
  return apiSkillRoot === undefined ? [] : [apiSkillRoot];
}

/** The config of one installation. */
interface FoundConfig {
  readonly path: string;
  /** Whether its folder is there. */
  readonly isPresent: boolean;
  /** More than one when a `*` stands for several that are there; `path` is the first. */
  readonly rivals: readonly string[];
  readonly others: readonly string[];
}

function findConfig(places: ConfigPlaces, environment: Environment): FoundConfig {
  const { dirname } = pathOf(environment);
  const groups = places.map((place) => {
    const paths = expandTemplate(place, environment);
    return { paths, present: existing(paths, dirname) };
  });
  const candidates = groups.flatMap(({ paths }) => paths);
  const group = groups.find(({ present }) => present.length > 0);
  const rivals = group?.present ?? [];
  const [chosen = candidates[0] ?? ''] = rivals;
  const beside = candidates.filter((path) => dirname(path) === dirname(chosen));
  const path = existing(beside)[0] ?? chosen;
  const others = candidates.filter((candidate) => candidate !== path && !rivals.includes(candidate));
  return { path, isPresent: rivals.length > 0, rivals, others: existing(others) };
}

function ambiguous({ name }: ClientDefinition, paths: readonly string[]): LayoutProblem {
  return {
    code: 'client_layout_ambiguous',
    message: `${name} is installed more than once, and AI OS cannot tell which config it reads: ${paths.join(', ')}.`,
    remedy: `Remove the installation of ${name} that you do not use, then run \`aios sync\` again.`,
    paths,
  };
}

/** @returns those of the files that hold servers; one that cannot be read holds none that we know of */
async function withServers(files: readonly string[], definition: ClientDefinition): Promise<string[]> {
  const { format, serversKey } = definition;
  const holding = await Promise.all(
    files.map(async (file) => {
      try {
        const bytes = await readIfPresent(file, maxConfigBytes);
        if (bytes === undefined) return false;
        return (await loadConfigFormat(format.value)).readKeys(file, bytes, serversKey.value).length > 0;
      } catch {
        return false;
      }
    }),
  );
  return files.filter((_file, index) => holding[index]);
}

function expandAll(templates: readonly PathTemplate[], environment: Environment): string[] {
  return templates.flatMap((template) => expandTemplate(template, environment));
}

/**
 * @returns the paths a template stands for: one, or with a `*` those that exist (none when none does)
 */
export function expandTemplate(template: PathTemplate, environment: Environment): string[] {
  const { join } = pathOf(environment);
  const [, name = '', rest = ''] = /^\{(\w+)\}(.*)$/su.exec(template) ?? [];
  const base = baseFolder(name, environment);
  if (base === undefined) throw new Error(`The path ${template} does not begin with a known folder.`);
  // Only the template's own `*` is one: a person's folder may have it in its name.
  const parts = rest.split('/');
  const star = parts.findIndex((part) => part.includes('*'));
  if (star === -1) return [join(base, ...parts)];
  const parent = join(base, ...parts.slice(0, star));
  const [before = '', after = ''] = (parts[star] ?? '').split('*');
  return namesIn(parent)
    .filter((found) => found.startsWith(before) && found.endsWith(after))
    .sort()
    .map((found) => join(parent, found, ...parts.slice(star + 1)));
}

/** @returns those of the paths of which something exists: they themselves, or what `sign` makes of them */
function existing(paths: readonly string[], sign: (path: string) => string = (path) => path): string[] {
  return paths.filter((path) => existsSync(sign(path)));
}
