import Config from '@npmcli/config';
import definitions from '@npmcli/config/lib/definitions/index.js';
import { AiosError } from '../../../errors.ts';
import type { NetworkPolicy } from '../../../net/network-policy.ts';
import type { ProxySettings } from '../../../net/proxy-settings.ts';
import { allowNamedHost } from '../allow-named-host.ts';
import type { FetchContext } from '../source.ts';

export interface NpmSettings {
  /** The setting that names the registry: `registry`, or `@scope:registry`. */
  readonly key: string;
  /** Options as npm's libraries take them: registries by scope, tokens, proxy, certificates. Never to be shown. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The registry that a package is fetched from. */
  readonly registry: URL;
  /** Whether somebody named it; else it is the one that npm comes with. */
  readonly isChosen: boolean;
  /** The person's settings, the registry where the person named it, and the proxies as npm is set to them. */
  readonly network: NetworkPolicy;
}

/**
 * Reads npm's settings as npm does: the person's `.npmrc`, the machine's, the project's in the working folder, and
 * `npm_config_…` of the environment.
 *
 * A registry that the person named in a file of theirs or in their environment may be on a private network: that it may
 * be reached is what they have said there. One that only a project names counts for nothing, since the project may be
 * anybody's.
 *
 * @param name the package, whose scope may have a registry of its own
 * @throws AiosError `source_refused` when a registry is no http(s) address
 */
export async function readNpmSettings(name: string, context: FetchContext): Promise<NpmSettings> {
  const config = await loadConfig(context);
  return settingsFor(keyFor(name, config.flat), config, context);
}

/** A registry that npm is set to, and what it is set to it for. */
export interface ConfiguredRegistry {
  readonly settings: NpmSettings;
  /** The scopes that it is set for, with their `@`. */
  readonly scopes: readonly string[];
  /** Whether it is the one for all that has no registry of its own. */
  readonly isDefault: boolean;
  /** Whether npm would fetch a package of that name from it. */
  gives(name: string): boolean;
}

/**
 * Every registry that somebody has set npm to, each once: the default one first, then those of scopes. The default that
 * npm comes with is not among them.
 *
 * @param onFailure told of each that is no http(s) address (`source_refused`)
 */
export async function readNpmRegistries(
  context: FetchContext,
  onFailure: (error: AiosError) => void,
): Promise<ConfiguredRegistry[]> {
  const config = await loadConfig(context);
  const { flat } = config;
  const scopeKeys = Object.keys(flat).filter((key) => /^@[^/:]+:registry$/u.test(key));
  const all = ['registry', ...scopeKeys.sort()].flatMap((key) => {
    try {
      return [settingsFor(key, config, context)];
    } catch (error) {
      if (!AiosError.is(error)) throw error;
      onFailure(error);
      return [];
    }
  });
  const registryFor = (name: string): URL | undefined =>
    all.find(({ key }) => key === keyFor(name, flat))?.registry;
  return [...Map.groupBy(all, ({ registry }) => addressOf(registry))].flatMap(([address, same]) => {
    const chosen = same.filter(({ isChosen }) => isChosen);
    const [settings] = chosen;
    if (settings === undefined) return [];
    return [
      {
        settings,
        scopes: chosen.flatMap(({ key }) => (key === 'registry' ? [] : [key.slice(0, key.indexOf(':'))])),
        isDefault: chosen.some(({ key }) => key === 'registry'),
        gives: (name: string) => addressOf(registryFor(name)) === address,
      },
    ];
  });
}

/** The same with a slash at its end and without. */
function addressOf(registry: URL | undefined): string | undefined {
  return registry?.href.replace(/\/+$/u, '');
}

async function loadConfig({ environment, workingFolder }: FetchContext): Promise<Config> {
  const config = new Config({
    ...definitions,
    // There is no npm beside us whose own settings count.
    npmPath: workingFolder,
    // A copy: it is written to.
    env: { ...environment.variables, HOME: environment.home },
    argv: [],
    platform: environment.platform,
    execPath: process.execPath,
    cwd: workingFolder,
  });
  await config.load();
  return config;
}

/** @returns the setting that names the registry of a package */
function keyFor(name: string, flat: Config['flat']): string {
  const scopeKey = `${name.split('/')[0]}:registry`;
  return name.startsWith('@') && flat[scopeKey] !== undefined ? scopeKey : 'registry';
}

function settingsFor(key: string, config: Config, { network }: FetchContext): NpmSettings {
  const { flat } = config;
  const registry = registryAddress(flat[key]);
  const level = config.find(key);
  const isNamedByPerson = level === 'user' || level === 'global' || level === 'env';
  return {
    key,
    options: flat,
    registry,
    isChosen: level !== 'default',
    network: {
      ...(isNamedByPerson ? allowNamedHost(network, registry) : network),
      proxies: proxiesOf(flat, network.proxies),
    },
  };
}

/** Npm's own settings, which count for both protocols, before those of the environment. `proxy=false` is none. */
function proxiesOf(
  { proxy, httpsProxy, noProxy }: Readonly<Record<string, unknown>>,
  others: ProxySettings | undefined,
): ProxySettings {
  const [own] = [httpsProxy, proxy].filter((value) => typeof value === 'string' && value !== '');
  const except = typeof noProxy === 'string' && noProxy !== '' ? noProxy.split(/[\s,]+/u) : others?.except;
  const named = (other: string | undefined): string | undefined =>
    typeof own === 'string' ? own : proxy === false ? undefined : other;
  return { http: named(others?.http), https: named(others?.https), except: except ?? [] };
}

function registryAddress(value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new AiosError('The registry that npm is set to is no http or https address.', {
    code: 'source_refused',
    remedy: 'Look at it with "npm config get registry" and set it right.',
  });
}
