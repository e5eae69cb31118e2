/**
 * Has another process write random bytes over a file as soon as the command it is loaded into has put that there. A
 * preload:
 *
 *     AIOS_TEST_DAMAGE=FILE node --import ./test/support/damage-after-switch.ts dist/cli/aios.js sync
 */
import { spawnSync } from 'node:child_process';
import fs, { type PathLike } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';

const overwriter = fileURLToPath(new URL('./overwrite-file.ts', import.meta.url));
const { renameSync } = fs;
let file = process.env.AIOS_TEST_DAMAGE;

fs.renameSync = (from: PathLike, to: PathLike): void => {
  renameSync(from, to);
  if (file === undefined || to !== file) return;
  spawnSync(process.execPath, [overwriter, file]);
  file = undefined;
};
syncBuiltinESMExports();
