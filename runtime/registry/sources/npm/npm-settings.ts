import Config from '@npmcli/config';
import definitions from '@npmcli/config/lib/definitions/index.js';
import { AiosError } from '../../../errors.ts';
import type { NetworkPolicy } from '../../../net/network-policy.ts';
import { allowNamedHost } from '../allow-named-host.ts';
import type { FetchContext } from '../source.ts';

export interface NpmSettings {
  /** Options as npm's libraries take them: registries by scope, tokens, proxy, certificates. Never to be shown. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The registry that a package is fetched from. */
  readonly registry: URL;
  /** Whether somebody named it; else it is the one that npm comes with. */
  readonly isChosen: boolean;
  /** The person's settings, and the registry where the person named it. */
  readonly network: NetworkPolicy;
  /** Whether a proxy connects in our place. */
  readonly hasProxy: boolean;
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
export async function readNpmSettings(
  name: string,
  { environment, workingFolder, network }: FetchContext,
): Promise<NpmSettings> {
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
  const { flat } = config;
  const scopeKey = `${name.split('/')[0]}:registry`;
  const key = name.startsWith('@') && flat[scopeKey] !== undefined ? scopeKey : 'registry';
  const registry = registryAddress(flat[key]);
  const level = config.find(key);
  const isNamedByPerson = level === 'user' || level === 'global' || level === 'env';
  return {
    options: flat,
    registry,
    isChosen: level !== 'default',
    network: isNamedByPerson ? allowNamedHost(network, registry) : network,
    hasProxy: [flat.proxy, flat.httpsProxy].some((proxy) => typeof proxy === 'string' && proxy !== ''),
  };
}

function registryAddress(value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new AiosError('The registry that npm is set to is no http or https address.', {
    code: 'source_refused',
    remedy: 'Look at it with "npm config get registry" and set it right.',
  });
}
