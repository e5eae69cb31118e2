/** A process that installs skills, for the tests of the registry: `node registry-worker.ts HOME FOLDER…`. */
import { openRegistry } from './registry-home.ts';

const [home = '', ...folders] = process.argv.slice(2);
const registry = openRegistry(home);
for (const folder of folders) await registry.installFolder(folder, { workingFolder: '/' });
