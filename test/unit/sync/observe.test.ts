import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOfDigests, sha256 } from '../../../runtime/files/digest.ts';
import type { Deliverable } from '../../../runtime/sync/desired.ts';
import { type Delivered, type LedgerRow, rowKey } from '../../../runtime/sync/ledger.ts';
import { observe } from '../../../runtime/sync/observe.ts';
import type { Observation } from '../../../runtime/sync/plan.ts';

type Files = Readonly<Record<string, string>>;

const first: Files = { 'SKILL.md': 'one', 'references/a.json': 'a' };
const second: Files = { 'SKILL.md': 'two', 'references/b.json': 'b' };

function deliveredOf(files: Files): Delivered {
  const digests = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]));
  return { hash: digestOfDigests(digests), files: digests };
}

describe('What stands at a place', () => {
  let root: string;
  let folder: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aios-observe-'));
    folder = join(root, 'skills', 'notes');
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  async function lay(files: Files): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  }

  function rowWith(changes: Partial<LedgerRow>): LedgerRow {
    return {
      client: 'cursor',
      kind: 'skill',
      id: 'notes',
      path: folder,
      version: '1.0.0',
      mode: 'copy',
      delivered: undefined,
      pending: [],
      createdFrom: undefined,
      createdFile: false,
      createdFolder: undefined,
      at: '2026-01-01T00:00:00.000Z',
      ...changes,
    };
  }

  async function look(row: LedgerRow | undefined, wanted?: Files): Promise<Observation | undefined> {
    const about = { client: 'cursor', kind: 'skill', id: 'notes', path: folder } as const;
    const desired: Deliverable[] = wanted
      ? [{ ...about, readers: ['cursor'], mode: 'copy', version: '2.0.0', content: deliveredOf(wanted) }]
      : [];
    return (await observe(desired, row ? [row] : [])).get(rowKey(about));
  }

  it('is absent when there is no folder, also when its parents are missing', async () => {
    assert.deepEqual(await look(undefined, second), { kind: 'absent' });
  });

  it('is absent where only a person’s own files are left in a folder of that name', async () => {
    await lay({ 'mine.txt': 'mine' });
    assert.deepEqual(await look(undefined, second), { kind: 'absent' });
    assert.deepEqual(await look(undefined), undefined);
  });

  it('is other without a row, whatever it holds', async () => {
    await lay(second);
    assert.deepEqual(await look(undefined, second), { kind: 'other' });
  });

  it('is our content when every file is as we wrote it, with a person’s files beside them', async () => {
    await lay({ ...first, 'mine.md': 'mine' });
    const { hash } = deliveredOf(first);
    assert.deepEqual(await look(rowWith({ delivered: deliveredOf(first) })), { kind: 'present', hash });
  });

  it('is partial for some of our files, or for a mixture of our versions', async () => {
    const row = rowWith({ delivered: deliveredOf(first), pending: [deliveredOf(second)] });
    await lay({ 'references/a.json': 'a' });
    assert.deepEqual(await look(row), { kind: 'partial' });
    await lay({ 'SKILL.md': 'two' });
    assert.deepEqual(await look(row), { kind: 'partial' });
    await lay({ 'references/b.json': 'b' });
    assert.deepEqual(
      await look(row),
      { kind: 'partial' },
      'the second version, but with a file of the first',
    );
    await rm(join(folder, 'references', 'a.json'));
    assert.deepEqual(await look(row), { kind: 'present', hash: deliveredOf(second).hash });
  });

  it('is absent when only a person’s files are left', async () => {
    await lay({ 'mine.md': 'mine' });
    assert.deepEqual(await look(rowWith({ delivered: deliveredOf(first) })), { kind: 'absent' });
  });

  it('is other when one of our files was changed', async () => {
    await lay({ ...first, 'SKILL.md': 'mine' });
    assert.deepEqual(await look(rowWith({ delivered: deliveredOf(first) })), { kind: 'other' });
  });

  it('is other when a person’s file stands where the next version has one, unless it is the same', async () => {
    const row = rowWith({ delivered: deliveredOf(first) });
    await lay({ ...first, 'references/b.json': 'mine' });
    assert.deepEqual(await look(row, second), { kind: 'other' });
    await lay({ 'references/b.json': 'b' });
    assert.deepEqual(await look(row, second), { kind: 'present', hash: deliveredOf(first).hash });
  });

  it('is other when a link or a file stands in for a folder of ours', async () => {
    await lay(first);
    const row = rowWith({ delivered: deliveredOf(first) });
    await rm(join(folder, 'references'), { recursive: true });
    await writeFile(join(folder, 'references'), 'a file');
    assert.deepEqual(await look(row), { kind: 'other' });
    await rm(join(folder, 'references'));
    await mkdir(join(root, 'theirs'));
    await writeFile(join(root, 'theirs', 'a.json'), 'a');
    await symlink(join(root, 'theirs'), join(folder, 'references'));
    assert.deepEqual(await look(row), { kind: 'other' });
  });

  it('is unreadable, not absent, when it cannot be looked at; the other places are looked at all the same', async () => {
    await writeFile(join(root, 'skills'), 'a file where the skills folder belongs');
    const unreadable = await look(rowWith({ delivered: deliveredOf(first) }));
    assert.equal(unreadable?.kind, 'unreadable');
    assert.equal(unreadable?.kind === 'unreadable' && unreadable.code, 'file_enotdir');
  });

  it('is unreadable for an entry of a client that this version does not know', async () => {
    const path = join(root, 'config.json');
    await writeFile(path, '{}');
    const row = rowWith({ client: 'from-the-future', kind: 'server', id: 'aios', path, mode: 'entry' });
    const observation = (await observe([], [row])).get(rowKey(row));
    assert.equal(observation?.kind === 'unreadable' && observation.code, 'client_unknown');
    assert.match(observation?.kind === 'unreadable' ? observation.remedy : '', /newer version/u);
  });
});
