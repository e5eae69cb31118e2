import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AiosError } from '../../../../runtime/errors.ts';
import { gitEnvironment } from '../../../../runtime/registry/sources/git/git-environment.ts';
import {
  parseGitText,
  readGitText,
  writeGitText,
} from '../../../../runtime/registry/sources/git/parse-git-text.ts';
import { rejectsWith } from '../../../support/assert-error.ts';

interface Row {
  readonly url: string;
  /** What it is written as again; the text itself when left out. */
  readonly text?: string;
  readonly ref?: string;
  readonly path?: string;
  readonly refAndPath?: string;
}

const github = 'https://github.com/acme/skills.git';
const rows: Readonly<Record<string, Row>> = {
  'acme/skills': { url: github, text: 'github:acme/skills' },
  'acme/skills#v1.2.0': { url: github, text: 'github:acme/skills#v1.2.0', ref: 'v1.2.0' },
  'acme/skills:notes/a': { url: github, text: 'github:acme/skills:notes/a', path: 'notes/a' },
  'acme/skills#feature/x:notes': {
    url: github,
    text: 'github:acme/skills#feature/x:notes',
    ref: 'feature/x',
    path: 'notes',
  },
  'acme/skills#^1.0.0': { url: github, text: 'github:acme/skills#^1.0.0', ref: '^1.0.0' },
  'acme/skills.git': { url: github, text: 'github:acme/skills' },
  'github:acme/skills#:notes/': { url: github, text: 'github:acme/skills:notes', path: 'notes' },
  'https://github.com/acme/skills': { url: github, text: 'github:acme/skills' },
  'https://www.github.com/acme/skills/': { url: github, text: 'github:acme/skills' },
  'https://github.com/acme/skills/tree/main/notes': {
    url: github,
    text: 'github:acme/skills',
    refAndPath: 'main/notes',
  },
  'https://github.com/acme/skills/blob/main/a%20b/SKILL.md': {
    url: github,
    text: 'github:acme/skills',
    refAndPath: 'main/a b/SKILL.md',
  },
  'https://gitlab.com/a/b/skills/-/tree/main/notes': {
    url: 'https://gitlab.com/a/b/skills.git',
    text: 'https://gitlab.com/a/b/skills.git',
    refAndPath: 'main/notes',
  },
  'https://git.corp/a/skills/-/tree/main': {
    url: 'https://git.corp/a/skills.git',
    text: 'https://git.corp/a/skills.git',
    refAndPath: 'main',
  },
  'https://bitbucket.org/a/skills/src/main/notes': {
    url: 'https://bitbucket.org/a/skills.git',
    text: 'https://bitbucket.org/a/skills.git',
    refAndPath: 'main/notes',
  },
  'https://git.corp:8443/a.git#main:notes': {
    url: 'https://git.corp:8443/a.git',
    ref: 'main',
    path: 'notes',
  },
  'https://git.corp/a.git:notes': {
    url: 'https://git.corp/a.git',
    text: 'https://git.corp/a.git#:notes',
    path: 'notes',
  },
  'https://github.com/acme/skills:notes': { url: github, text: 'github:acme/skills:notes', path: 'notes' },
  'https://github.com/acme/skills:notes/a': {
    url: github,
    text: 'github:acme/skills:notes/a',
    path: 'notes/a',
  },
  'https://github.com/acme/skills/tree/main/x:y': {
    url: github,
    text: 'github:acme/skills',
    refAndPath: 'main/x:y',
  },
  'https://gitlab.com/a/b/skills:notes': {
    url: 'https://gitlab.com/a/b/skills.git',
    text: 'https://gitlab.com/a/b/skills.git#:notes',
    path: 'notes',
  },
  'https://git.corp:8443/acme/skills:notes/a': {
    url: 'https://git.corp:8443/acme/skills',
    text: 'git+https://git.corp:8443/acme/skills#:notes/a',
    path: 'notes/a',
  },
  'https://anna:secret@git.corp/acme/skills:notes': {
    url: 'https://anna:secret@git.corp/acme/skills',
    text: 'git+https://git.corp/acme/skills#:notes',
    path: 'notes',
  },
  'https://git.corp/acme/skills#main': {
    url: 'https://git.corp/acme/skills',
    text: 'git+https://git.corp/acme/skills#main',
    ref: 'main',
  },
  'http://git.corp:3000/acme/skills#main:skills/b': {
    url: 'http://git.corp:3000/acme/skills',
    text: 'git+http://git.corp:3000/acme/skills#main:skills/b',
    ref: 'main',
    path: 'skills/b',
  },
  'https://anna:secret@git.corp/team/acme/skills#v1': {
    url: 'https://anna:secret@git.corp/team/acme/skills',
    text: 'git+https://git.corp/team/acme/skills#v1',
    ref: 'v1',
  },
  'git+https://git.corp/a:notes': {
    url: 'https://git.corp/a',
    text: 'git+https://git.corp/a#:notes',
    path: 'notes',
  },
  'ssh://git@git.corp:2222/a/b:notes': {
    url: 'ssh://git@git.corp:2222/a/b',
    text: 'ssh://git@git.corp:2222/a/b#:notes',
    path: 'notes',
  },
  'https://anna:secret@git.corp/a.git': {
    url: 'https://anna:secret@git.corp/a.git',
    text: 'https://git.corp/a.git',
  },
  'git+https://git.corp/a': { url: 'https://git.corp/a', text: 'git+https://git.corp/a' },
  'ssh://git@git.corp:2222/a/b.git#v1': { url: 'ssh://git@git.corp:2222/a/b.git', ref: 'v1' },
  'git@git.corp:a/b.git': { url: 'git@git.corp:a/b.git' },
  'git@git.corp:a/b:notes': { url: 'git@git.corp:a/b', text: 'git@git.corp:a/b#:notes', path: 'notes' },
  'file:///home/anna/skills': { url: 'file:///home/anna/skills' },
  'file:///home/anna/skills.git:notes': {
    url: 'file:///home/anna/skills.git',
    text: 'file:///home/anna/skills.git#:notes',
    path: 'notes',
  },
};

describe('how a git repository is named', () => {
  for (const [text, row] of Object.entries(rows))
    it(`reads ${text}`, () => {
      const { repository, ref, path, refAndPath } = parseGitText(text);
      assert.deepEqual(
        { url: repository.url, text: writeGitText(repository, ref, path), ref, path, refAndPath },
        { text, ref: undefined, path: undefined, refAndPath: undefined, ...row },
      );
    });

  for (const text of [
    '',
    'skills',
    './acme/skills',
    '../skills',
    '/home/anna/skills',
    'acme/skills/notes',
    'C:\\skills\\notes',
    'C:/skills',
    'notes/skill.zip',
    'https://example.com',
    'https://example.com/skills',
    'https://git.corp/acme/skills',
    'https://git.corp:8443/acme/skills',
    'https://git.corp/acme/skills:notes.zip',
    'https://git.corp/acme/skills.zip:notes',
    'https://git.corp/acme/skills:notes?x=y',
    'https://git.corp/skills:notes',
    'https://git.corp/acme/skills#',
    'https://git.corp/skills#notes',
    'https://git.corp/acme/skills/#notes',
    'https://git.corp/acme/skills?x=y#notes',
    'https://git.corp/acme/skills.zip#main',
    'https://git.corp/.well-known/agent-skills/index.json#notes',
    'https://github.com/acme/skills/archive/refs/heads/main.zip',
    'https://github.com/acme/skills/releases/download/v1/skills.zip',
    'https://git.corp/a.git?x=y',
    'ext::sh -c touch% /tmp/x',
    'git+ext::sh',
    '--upload-pack=touch',
    '-o@git.corp:a',
    'a@-oProxyCommand=x:a',
    'git@git.corp:-a',
    'ssh://-oProxyCommand=x/a.git',
    'ssh://-l@git.corp/a.git',
    'https://git.corp/-a.git',
    'file://server/share/a',
    'acme/..',
    'npm:x',
    'acme/skills\n#x',
  ])
    it(`does not take ${JSON.stringify(text)} for one`, () => assert.equal(readGitText(text), undefined));

  for (const text of [
    'acme/skills#--upload-pack=x',
    'acme/skills#-x:notes',
    'acme/skills#a..b',
    'acme/skills#main@{1}',
    'acme/skills:-x',
    'acme/skills:../x',
    'acme/skills:a/../../x',
    'acme/skills:a/.git/hooks',
    'acme/skills:a/.GIT',
    'acme/skills:a\\..\\b',
    'https://git.corp/a.git#main:-x/y',
    'https://github.com/acme/skills:../x',
    'https://git.corp/acme/skills:-x',
    'https://git.corp/acme/skills#-x',
    'https://git.corp/acme/skills#main:../x',
  ])
    it(`refuses ${text}`, () => rejectsWith(() => parseGitText(text), 'source_refused'));

  it('shows no password', () => {
    const { repository } = parseGitText('https://anna:s3cr3t@git.corp/a.git#main:notes');
    const { url: _, host: __, ...shown } = repository;
    assert.doesNotMatch(JSON.stringify(shown), /anna|s3cr3t/u);
  });

  it('never gives git or ssh an option, whatever the text', () => {
    const piece = fc.constantFrom(
      '-',
      '--',
      '/',
      ':',
      '#',
      '@',
      '.git',
      '..',
      'a',
      'git@',
      'ssh://',
      'https://',
      'file://',
      'git+',
      'github:',
      'github.com',
      '/tree/',
      '%2d',
      '%2e%2e',
      '\\',
      ' ',
      'ext::',
      '-oProxyCommand=x',
      '--upload-pack=x',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 10 }).map((all) => all.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (each) => {
        let read: ReturnType<typeof parseGitText>;
        try {
          read = parseGitText(each);
        } catch (error) {
          assert.ok(AiosError.is(error), `${each}: ${String(error)}`);
          return;
        }
        const { repository, ref, path } = read;
        assert.match(
          repository.url,
          /^(?:https?|ssh|file):\/\/|^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^-]/u,
        );
        if (repository.host !== undefined) assert.doesNotMatch(repository.host.hostname, /^(?:-|%2d)/iu);
        if (repository.host !== undefined) assert.doesNotMatch(repository.host.username, /^(?:-|%2d)/iu);
        assert.doesNotMatch(ref ?? '', /^-/u);
        for (const part of path?.split('/') ?? []) assert.doesNotMatch(part, /^-|^\.\.?$|^$|\\/u);
      }),
      { numRuns: 5000 },
    );
  });

  it('reads what it writes', () => {
    const name = fc.stringMatching(/^[a-z](?:\.?[a-z0-9]){0,8}$/u);
    const address = fc.constantFrom(
      'github:a/b',
      'https://git.corp/a.git',
      'git+https://git.corp/a',
      'git@h:a/b',
      'file:///a/b',
    );
    fc.assert(
      fc.property(
        address,
        fc.option(name),
        fc.option(fc.array(name, { minLength: 1 })),
        (base, ref, path) => {
          const { repository } = parseGitText(base);
          const written = writeGitText(repository, ref ?? undefined, path?.join('/'));
          const again = parseGitText(written);
          assert.deepEqual(
            [again.repository, again.ref, again.path],
            [repository, ref ?? undefined, path?.join('/')],
          );
        },
      ),
    );
  });
});

describe('what git is run with', () => {
  const repository = parseGitText('https://git.corp/a.git').repository;
  const variables = {
    PATH: '/bin',
    GIT_DIR: '/x',
    GIT_INDEX_FILE: '/x',
    GIT_TRACE_CURL: '1',
    GIT_ALLOW_PROTOCOL: 'ext',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.proxy',
    GIT_CONFIG_VALUE_0: 'http://proxy:1',
    GIT_SSH_COMMAND: 'ssh -i key',
  };
  const environment = { platform: 'linux', home: '/h', aiosHome: '/h/.aios', variables } as const;
  const given = gitEnvironment({ environment, repository, url: repository.url, ceiling: '/q' });

  it('keeps what the person has set, and adds to their settings', () => {
    assert.equal(given.GIT_SSH_COMMAND, 'ssh -i key');
    assert.equal(given.GIT_CONFIG_KEY_0, 'http.proxy');
    assert.ok(Number(given.GIT_CONFIG_COUNT) > 5);
    assert.ok(Object.values(given).includes('core.hooksPath'));
  });

  it('drops what would lead to another repository or print what is sent', () => {
    assert.deepEqual(
      [given.GIT_DIR, given.GIT_INDEX_FILE, given.GIT_TRACE_CURL],
      [undefined, undefined, undefined],
    );
  });

  it('speaks file only to a file, and never a protocol that runs commands', () => {
    assert.equal(given.GIT_ALLOW_PROTOCOL, 'https:http:ssh');
    const local = parseGitText('file:///a').repository;
    const forFile = gitEnvironment({ environment, repository: local, url: local.url, ceiling: '/q' });
    assert.equal(forFile.GIT_ALLOW_PROTOCOL, 'file');
  });
});
