import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type BuildOptions, build, type Metafile, transform } from 'esbuild';
import { joinChunks } from './join-chunks.ts';

/** A face of the product that is built as modules with shared, lazily loaded chunks. */
export interface Face {
  /** Its folder in `dist`. */
  readonly folder: string;
  /** What its first file is called. */
  readonly name: string;
  readonly entry: string;
  /**
   * What its files are in the end. Node.js loads thirty CommonJS files in half the time of as many ES modules, which
   * a short command notices; an editor loads its extension once.
   */
  readonly format: 'esm' | 'commonjs';
  /** Of CommonJS: sources that most starts load. With all they need they become one file. */
  readonly joined?: readonly string[];
}

interface Build {
  /** What every build has in common. */
  readonly common: BuildOptions;
  /** The checkout, absolute. */
  readonly root: string;
  readonly dist: string;
}

/** What CommonJS packages expect of the module they are in, given to them where they are bundled into ES modules. */
const commonJsShim = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __bundleFolder = import.meta.dirname;',
  'const __bundleFile = import.meta.filename;',
].join(' ');

/**
 * Builds a face and the thread that scans for it. Each face has its own chunks: shared ones would be cut smaller, and
 * every file more takes time to load.
 */
export async function buildModules({ common, root, dist }: Build, face: Face): Promise<void> {
  const isModule = face.format === 'esm';
  const { outputFiles, metafile } = await build({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: { [face.name]: face.entry, 'scan-worker': 'runtime/skill/scan/scan-worker.ts' },
    outdir: join(dist, face.folder),
    chunkNames: 'chunks/[name]-[hash]',
    external: ['vscode'],
    ...(isModule && {
      banner: { js: commonJsShim },
      define: { __dirname: '__bundleFolder', __filename: '__bundleFile' },
    }),
    metafile: true,
    write: false,
  });
  const built = new Map<string, string>();
  for (const { path, text } of outputFiles)
    built.set(path, isModule ? withoutIdleShim(text) : await asCommonJs(text));
  for (const [path, code] of built) {
    const output = metafile.outputs[relative(root, path).split(sep).join('/')];
    if (output !== undefined) output.bytes = Buffer.byteLength(code);
  }
  const together = new Set(loadedWith(metafile, face.joined ?? []).map((name) => join(root, name)));
  for (const [path, code] of joinChunks(built, together)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code, { mode: code.startsWith('#!') ? 0o755 : 0o644 });
  }
  if (!isModule) await writeFile(join(dist, face.folder, 'package.json'), '{ "type": "commonjs" }\n');
  await writeFile(join(dist, `meta-${face.folder}.json`), JSON.stringify(metafile));
}

/** @returns the built files that hold these sources, and all that comes with them when they are loaded */
function loadedWith({ outputs }: Metafile, sources: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path, kind, external } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && !external) add(path);
  };
  for (const source of sources) {
    const [name] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
    if (name === undefined) throw new Error(`${source} is not loaded by itself anywhere.`);
    add(name);
  }
  return [...found];
}

/** Most modules need nothing of what CommonJS expects, and every start would read and run it in each of them. */
function withoutIdleShim(text: string): string {
  const code = text.replace(`${commonJsShim}\n`, '');
  return /\brequire\b|\b__bundle(?:Folder|File)\b/u.test(code) ? text : code;
}

/** esbuild splits ES modules only; what comes out is turned into CommonJS file by file. */
async function asCommonJs(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    minify: true,
    define: { 'import.meta.url': '__moduleUrl' },
    supported: { 'dynamic-import': false },
    ...(text.includes('import.meta.url') && {
      banner: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;",
    }),
  });
  return code;
}
