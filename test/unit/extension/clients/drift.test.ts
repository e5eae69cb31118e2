import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { choicesFor } from '../../../../extension/features/clients/drift/choices-for.ts';
import { fromQuery, toQuery } from '../../../../extension/features/clients/drift/place-address.ts';
import { choiceWords, driftSentence } from '../../../../extension/features/clients/drift/place-words.ts';
import { ToldDrift } from '../../../../extension/features/clients/drift/told-drift.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import { makeSyncHome, type SyncHome } from '../../../support/sync-home.ts';

const copy = ['.claude', 'skills', 'meeting-notes', 'SKILL.md'];

async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

async function items(home: SyncHome): Promise<readonly PlannedItem[]> {
  return (await home.runtime.sync.status()).items;
}

async function choices(home: SyncHome): Promise<string[]> {
  return (await items(home)).map((item) => choicesFor(item).join(' ')).filter((words) => words !== '');
}

/** An editor's window, as far as telling of drift goes. */
class Window {
  looks = 0;
  private readonly home: SyncHome;
  private readonly told: ToldDrift;

  constructor(home: SyncHome) {
    this.home = home;
    this.told = new ToldDrift(home.at('.aios', 'state', 'told', 'drift'), () => {
      this.looks += 1;
    });
  }

  /** @returns what this window tells after a scan */
  async look(found?: readonly PlannedItem[]): Promise<string[]> {
    const news = await this.told.take(found ?? (await items(this.home)));
    return news.map(({ client, kind, state }) => `${client} ${kind} ${state}`);
  }

  pause(): void {
    this.told.pause();
  }
}

describe('Drift that is told of', () => {
  const missing = 'cursor server missing';
  const empty = (home: SyncHome): Promise<void> => home.write(home.laid.cursor.text, home.laid.cursor.path);

  it('is told once for as long as it stands, and again when it comes again', async () => {
    await using home = await delivered();
    const window = new Window(home);
    assert.deepEqual(await window.look(), []);
    await empty(home);
    assert.deepEqual(await window.look(), [missing]);
    assert.deepEqual(await window.look(), []);
    assert.deepEqual(await new Window(home).look(), [], 'a restart does not tell it again');
    await home.runtime.sync.repair();
    assert.deepEqual([await window.look(), window.looks], [[], 1]);
    assert.deepEqual([await window.look(), window.looks], [[], 1]);
    await empty(home);
    assert.deepEqual(await window.look(), [missing]);
  });

  it('is told by one of several windows that find it at the same moment', async () => {
    await using home = await delivered();
    await empty(home);
    await home.write(`${await home.read(...copy)}Mine.\n`, ...copy);
    const found = await items(home);
    const windows = Array.from({ length: 5 }, () => new Window(home));
    const told = await Promise.all(windows.map((window) => window.look(found)));
    assert.deepEqual(told.flat().sort(), ['claude-code skill edited', missing]);
  });

  it('is not forgotten by a window whose scan began before it came', async () => {
    await using home = await delivered();
    const [late, early] = [new Window(home), new Window(home)];
    const before = await items(home);
    await empty(home);
    assert.deepEqual(await early.look(), [missing]);
    assert.deepEqual([await late.look(before), late.looks], [[], 1]);
    assert.deepEqual([await late.look(), await early.look()], [[], []]);
    assert.deepEqual(await new Window(home).look(), []);
  });

  it('is not told again by a window where it still stands when another one sees it gone', async () => {
    await using home = await delivered();
    const [own, other] = [new Window(home), new Window(home)];
    await empty(home);
    assert.deepEqual(await own.look(), [missing]);
    await other.look([]);
    await other.look([]);
    assert.deepEqual(await own.look(), []);
  });

  it('leaves nothing behind when it is gone', async () => {
    await using home = await delivered();
    const window = new Window(home);
    await empty(home);
    await window.look();
    await home.runtime.sync.repair();
    await window.look();
    await window.look();
    assert.deepEqual(await readdir(home.at('.aios', 'state', 'told', 'drift')), []);
  });

  it('is told where nothing can be written, once by each window', async () => {
    await using home = await delivered();
    await home.write('in the way', '.aios', 'state', 'told');
    const window = new Window(home);
    await empty(home);
    assert.deepEqual([await window.look(), await window.look()], [[missing], []]);
  });

  it('is told one by one, and after a while without notices if nobody else told it', async () => {
    await using home = await delivered();
    const window = new Window(home);
    await empty(home);
    await window.look();
    window.pause();
    await home.write(`${await home.read(...copy)}Mine.\n`, ...copy);
    assert.deepEqual(await window.look(), ['claude-code skill edited']);
  });

  it('is not what the next sync mends by itself', async () => {
    await using home = await delivered();
    await home.install({ version: '2.0.0' });
    assert.ok((await items(home)).some(({ state }) => state === 'source-moved'));
    assert.deepEqual(await new Window(home).look(), []);
  });
});

describe('What can be done about a place', () => {
  it('is nothing where it is as it should be', async () => {
    await using home = await delivered();
    assert.deepEqual(await choices(home), []);
  });

  it('is to put back what is gone, and to choose about what was edited; only a skill can be adopted', async () => {
    await using home = await delivered();
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    assert.deepEqual(await choices(home), ['show restore leave']);
    await home.runtime.sync.repair();
    await home.write(
      (await home.read(home.laid.cursor.path)).replace('aios-mcp', 'mine'),
      home.laid.cursor.path,
    );
    assert.deepEqual(await choices(home), ['show keep restore']);
    await home.write(`${await home.read(...copy)}Mine.\n`, ...copy);
    assert.deepEqual((await choices(home)).sort(), ['show keep adopt restore', 'show keep restore']);
  });
});

describe('What is said of a place that drifted', () => {
  async function said(home: SyncHome): Promise<string[]> {
    const status = await home.runtime.sync.status();
    const open = status.items.filter((item) => choicesFor(item).includes('keep'));
    return open.map((item) => `${driftSentence(item, status)} ${choiceWords(item)}`);
  }

  it('offers no adopting of an entry: a skill can be had everywhere as it was edited, a server cannot', async () => {
    await using home = await delivered();
    const config = home.laid.cursor.path;
    await home.write((await home.read(config)).replace('aios-mcp', 'mine'), config);
    await home.write(`${await home.read(...copy)}Mine.\n`, ...copy);
    assert.deepEqual((await said(home)).sort(), [
      'Claude Code: the skill “meeting-notes” was edited there. Keep, adopt or restore it.',
      'Cursor: its entry for AI OS was edited there. Keep or restore it.',
    ]);
  });

  it('says of what a person put into an entry that is no longer wanted why it still stands', async () => {
    await using home = await delivered();
    const config = home.laid.cursor.path;
    await home.write((await home.read(config)).replace('"aios": {', '"aios": { // Mine.\n'), config);
    assert.deepEqual(await said(home), []);
    await home.runtime.registry.enable('meeting-notes', false, ['cursor']);
    assert.deepEqual(await said(home), [
      'Cursor: its entry for AI OS is not wanted any more, but holds something of yours. Keep it as yours or take it out with that.',
    ]);
  });
});

describe('The address of a text of a place', () => {
  const address = {
    kind: 'skill',
    id: 'notes',
    path: '/home/a b/#?%/notes',
    name: 'notes/SKILL.md',
  } as const;

  it('says all that is needed to find the text again', () => {
    assert.deepEqual(fromQuery(toQuery({ ...address, side: 'here' })), { ...address, side: 'here' });
  });

  it('is none when anything of it is missing or strange', () => {
    const whole = JSON.parse(toQuery({ ...address, side: 'ours' })) as Record<string, unknown>;
    for (const key of Object.keys(whole))
      assert.equal(fromQuery(JSON.stringify({ ...whole, [key]: 7 })), undefined, key);
    for (const query of ['', '{', 'null', '[]', '7']) assert.equal(fromQuery(query), undefined, query);
  });
});
