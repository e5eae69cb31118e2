import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A machine without git runs the rest of the tests. */
export function skipWithoutGit(test: Mocha.Context): void {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
  } catch {
    console.log('    skipped: there is no git on this machine');
    test.skip();
  }
}

export interface TestRepository extends AsyncDisposable {
  /** The folder it stands in, absolute: `<root>/skills.git`. */
  readonly folder: string;
  readonly root: string;
  readonly url: string;
  git(...options: string[]): Promise<string>;
  /** Writes files, `{path: text}`, and commits everything. Gives the commit. */
  commit(files: Record<string, string>, executable?: readonly string[]): Promise<string>;
}

/** A repository with a work tree, on the branch `main`, made on the fly. */
export async function makeRepository(): Promise<TestRepository> {
  const root = await mkdtemp(join(tmpdir(), 'aios-git-'));
  const folder = join(root, 'skills.git');
  await mkdir(folder);
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  const git = async (...options: string[]): Promise<string> =>
    (await run('git', options, { cwd: folder, env })).stdout.trim();
  await git('init', '--quiet', '--initial-branch=main');
  return {
    folder,
    root,
    url: pathToFileURL(folder).href,
    git,
    commit: async (files, executable = []) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      for (const path of executable) await chmod(join(folder, path), 0o755);
      await git('add', '--all');
      await git('commit', '--quiet', '--message=change');
      return git('rev-parse', 'HEAD');
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
