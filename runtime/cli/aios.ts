#!/usr/bin/env node
/** What `aios` starts: has Node.js keep compiled code where it can, then runs the command line. */
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

// Since Node 22.1; that an older one is too old is for main.ts to say.
module.enableCompileCache?.();
void run();

/** Nothing is awaited outside: as CommonJS, which loads faster, it could not be. */
async function run(): Promise<void> {
  const { runCommandLine } = await import('./main.ts');
  // This file is bundled as dist/cli/aios.js.
  const distribution = fileURLToPath(new URL('..', import.meta.url));
  process.exitCode = await runCommandLine(process.argv.slice(2), distribution);
}
