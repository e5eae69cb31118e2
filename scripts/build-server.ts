import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
    plugins: [leaveOut()],
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

/**
 * Halves of libraries that the server has no use for: zod's making of JSON Schemas, since every schema that it serves
 * is one already, and the schemas of OAuth, which a server of one person on their own machine does not speak.
 */
const leftOut =
  /\b(?:zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js|core[\\/]dist[\\/]auth-[\w-]+\.mjs)$/;

/** Puts functions that refuse in place of all that such a half exports. Libraries make some of them ahead, as methods. */
function leaveOut(): Plugin {
  return {
    name: 'leave-out',
    setup: ({ onLoad }) =>
      onLoad({ filter: leftOut }, async ({ path }) => {
        const names = Object.keys(await import(pathToFileURL(path).href));
        const refused = names.map(
          (name) => `${name.startsWith('create') ? 'makeRefuse' : 'refuse'} as ${name}`,
        );
        const what = JSON.stringify(`aios-mcp was built without ${basename(path)}.`);
        return {
          contents: `const refuse = () => { throw new Error(${what}); };
            const makeRefuse = () => refuse;
            export { ${refused.join(', ')} };`,
        };
      }),
  };
}
