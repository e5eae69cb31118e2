import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FolderPlaces,
  isUnsettled,
  settleFolders,
  switchFolders,
} from '../../../runtime/registry/project/switch-folders.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { failingDisk } from '../../support/failing-disk.ts';
import { contentOf } from '../../support/registry-home.ts';
import { makeHome } from '../../support/run-cli.ts';

interface Scene extends AsyncDisposable {
  readonly project: string;
  readonly places: FolderPlaces;
  /** Puts alpha and beta there with that text, and it into the lock file; gamma is taken away by `two`. */
  put(text: string): Promise<void>;
  content(): Promise<Record<string, string>>;
}

async function makeScene(): Promise<Scene> {
  const { path, [Symbol.asyncDispose]: dispose } = await makeHome();
  const project = join(path, 'project');
  const places = {
    skills: join(project, '.aios', 'skills'),
    lockFile: join(project, 'aios.lock.yaml'),
    journal: join(path, 'state', 'journal.json'),
  };
  await mkdir(project);
  const put = async (text: string): Promise<void> => {
    const files = new Map([['folder/prompt.md', Buffer.from(text)]]);
    const before = await readFile(places.lockFile, 'utf8').catch(() => '');
    const folders = new Map([
      ['alpha', files],
      ['beta', files],
      ['gamma', text === 'two' ? undefined : files],
    ]);
    await switchFolders(places, { folders, lock: { before, after: `skills: ${text}\n` } });
  };
  return { project, places, put, content: () => contentOf(project), [Symbol.asyncDispose]: dispose };
}

/** Begins to put `two` there and is stopped as by a power switch: nothing can be undone. */
async function stopAt(scene: Scene, path: RegExp): Promise<void> {
  using _step = failingDisk('renameSync', path, 'EIO');
  using _undoing = failingDisk('rmSync', /journal\.json$/u, 'EIO');
  await rejectsWith(scene.put('two'), 'file_eio');
}

describe("a project's folders and its lock file", () => {
  it('are switched together, and nothing is left of it', async () => {
    await using scene = await makeScene();
    await scene.put('one');
    assert.deepEqual(Object.keys(await scene.content()), [
      '.aios/',
      '.aios/skills/',
      '.aios/skills/alpha/',
      '.aios/skills/alpha/folder/',
      '.aios/skills/alpha/folder/prompt.md',
      '.aios/skills/beta/',
      '.aios/skills/beta/folder/',
      '.aios/skills/beta/folder/prompt.md',
      '.aios/skills/gamma/',
      '.aios/skills/gamma/folder/',
      '.aios/skills/gamma/folder/prompt.md',
      'aios.lock.yaml',
    ]);
    await scene.put('two');
    const content = await scene.content();
    assert.deepEqual(
      [
        content['.aios/skills/alpha/folder/prompt.md'],
        content['aios.lock.yaml'],
        content['.aios/skills/gamma/'],
      ],
      ['two', 'skills: two\n', undefined],
    );
    assert.equal(isUnsettled(scene.places), false);
  });

  for (const [what, [change, path, code]] of Object.entries({
    'the second folder': ['renameSync', /new\/beta -|skills\/beta$/u, 'EACCES'],
    'the removal': ['renameSync', /old\/gamma$/u, 'EPERM'],
    'the lock file': ['openSync', /\.aios\.lock\.yaml\./u, 'ENOSPC'],
    'the journal': ['openSync', /\.journal\.json\./u, 'ENOSPC'],
    'a new file': ['openSync', /new\/beta\/folder\/prompt\.md$/u, 'ENOSPC'],
  } as const))
    it(`stay as they are when the disk refuses ${what}`, async () => {
      await using scene = await makeScene();
      await scene.put('one');
      const before = await scene.content();
      {
        using disk = failingDisk(change, path, code);
        await rejectsWith(scene.put('two'), `file_${code.toLowerCase()}`);
        assert.ok(disk.count > 0, 'nothing was refused');
      }
      assert.deepEqual(await scene.content(), before);
      assert.equal(isUnsettled(scene.places), false);
    });

  it('are finished by the next one when a process was stopped in the middle', async () => {
    await using scene = await makeScene();
    await scene.put('one');
    await stopAt(scene, /skills\/beta$/u);
    assert.equal(isUnsettled(scene.places), true);
    await settleFolders(scene.places);
    const content = await scene.content();
    assert.equal(content['aios.lock.yaml'], 'skills: two\n');
    assert.deepEqual(
      Object.keys(content).filter((name) => /staging|tmp|gamma/u.test(name)),
      [],
    );
    assert.equal(isUnsettled(scene.places), false);
  });

  it('are undone by the next one where they cannot be finished', async () => {
    await using scene = await makeScene();
    await scene.put('one');
    const before = await scene.content();
    await stopAt(scene, /old\/gamma$/u);
    {
      using _still = failingDisk('renameSync', /old\/gamma$/u, 'EIO');
      await settleFolders(scene.places);
    }
    assert.deepEqual(await scene.content(), before);
    assert.equal(isUnsettled(scene.places), false);
  });

  it('are left to whoever changed the lock file meanwhile', async () => {
    await using scene = await makeScene();
    await scene.put('one');
    await stopAt(scene, /old\/gamma$/u);
    await writeFile(scene.places.lockFile, 'skills: of a colleague\n');
    await settleFolders(scene.places);
    const content = await scene.content();
    assert.equal(content['aios.lock.yaml'], 'skills: of a colleague\n');
    for (const id of ['alpha', 'beta', 'gamma']) assert.ok(content[`.aios/skills/${id}/folder/prompt.md`]);
    assert.equal(isUnsettled(scene.places), false);
  });

  it('are moved by nothing that stands in the project itself', async () => {
    await using scene = await makeScene();
    await scene.put('one');
    const before = await scene.content();
    const name = '.staging-999999999-0123456789ab-0123456789abcdef';
    await mkdir(join(scene.project, '.aios', name, 'new', 'alpha'), { recursive: true });
    await writeFile(join(scene.project, '.aios', name, 'journal.json'), '{"changes":[{"id":"alpha"}]}');
    await settleFolders(scene.places);
    const { [`.aios/${name}/`]: _left, ...after } = await scene.content();
    const others = Object.entries(after).filter(([path]) => !path.includes(name));
    assert.deepEqual(Object.fromEntries(others), before);
  });
});
