/**
 * A process that changes one registry in every way, again and again, for the tests: `node registry-hammer.ts HOME
 * SEED FOLDER…`. Prints the codes of the errors it met, one to a line.
 */
import { AiosError } from '../../runtime/errors.ts';
import { installOne } from './install-one.ts';
import { openInstaller, openRegistry } from './registry-home.ts';

const [home = '', seed = '1', ...folders] = process.argv.slice(2);
const registry = openRegistry(home);
const installer = openInstaller(home, registry);
const ids = ['alpha', 'beta', 'gamma'];
let state = Number(seed);

/** The same numbers in every run with the same seed (Park and Miller's generator). */
function next(below: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

const works: readonly (() => Promise<unknown>)[] = [
  () => installOne(installer, folders[next(folders.length)] ?? ''),
  () => installOne(installer, folders[next(folders.length)] ?? ''),
  () => registry.remove(ids[next(ids.length)] ?? ''),
  () => registry.rollBack(ids[next(ids.length)] ?? ''),
  () => registry.pin(ids[next(ids.length)] ?? '', next(2) === 0),
  () => registry.enable(ids[next(ids.length)] ?? '', next(2) === 0, ['cursor']),
  () => registry.list(),
];
for (let round = 0; round < 25; round += 1) {
  try {
    await works[next(works.length)]?.();
  } catch (error) {
    if (!AiosError.is(error)) throw error;
    console.log(error.code);
  }
}
