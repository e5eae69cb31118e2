import { flushCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { aiosHome } from '../aios-home.ts';
import { version } from '../version.ts';
import { createServer } from './server.ts';
import { SkillShelf } from './skill-shelf.ts';

/** Clients kill their servers rather than let them end, so the compiled code is kept well before that. */
const keepCompiledCodeAfterMs = 2000;

/** What `aios-mcp` does: serve the installed skills over stdio until stdin closes. stdout belongs to the protocol. */
const shelf = new SkillShelf(aiosHome(process.env.AIOS_HOME ?? join(homedir(), '.aios')));
serveStdio(() => createServer(shelf, version), {
  onerror: (error) => process.stderr.write(`aios-mcp: ${error.message}\n`),
});
setTimeout(flushCompileCache, keepCompiledCodeAfterMs).unref();
