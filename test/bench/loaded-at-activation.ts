import { isBuiltin } from 'node:module';
import type { Metafile } from 'esbuild';

export interface LoadedModules {
  /** The entry and every chunk it imports statically, as the build names them. */
  readonly files: readonly string[];
  /** Of these files together. */
  readonly bytes: number;
  /** The npm packages in them, by name; of Node's own modules only `node:sqlite`. */
  readonly packages: readonly string[];
}

/**
 * Follows the static imports of a bundle. What is behind a dynamic `import()` is not loaded with it.
 *
 * @param metafile as esbuild writes it
 * @param entry an output in it, e.g. `dist/extension/main.js`
 * @throws Error when the build has no such output
 */
export function loadedWith(metafile: Metafile, entry: string): LoadedModules {
  const files = new Set([entry]);
  const packages = new Set<string>();
  let bytes = 0;
  // A set hands out what is added while it is walked.
  for (const file of files) {
    const output = metafile.outputs[file];
    if (output === undefined) throw new Error(`The build has no ${file}.`);
    bytes += output.bytes;
    for (const input of Object.keys(output.inputs)) {
      const name = packageOf(input);
      if (name !== undefined) packages.add(name);
    }
    for (const { path, kind, external } of output.imports) {
      if (kind === 'dynamic-import') continue;
      if (!external) files.add(path);
      else if (path === 'node:sqlite' || !isGiven(path)) packages.add(path);
    }
  }
  return { files: [...files], bytes, packages: [...packages].sort() };
}

/** The packages that activation may not load: each takes longer to load than everything else together. */
export function heavyAmong(packages: readonly string[]): readonly string[] {
  return packages.filter((name) => /^ajv|^yaml$|^@modelcontextprotocol\/|sqlite/u.test(name));
}

function packageOf(input: string): string | undefined {
  const [, path] = /.*node_modules\/(.+)/u.exec(input) ?? [];
  if (path === undefined) return undefined;
  const [first = '', second = ''] = path.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Whether Node or the editor has it already. */
function isGiven(path: string): boolean {
  return path === 'vscode' || isBuiltin(path);
}
