import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { FetchContext } from '../../runtime/registry/sources/source.ts';

export interface SourceContext extends FetchContext, AsyncDisposable {
  /** A folder that goes away with the context, absolute. */
  readonly root: string;
  /** What the source said on the way. */
  readonly said: string[];
  /** An empty quarantine for another fetch. */
  again(changes?: Partial<FetchContext>): Promise<FetchContext>;
}

/** What a fetch is given, with a home and a quarantine of its own. 127.0.0.1 may be reached. */
export async function makeSourceContext(changes?: Partial<FetchContext>): Promise<SourceContext> {
  const root = await mkdtemp(join(tmpdir(), 'aios-source-'));
  const home = join(root, 'home');
  const workingFolder = join(root, 'work');
  await mkdir(home);
  await mkdir(workingFolder);
  const said: string[] = [];
  let count = 0;
  const again = async (more: Partial<FetchContext> = {}): Promise<FetchContext> => {
    count += 1;
    const quarantine = join(root, `quarantine-${count}`);
    await mkdir(quarantine, { mode: 0o700 });
    return { ...context, quarantine, ...more };
  };
  const context: FetchContext = {
    workingFolder,
    quarantine: '',
    environment: {
      platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
      home,
      aiosHome: join(home, '.aios'),
      variables: {
        PATH: process.env.PATH,
        HOME: home,
        USERPROFILE: home,
        SystemRoot: process.env.SystemRoot,
      },
    },
    network: { allowedPrivateHosts: ['127.0.0.1'] },
    signal: new AbortController().signal,
    onProgress: (message) => said.push(message),
    ...changes,
  };
  return {
    ...(await again()),
    root,
    said,
    again,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** What lies in a folder: text by path, with a link told as `link`. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    if (entry.isSymbolicLink()) found[name] = 'link';
    else if (entry.isFile()) found[name] = await readFile(path, 'utf8');
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
