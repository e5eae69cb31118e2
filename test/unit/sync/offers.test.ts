import assert from 'node:assert/strict';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { offerText } from '../../../runtime/sync/offer-text.ts';
import {
  forgetOffer,
  isFresh,
  noteOffer,
  type Offer,
  offerLastsMs,
  readOffers,
} from '../../../runtime/sync/offers.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';

const client = 'vscode';
const [config, other] = ['/home/ada/.config/Code/User/mcp.json', '/home/ada/.config/Insiders/User/mcp.json'];
const monday = new Date(Date.UTC(2026, 0, 5, 10, 42));
const tuesday = new Date(Date.UTC(2026, 0, 6, 10, 42));
const friday = new Date(Date.UTC(2026, 0, 9, 10, 42));

describe('What editors were offered by their API', () => {
  let home: SyncHome;
  let folder: string;
  beforeEach(async () => {
    home = await makeSyncHome();
    folder = join(home.aios, 'state', 'offers');
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it('is kept for each config, with since when and when last, and is gone when it is taken back', async () => {
    assert.deepEqual(await readOffers(folder), []);
    const offer = { client, config, version: '1.0.0' };
    await noteOffer(folder, offer, monday);
    await noteOffer(folder, { ...offer, config: other }, tuesday);
    await noteOffer(folder, offer, friday);
    const kept: Offer[] = [
      { ...offer, since: monday, at: friday },
      { ...offer, config: other, since: tuesday, at: tuesday },
    ];
    assert.deepEqual(await readOffers(folder), kept);
    await forgetOffer(folder, config);
    await forgetOffer(folder, '/never/offered');
    assert.deepEqual(await readOffers(folder), kept.slice(1));
  });

  it('is new with another version of AI OS', async () => {
    await noteOffer(folder, { client, config, version: '1.0.0' }, monday);
    await noteOffer(folder, { client, config, version: '1.1.0' }, friday);
    assert.deepEqual(await readOffers(folder), [
      { client, config, version: '1.1.0', since: friday, at: friday },
    ]);
  });

  it('is for the person’s eyes only', async function () {
    if (process.platform === 'win32') this.skip();
    await noteOffer(folder, { client, config, version: '1.0.0' }, monday);
    const [name = ''] = await readdir(folder);
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  });

  it('is read past what is damaged or of a newer version', async () => {
    await noteOffer(folder, { client, config, version: '1.0.0' }, monday);
    for (const [name, text] of [
      ['a.json', '{'],
      ['b.json', '[]'],
      [
        'c.json',
        JSON.stringify({ format: 2, client, config: other, version: '3', since: monday, at: monday }),
      ],
      [
        'd.json',
        JSON.stringify({ format: 1, client, config: other, version: '3', since: 'once', at: monday }),
      ],
      ['notes.txt', 'mine'],
    ] as const)
      await writeFile(join(folder, name), text);
    await mkdir(join(folder, 'e.json'));
    assert.deepEqual(
      (await readOffers(folder)).map((offer) => offer.config),
      [config],
    );
  });

  it('is nothing that a sync, a repair or an undo would touch, and counts until a config has our entry', async () => {
    const { sync } = home.runtime;
    await home.install();
    await sync.sync({ clients: ['claude-code'] });
    const { path, text } = home.laid.cursor;
    await sync.noteOffer('cursor', path, true);
    const offers = async (): Promise<string[]> =>
      (await sync.offers(await sync.status())).map((offer) => `${offer.client} ${offer.config}`);
    assert.deepEqual(await offers(), [`cursor ${path}`]);
    const { items } = await sync.status();
    assert.ok(!items.some((item) => item.path === path));
    await sync.undo();
    assert.equal(await home.read(path), text);
    assert.deepEqual(await offers(), [`cursor ${path}`]);
    await sync.sync({ clients: ['cursor'], despiteOffers: true });
    assert.deepEqual(await offers(), []);
    await sync.noteOffer('cursor', path, false);
    await sync.undo();
    assert.deepEqual(await offers(), []);
  });

  it('counts for seven days after it was made last, and not when it is of a time to come', () => {
    const counts = (milliseconds: number): boolean =>
      isFresh({ at: monday }, new Date(monday.getTime() + milliseconds));
    assert.deepEqual([0, offerLastsMs - 1, offerLastsMs, -offerLastsMs].map(counts), [
      true,
      true,
      false,
      false,
    ]);
  });

  it('is told with its times, the last one only where it is another', () => {
    const at = (hour: number, day = 2): Date => new Date(2026, 0, day, hour, 5);
    assert.equal(offerText({ since: at(10), at: at(10) }, at(12)), 'by the editor’s API, since 10:05');
    assert.equal(
      offerText({ since: at(9, 1), at: at(10) }, at(12)),
      'by the editor’s API, since 2026-01-01 09:05, last at 10:05',
    );
  });
});
