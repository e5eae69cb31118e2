import { readdir, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { AiosError } from '../errors.ts';
import type { Environment } from '../ports.ts';
import type { ClientDefinition, PathTemplate } from './client-definition.ts';
import { clientMatrix } from './matrix.ts';

/** A client as it stands on this machine. */
export interface LocatedClient {
  readonly definition: ClientDefinition;
  readonly detected: boolean;
  /** Where its MCP servers are configured; the file need not exist yet. */
  readonly configPath: string;
  /** Other config files that exist too, e.g. one that a repackaged client no longer reads. */
  readonly otherConfigPaths: readonly string[];
  /** The folders it reads agent skills from. */
  readonly skillRoots: readonly string[];
  readonly ownSkillRoot: string | undefined;
}

/** @returns every client of the matrix, found or not, in the matrix's order */
export async function locateClients(environment: Environment): Promise<LocatedClient[]> {
  return Promise.all(clientMatrix.map((definition) => locateClient(definition, environment)));
}

/**
 * Checks the client ids a person gave; `_` counts as `-`.
 * @returns the ids as the matrix spells them
 * @throws AiosError `client_unknown`
 */
export function checkClientIds(ids: readonly string[]): string[] {
  const known = clientMatrix.map(({ id }) => id);
  return ids.map((given) => {
    const id = given.replaceAll('_', '-').toLowerCase();
    if (known.includes(id)) return id;
    throw new AiosError(`There is no client "${given}".`, {
      code: 'client_unknown',
      remedy: `Use one of ${known.join(', ')}.`,
    });
  });
}

async function locateClient(definition: ClientDefinition, environment: Environment): Promise<LocatedClient> {
  const { platform } = environment;
  const expand = (templates: readonly PathTemplate[]): Promise<string[][]> =>
    Promise.all(templates.map((template) => expandTemplate(template, environment)));
  const signs = (await expand(definition.detectedBy.value[platform])).flat();
  const found = await Promise.all(signs.map(exists));
  const candidates = (await expand(definition.configFiles.value[platform])).flat();
  const configPath = await chooseConfig(candidates, definition, environment);
  const others: string[] = [];
  for (const path of candidates) if (path !== configPath && (await exists(path))) others.push(path);
  const skillRoots = (await expand(definition.skillRoots.value)).flat();
  const own = definition.ownSkillRoot && (await expandTemplate(definition.ownSkillRoot, environment))[0];
  return {
    definition,
    detected: found.some(Boolean),
    configPath,
    otherConfigPaths: others,
    skillRoots,
    ownSkillRoot: own,
  };
}

async function chooseConfig(
  candidates: string[],
  definition: ClientDefinition,
  environment: Environment,
): Promise<string> {
  const { dirname } = pathOf(environment);
  for (const path of candidates) if (await exists(dirname(path))) return path;
  const [first] = candidates;
  if (first !== undefined) return first;
  throw new AiosError(`No config file is known for ${definition.name} on ${environment.platform}.`, {
    code: 'client_layout_unknown',
    remedy: `Leave this client out, or open the client once so that it makes its folders.`,
  });
}

/**
 * @returns the paths a template stands for: one, or with a `*` those that exist (none when none does)
 */
export async function expandTemplate(template: PathTemplate, environment: Environment): Promise<string[]> {
  const { join } = pathOf(environment);
  const [, name = '', rest = ''] = /^\{(\w+)\}(.*)$/su.exec(template) ?? [];
  const base = namedFolder(name, environment);
  if (base === undefined) throw new Error(`The path ${template} does not begin with a known folder.`);
  // Only the template's own `*` is one: a person's folder may have it in its name.
  const parts = rest.split('/');
  const star = parts.findIndex((part) => part.includes('*'));
  if (star === -1) return [join(base, ...parts)];
  const parent = join(base, ...parts.slice(0, star));
  const [before = '', after = ''] = (parts[star] ?? '').split('*');
  const names = await readdir(parent).catch(() => [] as string[]);
  return names
    .filter((found) => found.startsWith(before) && found.endsWith(after))
    .sort()
    .map((found) => join(parent, found, ...parts.slice(star + 1)));
}

function namedFolder(name: string, environment: Environment): string | undefined {
  const { home, variables } = environment;
  const { isAbsolute, join } = pathOf(environment);
  // A relative one would name another folder wherever AI OS is started; the XDG specification has it ignored.
  const given = (variable: string): string | undefined => {
    const value = variables[variable];
    return value !== undefined && isAbsolute(value) ? value : undefined;
  };
  const claudeFolder = given('CLAUDE_CONFIG_DIR');
  const folders: Readonly<Record<string, string>> = {
    home,
    config: given('XDG_CONFIG_HOME') ?? join(home, '.config'),
    appData: given('APPDATA') ?? join(home, 'AppData', 'Roaming'),
    localAppData: given('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'),
    claudeConfig: claudeFolder ?? join(home, '.claude'),
    claudeJson: join(claudeFolder ?? home, '.claude.json'),
  };
  return folders[name];
}

/** Paths are spelled as the environment's platform does, so that the whole matrix can be tested anywhere. */
function pathOf(environment: Environment): typeof posix {
  return environment.platform === 'win32' ? win32 : posix;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
