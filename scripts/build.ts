/**
 * Builds dist/: the extension and the command line as ES modules with shared, lazily loaded chunks, and the MCP
 * server as one CommonJS file.
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { readFolder, skillFolderLimits } from '../runtime/files/read-folder.ts';
import { exportAgentSkill } from '../runtime/skill/export/agent-skill.ts';
import { loadSkill } from '../runtime/skill/load-skill.ts';
import { buildServer } from './build-server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // jsonc-parser's and others' ES modules, where a package has both.
  mainFields: ['module', 'main'],
};

/** What CommonJS packages expect of the module they are in, given to them where they are bundled into ES modules. */
const commonJsShim = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __bundleFolder = import.meta.dirname;',
  'const __bundleFile = import.meta.filename;',
].join(' ');

/** A face and the thread that scans for it. Each face has its own chunks: shared ones would be cut smaller, and every file more takes time to load. */
async function buildModules(folder: string, name: string, entry: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: { [name]: entry, 'scan-worker': 'runtime/skill/scan/scan-worker.ts' },
    outdir: join(dist, folder),
    chunkNames: 'chunks/[name]-[hash]',
    external: ['vscode'],
    banner: { js: commonJsShim },
    define: { __dirname: '__bundleFolder', __filename: '__bundleFile' },
    metafile: true,
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const code = withoutIdleShim(text);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
    const output = metafile.outputs[relative(root, path).split(sep).join('/')];
    if (output !== undefined) output.bytes = Buffer.byteLength(code);
  }
  await writeFile(join(dist, `meta-${folder}.json`), JSON.stringify(metafile));
}

/** Most modules need nothing of what CommonJS expects, and every start would read and run it in each of them. */
function withoutIdleShim(text: string): string {
  const code = text.replace(`${commonJsShim}\n`, '');
  return /\brequire\b|\b__bundle(?:Folder|File)\b/u.test(code) ? text : code;
}

/** The shipped skills as agent skills, for the editor's own `contributes.chatSkills`. */
async function exportShippedSkills(): Promise<void> {
  const { contributes } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    contributes: { chatSkills: { path: string }[] };
  };
  for (const { path } of contributes.chatSkills) {
    const id = path.split('/').at(-2) ?? '';
    const files = await readFolder(join(root, 'skills', id), skillFolderLimits);
    const { skill, diagnostics } = loadSkill(files, id);
    if (skill === undefined) throw new Error(`skills/${id}: ${JSON.stringify(diagnostics)}`);
    for (const [file, bytes] of exportAgentSkill({ manifest: skill.manifest, files })) {
      const target = join(dist, 'skills', id, file);
      await mkdir(join(target, '..'), { recursive: true });
      await writeFile(target, bytes);
    }
  }
}

/** The JSON Schemas, for other tools and for editors that validate YAML. */
async function publishSchemas(): Promise<void> {
  await cp(join(root, 'runtime', 'skill', 'schemas'), join(dist, 'schemas'), { recursive: true });
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([
  buildModules('extension', 'main', 'extension/main.ts'),
  buildModules('cli', 'aios', 'runtime/cli/aios.ts'),
  buildServer({ common, dist }),
]);
await Promise.all([exportShippedSkills(), publishSchemas()]);
