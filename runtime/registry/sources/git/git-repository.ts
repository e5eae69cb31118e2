import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AiosError } from '../../../errors.ts';
import { Deadline } from '../../../net/deadline.ts';
import type { FetchContext } from '../source.ts';
import { gitEnvironment } from './git-environment.ts';
import type { GitRepository } from './parse-git-text.ts';
import { reachRemote, whereItMoved } from './reach-remote.ts';
import { fullCommit, parseRemoteRefs, type RemoteRefs } from './remote-refs.ts';
import { type GitResult, type GitRun, gitMissing, runGit } from './run-git.ts';

export interface GitLimits {
  /** What may lie in the quarantine while git works: its objects and the files. */
  readonly maxBytes: number;
  /** How long all of git's work may take. */
  readonly timeoutMs: number;
}

/** Git's commands on one remote repository, with a checkout in the quarantine. */
export class RemoteRepository {
  /** Where it is checked out, absolute. */
  readonly folder: string;
  private readonly repository: GitRepository;
  private readonly context: FetchContext;
  private readonly limits: GitLimits;
  private readonly deadline: Deadline;
  private url: string;
  private settings: Readonly<Record<string, string>> = {};
  private isRewritten = false;

  constructor(repository: GitRepository, context: FetchContext, limits: GitLimits) {
    this.repository = repository;
    this.context = context;
    this.limits = limits;
    this.url = repository.url;
    this.folder = join(context.quarantine, 'checkout');
    this.deadline = new Deadline(context.signal, limits.timeoutMs, repository.shown);
  }

  /** Lets the clock go. */
  close(): void {
    this.deadline.close();
  }

  /**
   * Makes sure that git is there and the host may be reached.
   *
   * @throws AiosError `source_needs_git`, `source_refused`, `source_offline`
   */
  async open(): Promise<void> {
    const { shown, url } = this.repository;
    const { code, stdout } = await this.run(['ls-remote', '--get-url', 'origin']);
    const reached = stdout.trim();
    // A git that does not read its settings from the environment (before 2.31) knows no such remote.
    if (code !== 0 || reached === 'origin') throw gitMissing(shown, 'it is older than 2.31');
    this.isRewritten = reached !== url;
    // Where the person's own `insteadOf` leads is where they want to go.
    if (!this.isRewritten) this.settings = await reachRemote(this.repository, this.context.network);
  }

  /** @throws AiosError `source_not_found`, `source_offline`, `source_unreadable` */
  async refs(): Promise<RemoteRefs> {
    return parseRemoteRefs((await this.runAtRemote(['ls-remote', '--heads', '--tags', 'origin'])).stdout);
  }

  /** The newest commit of the default branch. @throws AiosError as `refs` does */
  async head(): Promise<string> {
    const { stdout } = await this.runAtRemote(['ls-remote', 'origin', 'HEAD']);
    const commit = /^([0-9a-f]+)\tHEAD$/mu.exec(stdout)?.[1];
    if (commit === undefined) throw empty(this.repository.shown);
    return commit;
  }

  /** Makes the empty repository that is fetched into, for one folder of it when `path` is given. */
  async prepare(path: string | undefined): Promise<void> {
    await mkdir(this.folder, { mode: 0o700 });
    await this.mustRun(['init', '--quiet', '--template='], this.folder);
    const information = join(this.folder, '.git', 'info');
    await mkdir(information, { recursive: true });
    // Above a repository's own .gitattributes: no filter of the person's runs, and no byte is changed.
    await writeFile(
      join(information, 'attributes'),
      '* -text -eol -filter -ident -working-tree-encoding -export-subst\n',
    );
    if (path === undefined) return;
    await writeFile(join(information, 'sparse-checkout'), `/${path.replace(/[\\*?[\]!#\s]/gu, '\\$&')}\n`);
    this.settings = { ...this.settings, 'core.sparseCheckout': 'true' };
  }

  /**
   * Fetches one commit without its history.
   *
   * @param commit `HEAD` for the default branch's newest
   * @param hasPath only the files that are checked out are then asked for, which costs another round
   * @returns the commit
   * @throws AiosError as `refs` does
   */
  async fetchTip(commit: string, hasPath: boolean): Promise<string> {
    await this.runAtRemote(
      fetching(['--depth=1', ...(hasPath ? [withoutFiles] : [])], [commit]),
      this.folder,
    );
    return this.commitOf('FETCH_HEAD');
  }

  /**
   * Fetches a commit that is not the tip of anything, also from a server that gives only tips: then with the whole
   * history, without its files.
   *
   * @param commit all of its digits, or those it begins with
   * @returns the commit, or undefined when no branch and no tag leads to it
   * @throws AiosError as `refs` does
   */
  async fetchAnywhere(commit: string, hasPath: boolean): Promise<string | undefined> {
    if (fullCommit.test(commit)) {
      const options = ['--depth=1', ...(hasPath ? [withoutFiles] : [])];
      const { code } = await this.run(fetching(options, [commit]), this.folder);
      if (code === 0) return commit;
    }
    const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
    await this.runAtRemote(fetching([withoutFiles], all), this.folder);
    const { code, stdout } = await this.run(
      ['rev-parse', '--verify', '--quiet', `${commit}^{commit}`],
      this.folder,
    );
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Fetches what stands in commits, without their history and their files. @throws AiosError as `refs` does */
  async fetchTrees(commits: readonly string[]): Promise<void> {
    await this.runAtRemote(fetching(['--depth=1', withoutFiles], commits), this.folder);
  }

  /** @returns what git calls a folder's content in a fetched commit; undefined where there is no such folder */
  async treeOf(commit: string, path: string): Promise<string | undefined> {
    const { code, stdout } = await this.run(
      ['rev-parse', '--verify', '--quiet', `${commit}:${path}`],
      this.folder,
    );
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Lays the files of a commit out. */
  async checkOut(commit: string): Promise<void> {
    await this.runAtRemote(['checkout', '--quiet', '--force', '--detach', commit], this.folder);
  }

  /** The paths of the commit's links and submodules, which are not laid out as what they are. */
  async unusualPaths(): Promise<{ links: string[]; submodules: string[] }> {
    const { stdout } = await this.mustRun(['ls-files', '--stage', '-z'], this.folder);
    const entries = stdout.split('\0');
    const ofMode = (mode: string): string[] =>
      entries
        .filter((entry) => entry.startsWith(`${mode} `))
        .map((entry) => entry.slice(entry.indexOf('\t') + 1));
    return { links: ofMode('120000'), submodules: ofMode('160000') };
  }

  private async commitOf(name: string): Promise<string> {
    const { stdout } = await this.mustRun(['rev-parse', '--verify', `${name}^{commit}`], this.folder);
    return stdout.trim();
  }

  private async mustRun(arguments_: readonly string[], folder?: string): Promise<GitResult> {
    const result = await this.run(arguments_, folder);
    if (result.code !== 0) throw this.failed(result);
    return result;
  }

  /** Runs what talks to the remote. Where that fails, a web server is asked why, and whether it has moved. */
  private async runAtRemote(arguments_: readonly string[], folder?: string): Promise<GitResult> {
    const result = await this.run(arguments_, folder);
    if (result.code === 0) return result;
    const { repository, context, deadline } = this;
    const moved = this.isRewritten
      ? undefined
      : await whereItMoved(this.url, repository, context.network, deadline.signal);
    if (moved === undefined || this.url !== repository.url) throw this.failed(result);
    this.url = moved.url;
    this.settings = { ...this.settings, ...moved.settings };
    return this.mustRun(arguments_, folder);
  }

  private run(arguments_: readonly string[], folder = this.context.quarantine): Promise<GitResult> {
    const { repository, context, deadline, limits, url, settings } = this;
    const ceiling = dirname(context.quarantine);
    const { environment, quarantine } = context;
    const run: GitRun = {
      folder,
      variables: gitEnvironment({ environment, repository, url, ceiling, more: settings }),
      deadline,
      maxBytes: limits.maxBytes,
      watched: quarantine,
      shown: repository.shown,
    };
    return runGit(arguments_, run);
  }

  private failed({ lastLine }: GitResult): AiosError {
    const { shown, protocol } = this.repository;
    return new AiosError(`Git could not fetch ${shown}: ${lastLine || 'it did not say why'}.`, {
      code: 'source_unreadable',
      remedy:
        protocol === 'ssh'
          ? `Check the address and that your ssh key may read it (ssh-add -l), then try again.`
          : 'Check the address and that you may read it, then try again.',
    });
  }
}

/** Files are fetched when they are checked out, and no others. A server that does not know this sends all. */
const withoutFiles = '--filter=blob:none';

function fetching(options: readonly string[], refs: readonly string[]): string[] {
  return [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-commit-graph',
    ...options,
    '--',
    'origin',
    ...refs,
  ];
}

function empty(shown: string): AiosError {
  return new AiosError(`${shown} has no commit yet.`, {
    code: 'source_not_found',
    remedy: 'Check the address, or name a branch with #branch.',
  });
}
