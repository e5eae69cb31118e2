import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentCache, ensureCachedFolder, type Report } from '../support/editor/cache.ts';
import { runNpm } from '../support/run-npm.ts';

/** An npm package that we are compared with. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** What its `bin` starts, within the package; run with node, so that npx is not measured. */
  readonly script: string;
}

/**
 * The peer, installed into the development cache on first use.
 *
 * @returns the absolute path of its script
 * @throws AiosError `npm_failed`
 */
export async function ensurePeer({ name, version, script }: Peer, report: Report): Promise<string> {
  const folder = join(developmentCache(), 'peers', `${name}-${version}`);
  const path = join(folder, 'node_modules', name, script);
  await ensureCachedFolder(
    {
      folder,
      proof: path,
      fill: async (temporary) => {
        report(`Fetching ${name} ${version} into ${folder} …`);
        await writeFile(join(temporary, 'package.json'), '{"private":true}\n');
        await runNpm(['install', '--prefix', temporary, '--save-exact', `${name}@${version}`]);
      },
    },
    report,
  );
  return path;
}
