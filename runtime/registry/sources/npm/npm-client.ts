import type { Agent } from 'node:http';
import type { Options } from 'pacote';
import { AiosError, systemErrorCode } from '../../../errors.ts';
import type { Deadline } from '../../../net/deadline.ts';
import { guardedAgent } from '../../../net/guarded-agent.ts';
import { proxyNamedFor } from '../../../net/proxy-for.ts';
import { addressWithoutSecrets } from '../../../net/request-errors.ts';
import type { FetchContext } from '../source.ts';
import { type NpmSettings, readNpmSettings } from './npm-settings.ts';
import type { NpmText } from './parse-npm-text.ts';

/** What pacote is given, and what goes with it. */
export interface NpmClient {
  readonly options: Options;
  /** The registry as it may be shown. */
  readonly shown: string;
  /** For an address that the registry names: its protocol may be another one. */
  optionsFor(address: string): Options;
  /** Turns what pacote throws into an AiosError. Its own words may hold addresses with tokens and are not used. */
  explain(error: unknown, asked: NpmText): AiosError;
}

/** Npm waits minutes before it gives up a registry that is not there. */
const retry = { retries: 1, factor: 1, minTimeout: 100, maxTimeout: 100 };

/** @throws AiosError `source_refused`, see `readNpmSettings` */
export async function openNpmClient(
  asked: NpmText,
  context: FetchContext,
  deadline: Deadline,
): Promise<NpmClient> {
  return npmClient(await readNpmSettings(asked.name, context), deadline);
}

/** A client for the registry of those settings. */
export function npmClient(settings: NpmSettings, deadline: Deadline): NpmClient {
  const packuments = new Map();
  const agents = new Map<string, Agent>();
  const agentFor = (protocol: string): Agent => {
    const agent =
      agents.get(protocol) ??
      guardedAgent(
        protocol === 'http:' ? 'http:' : 'https:',
        { network: settings.network, onRefused: (error) => deadline.end(error) },
        certificates(settings),
      );
    agents.set(protocol, agent);
    return agent;
  };
  // A proxy connects in our place, and where it may connect to is for those who run it.
  const connectingTo = (url: URL): Record<string, unknown> => {
    const proxy = proxyNamedFor(url, settings.network.proxies);
    return proxy === undefined ? { agent: agentFor(url.protocol) } : { proxy, httpsProxy: undefined };
  };
  // The types of pacote know neither agents nor signals, which it hands on (npm-registry-fetch).
  const optionsFor = (address: string): Options & Record<string, unknown> => ({
    ...settings.options,
    retry,
    ...connectingTo(new URL(address)),
    packumentCache: packuments,
    signal: deadline.signal,
    allowGit: 'none',
    allowRemote: 'none',
    allowFile: 'none',
    allowDirectory: 'none',
    ignoreScripts: true,
  });
  const shown = addressWithoutSecrets(settings.registry);
  return {
    // What the registry has now counts, not what npm has kept of it.
    options: { ...optionsFor(settings.registry.href), preferOnline: true },
    shown,
    optionsFor,
    explain: (error, { name, wanted }) =>
      deadline.signal.aborted
        ? deadline.signal.reason
        : explain(error, wanted === undefined ? name : `${name}@${wanted}`, shown),
  };
}

/** The person's own certificates, which an agent of ours has to be told of. */
function certificates({ options }: NpmSettings): Record<string, unknown> {
  const { ca, cert, key, strictSSL } = options;
  return {
    ...(ca === undefined || ca === null ? {} : { ca }),
    ...(typeof cert === 'string' && typeof key === 'string' ? { cert, key } : {}),
    rejectUnauthorized: strictSSL !== false,
  };
}

function explain(error: unknown, what: string, registry: string): AiosError {
  if (AiosError.is(error)) return error;
  const system = systemErrorCode(error) ?? 'unknown';
  const says = (code: string, message: string, remedy: string): AiosError =>
    new AiosError(message, { code, remedy, cause: new Error(system) });
  if (system === 'E404' || system === 'ENOVERSIONS')
    return says(
      'source_not_found',
      `There is no package ${what} in the registry ${registry}.`,
      'Check its spelling, and that npm is set to the right registry for it (npm config get registry).',
    );
  if (system === 'ETARGET')
    return says(
      'source_not_found',
      `The package ${what} is in the registry ${registry}, but no such version.`,
      'Leave the version out, or look at which there are with "npm view".',
    );
  if (/^(?:E401|E403|ENEEDAUTH|EOTP)$/u.test(system))
    return says(
      'source_refused',
      `The registry ${registry} does not give ${what} to you (${system}).`,
      'Sign in with "npm login", then try again.',
    );
  if (system === 'EINTEGRITY')
    return says(
      'source_unreadable',
      `The registry ${registry} gave something else for ${what} than it says it has (${system}).`,
      'Try again; when it stays so, do not install it and tell those who run the registry.',
    );
  if (/^(?:E(?:CONN|NOTFOUND|AI_|HOST|NET|TIMEDOUT|PIPE)|E5\d\d|E429|ERR_SOCKET|E.*TIMEOUT)/u.test(system))
    return says(
      'source_offline',
      `The registry ${registry} could not be asked for ${what}: ${system}.`,
      'Check that this machine is online and that npm is set to the right registry, then try again.',
    );
  return says(
    'source_unreadable',
    `The registry ${registry} was asked for ${what} and failed: ${system}.`,
    'Try again; "npm view" may tell more.',
  );
}
