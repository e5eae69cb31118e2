/**
 * Builds dist/: the extension and the command line with shared, lazily loaded chunks, and the MCP server as two files.
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { readFolder, skillFolderLimits } from '../runtime/files/read-folder.ts';
import { exportAgentSkill } from '../runtime/skill/export/agent-skill.ts';
import { loadSkill } from '../runtime/skill/load-skill.ts';
import { buildModules } from './build-modules.ts';
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
  buildModules(
    { common, root, dist },
    { folder: 'extension', name: 'main', entry: 'extension/main.ts', format: 'esm' },
  ),
  buildModules(
    { common, root, dist },
    {
      folder: 'cli',
      name: 'aios',
      entry: 'runtime/cli/aios.ts',
      format: 'commonjs',
      // Every command, and what syncing to clients loads on its way.
      joined: [
        'runtime/cli/main.ts',
        'runtime/client/formats/json/json-format.ts',
        'runtime/client/formats/toml/toml-format.ts',
        'runtime/mcp/install-launcher.ts',
        'runtime/sync/change-places.ts',
        'runtime/skill/export/agent-skill.ts',
        'runtime/sync/snapshots.ts',
      ],
    },
  ),
  buildServer({ common, dist }),
]);
await Promise.all([exportShippedSkills(), publishSchemas()]);
