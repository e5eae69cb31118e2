import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AiosError } from '../../../runtime/errors.ts';
import { knownContents, type LedgerRow, readLedger, writeLedger } from '../../../runtime/sync/ledger.ts';

const row: LedgerRow = {
  client: 'cursor',
  kind: 'skill',
  id: 'notes',
  path: '/home/ada/.cursor/skills/notes',
  version: '1.0.0',
  mode: 'copy',
  delivered: { hash: 'sha256:1', files: { 'SKILL.md': 'sha256:2' } },
  pending: [],
  createdFrom: undefined,
  createdFile: false,
  createdFolder: undefined,
  at: '2026-01-01T00:00:00.000Z',
};

describe('The ledger', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aios-ledger-'));
    file = join(folder, 'state', 'sync_state.json');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is empty before anything was delivered', async () => {
    assert.deepEqual(await readLedger(file), { format: 1, rows: [] });
  });

  it('gives back what was written, in one order whatever order it came in', async () => {
    const other: LedgerRow = { ...row, kind: 'server', id: 'aios', mode: 'entry', createdFrom: 1 };
    await writeLedger(file, [row, other]);
    const text = await readFile(file, 'utf8');
    const { rows } = await readLedger(file);
    assert.deepEqual(
      rows.map(({ kind, createdFrom }) => [kind, createdFrom]),
      [
        ['server', 1],
        ['skill', undefined],
      ],
    );
    await writeLedger(file, [other, row]);
    assert.equal(await readFile(file, 'utf8'), text);
  });

  it('takes a skill that an editor reads by its API beside one that was copied to a client', async () => {
    const byApi: LedgerRow = { ...row, mode: 'api', path: '/home/ada/.aios/plugins/cursor/skills/notes' };
    await writeLedger(file, [row, byApi]);
    assert.deepEqual((await readLedger(file)).rows.map(({ mode }) => mode).sort(), ['api', 'copy']);
  });

  it('knows for ours what was delivered and what was begun', () => {
    const begun = { hash: 'sha256:3', files: {} };
    assert.deepEqual(
      knownContents({ ...row, pending: [begun] }).map(({ hash }) => hash),
      ['sha256:1', 'sha256:3'],
    );
    assert.deepEqual(knownContents({ ...row, delivered: undefined }), []);
  });

  it('takes away what a killed writer left beside it, and nothing else', async () => {
    await writeLedger(file, [row]);
    const leftover = join(dirname(file), '.sync_state.json.0123456789ab.aios-tmp');
    const others = [
      '.sync_state.json.notes',
      '.other.json.0123456789ab.aios-tmp',
      'sync_state.json.aios-tmp',
    ];
    for (const path of [leftover, ...others.map((name) => join(dirname(file), name))])
      await writeFile(path, 'x');
    await writeLedger(file, [row]);
    assert.deepEqual((await readdir(dirname(file))).sort(), [...others, 'sync_state.json'].sort());
  });

  if (process.platform !== 'win32') {
    it('is for the person’s eyes only', async () => {
      await writeLedger(file, [row]);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.equal((await stat(dirname(file))).mode & 0o777, 0o700);
    });
  }

  const damaged: readonly [name: string, text: string][] = [
    ['an empty file', ''],
    ['half a file', '{"format":1,"rows":[{"client":"cur'],
    ['an array', '[]'],
    ['a newer format', '{"format":2,"rows":[]}'],
    ['rows that are no list', '{"format":1,"rows":{}}'],
    ['a row that is a link', withRow({ mode: 'link' })],
    ['a row that does not say how it got there', withRow({ mode: undefined })],
    ['an entry that nobody wrote', withRow({ kind: 'server', mode: 'api' })],
    ['a row that is null', '{"format":1,"rows":[null]}'],
    ['a row of a kind nobody knows', withRow({ kind: 'prompt' })],
    ['a row without a path', withRow({ path: undefined })],
    ['content that is null', withRow({ delivered: null })],
    ['content without its files', withRow({ delivered: { hash: 'sha256:1' } })],
    ['a row that does not say what was begun', withRow({ pending: undefined })],
    ['begun content without a digest', withRow({ pending: [{ files: {} }] })],
  ];
  for (const [name, text] of damaged) {
    it(`is not guessed from ${name}, and left as it is`, async () => {
      await mkdir(dirname(file));
      await writeFile(file, text);
      await assert.rejects(readLedger(file), (error) => {
        assert.ok(AiosError.is(error, 'ledger_unreadable'));
        assert.ok(error.message.includes(file));
        assert.match(error.remedy, /copy of it/u);
        return true;
      });
      assert.equal(await readFile(file, 'utf8'), text);
    });
  }
});

function withRow(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ format: 1, rows: [{ ...row, ...changes }] });
}
