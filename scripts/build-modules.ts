import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type BuildOptions, build, transform } from 'esbuild';

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
  for (const { path, text } of outputFiles) {
    const code = isModule ? withoutIdleShim(text) : await asCommonJs(text);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code, { mode: code.startsWith('#!') ? 0o755 : 0o644 });
    const output = metafile.outputs[relative(root, path).split(sep).join('/')];
    if (output !== undefined) output.bytes = Buffer.byteLength(code);
  }
  if (!isModule) await writeFile(join(dist, face.folder, 'package.json'), '{ "type": "commonjs" }\n');
  await writeFile(join(dist, `meta-${face.folder}.json`), JSON.stringify(metafile));
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
