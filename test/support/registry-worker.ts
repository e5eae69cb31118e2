/** A process that installs skills, for the tests of the registry: `node registry-worker.ts HOME FOLDER…`. */
import { installOne } from './install-one.ts';
import { openInstaller } from './registry-home.ts';

const [home = '', ...folders] = process.argv.slice(2);
const installer = openInstaller(home);
for (const folder of folders) await installOne(installer, folder);
