import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFolder, skillFolderLimits } from '../../../runtime/files/read-folder.ts';
import { decideAlone } from '../../../runtime/registry/decide.ts';
import { createGitSource, gitSource } from '../../../runtime/registry/sources/git.ts';
import { Updater } from '../../../runtime/registry/updater.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { runBackend, serveGit } from '../../support/git-http.ts';
import { makeRepository, skipWithoutGit, type TestRepository } from '../../support/git-repository.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { makeRegistryHome } from '../../support/registry-home.ts';
import { filesIn, makeSourceContext } from '../../support/source-context.ts';

const twoSkills = {
  'README.md': 'Two skills.\n',
  'skills/one/SKILL.md': 'one\n',
  'skills/one/scripts/run.sh': '#!/bin/sh\n',
  'skills/two/SKILL.md': 'two\n',
};

/** `main` with three versions, and a branch whose name has a slash. */
async function makeVersions(): Promise<TestRepository & { commits: string[] }> {
  const repository = await makeRepository();
  const commits = [await repository.commit(twoSkills, ['skills/one/scripts/run.sh'])];
  await repository.git('tag', 'v1.0.0');
  commits.push(await repository.commit({ 'skills/one/SKILL.md': 'one, better\n' }));
  await repository.git('tag', '--annotate', '--message=x', 'v1.2.0');
  commits.push(await repository.commit({ 'skills/one/SKILL.md': 'one, other\n' }));
  await repository.git('tag', '2.0.0-beta.1');
  await repository.git('tag', 'not-a-version');
  await repository.git('branch', 'feature/new');
  return { ...repository, commits };
}

describe('a skill from a git repository', () => {
  before(function () {
    skipWithoutGit(this);
  });

  for (const way of ['file', 'http'] as const) {
    describe(`over ${way}`, () => {
      it("is fetched at the newest commit of the default branch, without git's own folder", async () => {
        await using repository = await makeVersions();
        await using server = await serveGit(repository.root);
        await using context = await makeSourceContext();
        const url = way === 'file' ? repository.url : `${server.origin}/skills.git`;
        const fetched = await gitSource.fetch(url, context);
        assert.deepEqual(await filesIn(fetched.folder), {
          ...twoSkills,
          'skills/one/SKILL.md': 'one, other\n',
        });
        assert.deepEqual(fetched.resolved, { commit: repository.commits[2], address: url });
        assert.deepEqual([fetched.name, fetched.source], ['skills', url]);
      });

      it('is one folder of it when a path is given, with what may be run', async () => {
        await using repository = await makeVersions();
        await using server = await serveGit(repository.root);
        await using context = await makeSourceContext();
        const url = way === 'file' ? repository.url : `${server.origin}/skills.git`;
        const fetched = await gitSource.fetch(`${url}#v1.0.0:skills/one`, context);
        assert.deepEqual(await filesIn(fetched.folder), {
          'SKILL.md': 'one\n',
          'scripts/run.sh': '#!/bin/sh\n',
        });
        assert.deepEqual(await readdir(join(fetched.folder, '..')), ['one'], 'and nothing else of it');
        assert.deepEqual([fetched.name, fetched.source], ['one', `${url}#v1.0.0:skills/one`]);
        assert.deepEqual(fetched.resolved, { version: '1.0.0', commit: repository.commits[0], address: url });
        const { executable } = await readFolder(fetched.folder, skillFolderLimits);
        if (process.platform !== 'win32') assert.deepEqual([...(executable ?? [])], ['scripts/run.sh']);
      });

      it('comes again exactly as it was, from a commit that is no tip any more', async () => {
        await using repository = await makeVersions();
        await using server = await serveGit(repository.root);
        await using context = await makeSourceContext();
        const url = way === 'file' ? repository.url : `${server.origin}/skills.git`;
        await repository.git('tag', '--delete', 'v1.2.0');
        const commit = repository.commits[1] ?? '';
        const again = await context.again({ resolved: { commit, version: '1.2.0' } });
        const fetched = await gitSource.fetch(`${url}#^1.0.0:skills/one`, again);
        assert.equal((await filesIn(fetched.folder))['SKILL.md'], 'one, better\n');
        assert.deepEqual(fetched.resolved, { commit, version: '1.2.0', address: url });
      });
    });
  }

  it('comes again from a server that gives nothing but tips', async () => {
    await using repository = await makeVersions();
    await using server = await serveGit(repository.root, { protocol: 0 });
    await using context = await makeSourceContext({ resolved: { commit: '' } });
    await repository.git('tag', '--delete', 'v1.2.0');
    const commit = repository.commits[1] ?? '';
    const fetched = await gitSource.fetch(
      `${server.origin}/skills.git`,
      await context.again({ resolved: { commit } }),
    );
    assert.equal((await filesIn(fetched.folder))['skills/one/SKILL.md'], 'one, better\n');
  });

  it('is refused when the commit it came from is gone', async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext({ resolved: { commit: '1234567890'.repeat(4) } });
    await rejectsWith(gitSource.fetch(repository.url, context), 'source_changed');
  });

  it('is found by branch, tag, commit, the beginning of a commit, version and range', async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    const [first = '', second = '', third = ''] = repository.commits;
    const refs: [ref: string, commit: string, version: string | undefined][] = [
      ['main', third, undefined],
      ['feature/new', third, undefined],
      ['refs/tags/v1.0.0', first, '1.0.0'],
      ['v1.2.0', second, '1.2.0'],
      ['1.2.0', second, '1.2.0'],
      ['^1.0.0', second, '1.2.0'],
      ['2.0.0-beta.1', third, '2.0.0-beta.1'],
      [first, first, undefined],
      [first.slice(0, 10), first, undefined],
    ];
    for (const [ref, commit, version] of refs) {
      const { resolved } = await gitSource.fetch(`${repository.url}#${ref}`, await context.again());
      assert.deepEqual([resolved.commit, resolved.version], [commit, version], ref);
    }
  });

  it('offers the commit of the ref asked for, and its versions, newest first', async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    const versions = ['2.0.0-beta.1', '1.2.0', '1.0.0'];
    const address = repository.url;
    assert.deepEqual(await gitSource.look?.(address, context), {
      resolved: { commit: repository.commits[2], address },
      versions,
    });
    assert.deepEqual(await gitSource.look?.(`${address}#^1.0.0:skills/one`, context), {
      resolved: { commit: repository.commits[1], version: '1.2.0', address },
      versions,
    });
    assert.deepEqual(await readdir(context.quarantine), [], 'nothing is fetched');
  });

  it('tells which folders are the same in a newer commit, where it can be told in time', async () => {
    await using repository = await makeRepository();
    const skill = (text: string): string => `---\nname: a\ndescription: b\n---\n${text}\n`;
    const old = await repository.commit({
      'skills/one/SKILL.md': skill('1'),
      'skills/two/SKILL.md': skill('1'),
    });
    const look = async (text: string, commit: string, paths: string[]) => {
      await using context = await makeSourceContext();
      return (await gitSource.look?.(text, context, { commit, paths }))?.unchanged;
    };
    const both = ['skills/one', 'skills/two'];
    assert.equal(await look(repository.url, old, both), undefined, 'nothing is compared with itself');
    await repository.commit({ 'skills/two/SKILL.md': skill('2'), 'README.md': 'New.' });
    assert.deepEqual(await look(repository.url, old, [...both, 'skills/three', '']), ['skills/one']);
    assert.deepEqual(await look(`${repository.url}#main:skills/one`, old, ['']), ['']);
    assert.deepEqual(await look(`${repository.url}#main:skills`, old, ['one', 'two']), ['one']);
    assert.equal(await look(repository.url, '0123456789'.repeat(4), both), undefined, 'that commit is gone');
  });

  it('calls a skill outdated when its own folder changed, and says so when that cannot be told', async () => {
    await using repository = await makeRepository();
    await using at = await makeRegistryHome();
    const skill = (name: string, text: string): string =>
      `---\nname: ${name}\ndescription: Says what to do.\n---\n${text}\n`;
    await repository.commit({ 'one/SKILL.md': skill('one', '1'), 'two/SKILL.md': skill('two', '1') });
    await at.installer.install(
      { source: repository.url, workingFolder: at.path, all: true },
      decideAlone(true),
    );
    const freshness = async (): Promise<string[]> => {
      const found = await new Updater(at.registry, at.installer).freshness([], { workingFolder: at.path });
      return found.map(({ skill: { manifest }, state, isCertain }) =>
        [manifest.id, state, ...(isCertain ? [] : ['perhaps'])].join(' '),
      );
    };
    assert.deepEqual(await freshness(), ['one current', 'two current']);
    await repository.commit({ 'two/SKILL.md': skill('two', '2') });
    assert.deepEqual(await freshness(), ['one current', 'two outdated']);
    await repository.git('checkout', '--quiet', '--orphan', 'anew');
    await repository.commit({ 'two/SKILL.md': skill('two', '3') });
    await repository.git('branch', '--quiet', '-D', 'main');
    await repository.git('reflog', 'expire', '--expire=now', '--all');
    await repository.git('gc', '--quiet', '--prune=now');
    assert.deepEqual(await freshness(), ['one outdated perhaps', 'two outdated perhaps']);
  });

  it('says which refs there are when there is none of that name', async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    const error = await rejectsWith(
      gitSource.fetch(`${repository.url}#develop`, context),
      'source_not_found',
    );
    assert.match(error.remedy, /1\.2\.0/u);
    await rejectsWith(gitSource.fetch(`${repository.url}#^9.0.0`, context), 'source_not_found');
    await rejectsWith(async () => gitSource.look?.(`${repository.url}#develop`, context), 'source_not_found');
  });

  it('is the folder of a file when the path leads to one, and nothing when it leads nowhere', async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    const fetched = await gitSource.fetch(`${repository.url}:skills/two/SKILL.md`, context);
    assert.deepEqual(await filesIn(fetched.folder), { 'SKILL.md': 'two\n' });
    assert.equal(fetched.source, `${repository.url}#:skills/two`);
    await rejectsWith(
      gitSource.fetch(`${repository.url}#main:skills/three`, await context.again()),
      'source_not_found',
    );
    await rejectsWith(
      gitSource.fetch(`${repository.url}#main:README.md/x`, await context.again()),
      'source_not_found',
    );
  });

  it('is refused when it holds a link, and nothing can be reached through it', async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    await symlink('/etc', join(repository.folder, 'skills/one/etc'));
    await repository.commit({ 'skills/two/x': 'x' });
    const fetched = await gitSource.fetch(repository.url, context);
    await rejectsWith(readFolder(join(fetched.folder, 'skills/one'), skillFolderLimits), 'folder_link');
    await assert.rejects(stat(join(fetched.folder, 'skills/one/etc')), { code: 'ENOENT' });
    assert.equal((await readFolder(join(fetched.folder, 'skills/two'), skillFolderLimits)).size, 2);
    await rejectsWith(
      gitSource.fetch(`${repository.url}#main:skills/one/etc`, await context.again()),
      'source_refused',
    );
  });

  it("has the bytes that were committed, whatever its attributes and the person's settings say", async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    const ran = join(context.root, 'ran');
    await writeFile(
      join(context.environment.home, '.gitconfig'),
      `[core]\n\tautocrlf = true\n[filter "evil"]\n\tsmudge = touch ${ran}\n\trequired = true\n`,
    );
    await repository.commit({
      '.gitattributes': '* text eol=crlf ident\n*.md filter=evil\n',
      'a.md': 'one\n$Id$\n',
    });
    const fetched = await gitSource.fetch(repository.url, context);
    assert.equal((await filesIn(fetched.folder))['a.md'], 'one\n$Id$\n');
    await assert.rejects(stat(ran), { code: 'ENOENT' }, 'a filter was run');
  });

  it("runs no hook and takes nothing from a template of the person's", async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    const { home } = context.environment;
    const ran = join(context.root, 'ran');
    await mkdir(join(home, 'template/hooks'), { recursive: true });
    await writeFile(join(home, 'template/hooks/post-checkout'), `#!/bin/sh\ntouch ${ran}\n`);
    await chmod(join(home, 'template/hooks/post-checkout'), 0o755);
    await writeFile(
      join(home, '.gitconfig'),
      `[init]\n\ttemplateDir = ${join(home, 'template')}\n[core]\n\thooksPath = ${join(home, 'template/hooks')}\n`,
    );
    await gitSource.fetch(repository.url, context);
    await assert.rejects(stat(ran), { code: 'ENOENT' }, 'a hook was run');
  });

  it('does not fetch submodules, and says so', async () => {
    await using repository = await makeVersions();
    await using context = await makeSourceContext();
    await repository.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      repository.url,
      'inner',
    );
    await repository.commit({});
    const fetched = await gitSource.fetch(repository.url, context);
    assert.deepEqual(await readdir(join(fetched.folder, 'inner')), []);
    assert.ok(context.said.includes('Not fetched: the submodule inner'), context.said.join('\n'));
  });

  it('works while it runs inside a hook of another repository', async () => {
    await using repository = await makeVersions();
    await using other = await makeRepository();
    await using context = await makeSourceContext();
    const variables = {
      ...context.environment.variables,
      GIT_DIR: join(other.folder, '.git'),
      GIT_WORK_TREE: other.folder,
      GIT_INDEX_FILE: join(other.folder, '.git/index'),
    };
    const fetched = await gitSource.fetch(repository.url, {
      ...context,
      environment: { ...context.environment, variables },
    });
    assert.deepEqual(await readdir(other.folder), ['.git'], 'the other one was written to');
    assert.equal((await filesIn(fetched.folder))['skills/two/SKILL.md'], 'two\n');
  });

  it("goes where the person's own insteadOf leads", async () => {
    await using repository = await makeVersions();
    await using server = await serveGit(repository.root);
    await using context = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
    await writeFile(
      join(context.environment.home, '.gitconfig'),
      `[url "${server.origin}/"]\n\tinsteadOf = https://git.example.com/\n`,
    );
    const fetched = await gitSource.fetch('https://git.example.com/skills.git', context);
    assert.equal(fetched.resolved.commit, repository.commits[2]);
    assert.equal(fetched.source, 'https://git.example.com/skills.git');
  });

  it('uses the user and password of the address and of credential helpers, and shows neither', async () => {
    await using repository = await makeVersions();
    const authorization = `Basic ${Buffer.from('anna:s3cr3t-w0rd').toString('base64')}`;
    await using server = await serveGit(repository.root, { authorization });
    await using context = await makeSourceContext();
    const withPassword = `${server.origin.replace('//', '//anna:s3cr3t-w0rd@')}/skills.git`;
    const fetched = await gitSource.fetch(withPassword, context);
    assert.doesNotMatch(JSON.stringify([fetched, context.said]), /anna|s3cr3t/u);

    const wrong = `${server.origin.replace('//', '//anna:wr0ng-w0rd@')}/skills.git`;
    const error = await rejectsWith(gitSource.fetch(wrong, await context.again()), 'source_not_found');
    assert.doesNotMatch(`${error.message} ${error.remedy} ${error.stack}`, /anna|wr0ng/u);

    await writeFile(
      join(context.environment.home, '.gitconfig'),
      `[credential]\n\thelper = "!f() { echo username=anna; echo password=s3cr3t-w0rd; }; f"\n`,
    );
    const helped = await gitSource.fetch(`${server.origin}/skills.git`, await context.again());
    assert.equal(helped.resolved.commit, repository.commits[2]);
  });

  it('is not fetched from a private network unless the settings allow the host', async () => {
    await using repository = await makeVersions();
    await using server = await serveGit(repository.root);
    await using context = await makeSourceContext({ network: { allowedPrivateHosts: [] } });
    const { host } = server;
    for (const url of [
      `${server.origin}/skills.git`,
      `http://localhost:${host.split(':')[1]}/skills.git`,
      `ssh://git@127.0.0.1/skills.git`,
      'git@127.0.0.1:skills.git',
      'http://169.254.169.254/latest.git',
      'https://[::1]/x.git',
    ])
      await rejectsWith(gitSource.fetch(url, context), 'source_refused');
    assert.deepEqual(server.requests, []);
    const allowed = { allowedPrivateHosts: [host] };
    await gitSource.fetch(`${server.origin}/skills.git`, await context.again({ network: allowed }));
  });

  it('is followed to where the repository has moved, and not to a private network', async () => {
    await using repository = await makeVersions();
    await using secret = await serveGit(repository.root);
    await using server = await startLoopbackServer((request, response) => {
      const target = request.url?.startsWith('/old.git')
        ? ''
        : secret.origin.replace('127.0.0.1', 'localhost');
      if (request.url?.startsWith('/skills.git')) runBackend(request, response, repository.root);
      else
        response
          .writeHead(301, { location: `${target}${request.url?.replace(/^\/[^/]+/u, '/skills.git')}` })
          .end();
    });
    await using context = await makeSourceContext();
    const fetched = await gitSource.fetch(`${server.origin}/old.git#main:skills/two`, context);
    assert.deepEqual(await filesIn(fetched.folder), { 'SKILL.md': 'two\n' });
    await rejectsWith(
      gitSource.fetch(`${server.origin}/inside.git`, await context.again()),
      'source_refused',
    );
    assert.deepEqual(secret.requests, []);
  });

  it('that is not there is said to be so', async () => {
    await using repository = await makeRepository();
    await using server = await serveGit(repository.root);
    await using context = await makeSourceContext();
    await rejectsWith(gitSource.fetch(`${server.origin}/none.git`, context), 'source_not_found');
    await rejectsWith(gitSource.fetch(`${repository.url}-none`, await context.again()), 'source_unreadable');
    await rejectsWith(gitSource.look?.(repository.url, context) ?? assert.fail(), 'source_not_found');
  });

  it('cannot be fetched from a server that is gone', async () => {
    await using context = await makeSourceContext();
    await using server = await startLoopbackServer(() => undefined);
    const { origin } = server;
    await server[Symbol.asyncDispose]();
    await rejectsWith(gitSource.fetch(`${origin}/x.git`, context), 'source_offline');
    await rejectsWith(gitSource.fetch('https://nowhere.invalid/x.git', context), 'source_offline');
  });

  it('is given up when the person cancels, and git is gone then', async () => {
    const asked = Promise.withResolvers<void>();
    const cut = Promise.withResolvers<void>();
    await using server = await startLoopbackServer((request) => {
      request.on('close', cut.resolve);
      asked.resolve();
    });
    const controller = new AbortController();
    await using context = await makeSourceContext({ signal: controller.signal });
    const fetching = gitSource.fetch(`${server.origin}/x.git`, context);
    await Promise.race([asked.promise, fetching]);
    controller.abort();
    await rejectsWith(fetching, 'source_cancelled');
    await cut.promise;
  });

  it('is given up when it takes too long', async () => {
    await using server = await startLoopbackServer(() => undefined);
    await using context = await makeSourceContext();
    const impatient = createGitSource({ maxBytes: 1e9, timeoutMs: 300 });
    await rejectsWith(impatient.fetch(`${server.origin}/x.git`, context), 'source_timed_out');
  });

  it('is given up when it is too large, also when it is small on the way', async () => {
    await using repository = await makeRepository();
    await using context = await makeSourceContext();
    await repository.commit({ 'zeros.bin': '0'.repeat(30_000_000) });
    const narrow = createGitSource({ maxBytes: 10_000_000, timeoutMs: 60_000 });
    await rejectsWith(narrow.fetch(repository.url, context), 'source_too_large');
  });

  it('says what to do on a machine without git, and with one that is too old', async () => {
    await using context = await makeSourceContext();
    const withPath = (path: string) => ({
      ...context,
      environment: { ...context.environment, variables: { ...context.environment.variables, PATH: path } },
    });
    const missing = await rejectsWith(
      gitSource.fetch('owner/repo', withPath(join(context.root, 'nothing'))),
      'source_needs_git',
    );
    assert.match(missing.remedy, /Install git/u);
    if (process.platform === 'win32') return;
    // Before 2.31 the settings of the environment are not read, and the remote is known by its name alone.
    await mkdir(join(context.root, 'old'));
    await writeFile(join(context.root, 'old/git'), '#!/bin/sh\necho origin\n', { mode: 0o755 });
    await rejectsWith(gitSource.fetch('owner/repo', withPath(join(context.root, 'old'))), 'source_needs_git');
  });
});
