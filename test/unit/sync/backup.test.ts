import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Backups } from '../../../runtime/sync/backup.ts';

describe('Backups', () => {
  let root: string;
  let folder: string;
  let backups: Backups;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aios-backups-'));
    folder = join(root, 'state', 'backups');
    backups = new Backups(folder);
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  it('hold a file’s bytes under a name that says when and what, for the person alone', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d, 0x0d, 0x0a]);
    const copy = await backups.keepFile(
      '/home/ada/.cursor/mcp.json',
      bytes,
      new Date('2026-01-02T03:04:05.678Z'),
    );
    assert.match(basename(copy), /^2026-01-02T03-04-05-678Z_[0-9a-f]{6}_mcp\.json$/u);
    assert.deepEqual(await readFile(copy), bytes);
    if (process.platform !== 'win32') assert.equal((await stat(copy)).mode & 0o777, 0o600);
  });

  it('hold a folder with everything in it, links as links', async () => {
    const skill = join(root, 'notes');
    await mkdir(join(skill, 'deep'), { recursive: true });
    await writeFile(join(skill, 'deep', 'SKILL.md'), 'mine');
    await symlink('/nowhere/at/all', join(skill, 'link'));
    const copy = await backups.keepFolder(skill, new Date(0));
    assert.equal(await readFile(join(copy, 'deep', 'SKILL.md'), 'utf8'), 'mine');
    assert.equal(await readlink(join(copy, 'link')), '/nowhere/at/all');
  });

  it('are two for the same file at the same moment', async () => {
    const now = new Date(0);
    await backups.keepFile('/a/mcp.json', Buffer.from('1'), now);
    await backups.keepFile('/b/mcp.json', Buffer.from('2'), now);
    assert.equal((await readdir(folder)).length, 2);
  });

  it('are at most 200; the oldest go', async () => {
    await mkdir(folder, { recursive: true });
    const older = Array.from(
      { length: 205 },
      (_, index) => `2025-01-01T00-00-00-${String(index).padStart(3, '0')}Z_x`,
    );
    for (const name of older) await writeFile(join(folder, name), '');
    const newest = await backups.keepFile('/a/mcp.json', Buffer.from('1'), new Date());
    const names = (await readdir(folder)).sort();
    assert.equal(names.length, 200);
    assert.equal(names.at(-1), basename(newest));
    assert.equal(names[0], older[6]);
  });
});
