import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild';
import { version } from '../runtime/version.ts';

/** The server's two files, as they are called in `dist`. */
interface ServerBuild {
  /** What every build has in common. */
  readonly common: BuildOptions;
  readonly dist: string;
}

/**
 * Builds the MCP server: `aios-mcp.cjs`, which starts and answers what clients ask at once, and
 * `aios-mcp-<digest>.cjs` with the rest, loaded when a client asks for more. The digest lets several versions lie in
 * one folder; the first line of `aios-mcp.cjs` names the version and the file that belongs to it.
 */
export async function buildServer({ common, dist }: ServerBuild): Promise<void> {
  const rest = await bundle({
    ...common,
    entryPoints: ['runtime/mcp/rest.ts'],
    alias: { '@modelcontextprotocol/server/_shims': './runtime/mcp/sdk-shims.ts' },
  });
  const digest = createHash('sha256').update(rest.file.contents).digest('hex').slice(0, 12);
  const name = `aios-mcp-${digest}.cjs`;
  const front = await bundle({
    ...common,
    entryPoints: ['runtime/mcp/main.ts'],
    banner: { js: `// aios-mcp ${version} ${name}` },
    plugins: [besideAs(name)],
  });
  await mkdir(dist, { recursive: true });
  await Promise.all([
    writeFile(join(dist, name), rest.file.contents),
    writeFile(join(dist, 'aios-mcp.cjs'), front.file.contents),
    writeFile(join(dist, 'meta-server-rest.json'), JSON.stringify(rest.metafile)),
    writeFile(join(dist, 'meta-server.json'), JSON.stringify(front.metafile)),
  ]);
}

async function bundle(options: BuildOptions): Promise<{ file: OutputFile; metafile: unknown }> {
  const { outputFiles, metafile } = await build({
    ...options,
    format: 'cjs',
    outfile: 'server.cjs',
    write: false,
  });
  const [file] = outputFiles ?? [];
  if (file === undefined) throw new Error('esbuild wrote no server.');
  return { file, metafile };
}

/** Read by Go, which knows no flags. */
const restModule = /\/rest\.ts$/;

/** Leaves the rest out of the front: it is loaded from the file beside it. */
function besideAs(name: string): Plugin {
  return {
    name: 'rest-beside',
    setup: ({ onResolve }) =>
      onResolve({ filter: restModule }, () => ({ path: `./${name}`, external: true })),
  };
}
