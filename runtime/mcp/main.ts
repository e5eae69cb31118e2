import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { aiosHome } from '../aios-home.ts';
import { AiosError, messageOf } from '../errors.ts';
import { version } from '../version.ts';
import { GuestWatch } from './guest.ts';
import { HeartbeatFile } from './heartbeat.ts';
import { SkillShelf } from './skill-shelf.ts';
import { StdioFront } from './stdio/front.ts';
import { KeptLists } from './stdio/kept-lists.ts';
import type { ClientInfo } from './stdio/quick-answers.ts';

/** After the lists, which a client asks for at once, were answered. */
const heartbeatAfterMs = 150;

/** Clients kill their servers rather than let them end, so the compiled code is kept well before that. */
const keepCompiledCodeAfterMs = 2000;

const usage = 'Usage: aios-mcp [--http 127.0.0.1:PORT]\n';
const home = aiosHome(process.env.AIOS_HOME ?? join(homedir(), '.aios'));

/** What `aios-mcp` does: serve the installed skills until its client is gone. stdout belongs to the protocol. */
function serveStdio(): void {
  const shelf = new SkillShelf(home);
  const heartbeat = new HeartbeatFile(home.heartbeats, 'stdio');
  const end = (): void => {
    heartbeat.end();
    process.exit(0);
  };
  const front = new StdioFront({
    shelf,
    kept: new KeptLists(join(home.root, 'state', 'lists'), home.registryIndex),
    input: process.stdin,
    output: process.stdout,
    loadRest: async (wire, opening) => {
      staySmall();
      return (await import('./rest.ts')).serveRest(home, wire, opening);
    },
    onClient: (client: ClientInfo | undefined) => {
      // A home that was removed is not to come back.
      setTimeout(() => existsSync(home.root) && heartbeat.begin(client), heartbeatAfterMs).unref();
    },
    onClose: end,
    onReport: (text) => process.stderr.write(`aios-mcp: ${text}\n`),
  });
  front.start();
  const watch = new GuestWatch(home.registryIndex, {
    onSwitched: () => front.listChanged(),
    onOrphaned: end,
  });
  process.once('exit', () => watch.dispose());
  setTimeout(flushCompileCache, keepCompiledCodeAfterMs).unref();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end);
}

/**
 * V8 lets the part of the heap for new objects grow with the load, and answers of some ten kilobytes then leave 250 MB
 * behind in a process that idles most of the day. Kept at its first size it takes half, and calls take no longer.
 */
function staySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

async function serveHttp(address: string): Promise<void> {
  try {
    staySmall();
    const http = await import('./rest.ts');
    await http.serveHttp(home, address);
  } catch (error) {
    process.stderr.write(`aios-mcp: ${messageOf(error)}${AiosError.is(error) ? ` ${error.remedy}` : ''}\n`);
    process.exitCode = 1;
  }
}

const [option, address, ...more] = process.argv.slice(2);
if (option === undefined) serveStdio();
else if (option === '--version') process.stderr.write(`aios-mcp ${version}\n`);
else if (option === '--http' && address !== undefined && more.length === 0) void serveHttp(address);
else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
