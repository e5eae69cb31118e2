import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment, Log, Ports } from '../ports.ts';
import { forTerminal } from './for-terminal.ts';

/** The ports as a terminal gives them. `home` is what `--home` said. */
export function terminalPorts(home: string | undefined, verbose: boolean): Ports {
  return {
    environment: processEnvironment(home),
    javascript: { kind: process.versions.electron ? 'electron' : 'node', path: process.execPath },
    log: stderrLog(verbose),
    clock: { now: () => new Date() },
    // Beside the bundle of this command: dist/cli/… and dist/aios-mcp.cjs.
    serverBundle: join(dirname(fileURLToPath(import.meta.url)), '..', 'aios-mcp.cjs'),
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
