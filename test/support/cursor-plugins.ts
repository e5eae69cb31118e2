import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CursorPluginsApi } from '../../extension/host/cursor-plugins.ts';

/** What stands in for the `vscode` module of Cursor, as far as folders of plugins go. */
export interface CursorWithPlugins {
  readonly vscode: { readonly cursor: { readonly plugins: CursorPluginsApi } };
  /** Each call, as `register` and `unregister` with the folder. */
  readonly calls: string[];
  /** The skills that Cursor finds in the folders it knows now, as it would read them when told of them. */
  skills(): Promise<string[]>;
}

/**
 * Cursor's API for folders of plugins, as cursor.com/docs/extension-api describes it: both functions answer nothing, and
 * a plugin's skills are found in its `skills`.
 *
 * @param refuses throws what Cursor would, given the call
 */
export function makeCursorWithPlugins(refuses: (call: string) => void = () => undefined): CursorWithPlugins {
  const folders = new Set<string>();
  const calls: string[] = [];
  const note = (call: string): void => {
    calls.push(call);
    refuses(call);
  };
  const plugins: CursorPluginsApi = {
    registerPath: (path) => {
      note(`register ${path}`);
      folders.add(path);
    },
    unregisterPath: (path) => {
      note(`unregister ${path}`);
      folders.delete(path);
    },
  };
  const skills = async (): Promise<string[]> => {
    const found = await Promise.all([...folders].map(skillsIn));
    return found.flat().sort();
  };
  return { vscode: { cursor: { plugins } }, calls, skills };
}

async function skillsIn(folder: string): Promise<string[]> {
  const { name } = JSON.parse(await readFile(join(folder, '.cursor-plugin', 'plugin.json'), 'utf8')) as {
    readonly name?: unknown;
  };
  if (typeof name !== 'string' || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/u.test(name)) return [];
  const folders = await readdir(join(folder, 'skills')).catch(() => []);
  return folders.filter((skill) => existsSync(join(folder, 'skills', skill, 'SKILL.md')));
}
