/**
 * Keeps a Linux command it is loaded into from seeing which programs run, as where /proc is not mounted. A preload:
 *
 *     node --import ./test/support/hide-processes.ts dist/cli/aios.js sync
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readdir } = fs.promises;

const hiding = (path: string, ...words: []): Promise<string[]> =>
  path === '/proc' ? Promise.reject(new Error('ENOENT: /proc')) : readdir(path, ...words);
Object.assign(fs.promises, { readdir: hiding });
syncBuiltinESMExports();
