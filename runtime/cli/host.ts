import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment, Log, Ports } from '../ports.ts';
import { forTerminal } from './for-terminal.ts';
import type { CommandOptions } from './options.ts';

/** Names hosts on private networks that may be reached, separated by commas. */
const allowedHostsVariable = 'AIOS_ALLOW_PRIVATE_HOSTS';

/**
 * The ports as a terminal gives them.
 * @param distribution the folder that the product's bundles stand in, absolute
 */
export function terminalPorts(
  { home, verbose, allowHost }: Pick<CommandOptions, 'home' | 'verbose' | 'allowHost'>,
  distribution: string,
): Ports {
  const hosts = [...allowHost, ...(process.env[allowedHostsVariable] ?? '').split(',')];
  return {
    host: 'terminal',
    environment: processEnvironment(home),
    javascript: { kind: process.versions.electron ? 'electron' : 'node', path: process.execPath },
    log: stderrLog(verbose),
    clock: { now: () => new Date() },
    allowedPrivateHosts: () => hosts.map((host) => host.trim()).filter((host) => host !== ''),
    serverBundle: join(distribution, 'aios-mcp.cjs'),
  };
}

function processEnvironment(home: string | undefined): Environment {
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  const personHome = homedir();
  const chosen = home ?? process.env.AIOS_HOME;
  return {
    platform,
    home: personHome,
    aiosHome: chosen ? resolve(chosen) : join(personHome, '.aios'),
    variables: process.env,
  };
}

/** stdout is for results, so everything said on the way goes to stderr. */
function stderrLog(verbose: boolean): Log {
  const say = (level: string, message: string): void =>
    void process.stderr.write(`${forTerminal(`aios: ${level}${message}`)}\n`);
  const quiet = (): void => undefined;
  return {
    debug: verbose ? (message) => say('', message) : quiet,
    info: verbose ? (message) => say('', message) : quiet,
    // What a command could not do is in its result; the log would say it twice.
    warn: verbose ? (message) => say('warning: ', message) : quiet,
    error: (message) => say('error: ', message),
  };
}
