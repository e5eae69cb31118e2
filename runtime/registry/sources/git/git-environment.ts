import type { Environment } from '../../../ports.ts';
import type { GitRepository } from './parse-git-text.ts';

/**
 * What would send git to another repository or its files (`git rev-parse --local-env-vars`), print what it sends
 * (passwords too), or lay files out that nobody asked for. It is there when we run inside a hook.
 */
const unwanted =
  /^GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|PREFIX|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|GRAFT_FILE|SHALLOW_FILE|REPLACE_REF_BASE|NO_REPLACE_OBJECTS|NAMESPACE|CONFIG|TEMPLATE_DIR|DEFAULT_HASH|CURL_VERBOSE|TRACE.*)$/u;

/**
 * What git is told for every command. The person's own settings stay in force (credential helpers, `insteadOf`, proxy,
 * certificates); these come after them. Settings and addresses go by the environment and not by arguments, which other
 * users of the machine can read.
 */
const settings: Readonly<Record<string, string>> = {
  // Nothing of the person's is run by a checkout of theirs or ours.
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  // A link is checked out as a file that holds its target: nothing can be written through it.
  'core.symlinks': 'false',
  // The bytes are those that were committed, on every system.
  'core.autocrlf': 'false',
  'core.fileMode': 'true',
  'core.sparseCheckoutCone': 'false',
  // What is larger is streamed and never held in memory whole.
  'core.bigFileThreshold': '16m',
  // A redirect could lead anywhere; where a repository has moved to is asked and judged by us.
  'http.followRedirects': 'false',
  'fetch.recurseSubmodules': 'false',
  'submodule.recurse': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'advice.detachedHead': 'false',
};

export interface GitSettings {
  readonly environment: Environment;
  readonly repository: GitRepository;
  /** What git fetches from: the repository's own address, or where it has moved to. */
  readonly url: string;
  /** Above this folder no repository is looked for, absolute. */
  readonly ceiling: string;
  /** More of git's settings. */
  readonly more?: Readonly<Record<string, string>>;
}

/** The environment that git runs in. */
export function gitEnvironment({
  environment,
  repository,
  url,
  ceiling,
  more,
}: GitSettings): Record<string, string> {
  const own = Object.entries(environment.variables).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !unwanted.test(entry[0]),
  );
  const variables = Object.fromEntries(own);
  const before = Number.parseInt(variables.GIT_CONFIG_COUNT ?? '0', 10) || 0;
  const added = Object.entries({ ...settings, ...more, 'remote.origin.url': url });
  const config = added.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${before + index}`, key],
    [`GIT_CONFIG_VALUE_${before + index}`, value],
  ]);
  return {
    ...variables,
    ...Object.fromEntries(config),
    GIT_CONFIG_COUNT: String(before + added.length),
    // The rest (`ext::` runs any command) is refused, whatever an address is rewritten to.
    GIT_ALLOW_PROTOCOL: repository.protocol === 'file' ? 'file' : 'https:http:ssh',
    GIT_CEILING_DIRECTORIES: ceiling,
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    LANGUAGE: '',
  };
}
