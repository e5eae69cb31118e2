import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import type { ListingUse } from '../../../runtime/client/listing-use.ts';
import type { ListingAdvice } from '../../../runtime/sync/listing-excess.ts';
import { listingAdvice, listingAdviceText } from '../../../runtime/sync/listing-excess.ts';
import { homeOfAll } from '../../support/home-of-all.ts';
import { installOne } from '../../support/install-one.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';

/** Installs skills whose descriptions are as long as may be. */
async function installLong(home: SyncHome, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(home.at('long', name), { recursive: true });
    const description = `Use it for ${name}. ${'Long words '.repeat(85)}`.slice(0, 1000);
    await home.write(
      `---\nname: ${name}\ndescription: ${description}\n---\nBody.\n`,
      'long',
      name,
      'SKILL.md',
    );
    await installOne(home.runtime.installer, home.at('long', name));
  }
}

async function look(
  home: SyncHome,
  id: string,
): Promise<{ listing: ListingUse; advice: ListingAdvice | undefined }> {
  const status = await home.runtime.sync.status();
  const client = status.clients.find(({ definition }) => definition.id === id);
  assert.ok(client);
  const { listing } = await home.runtime.sync.view(client);
  return { listing, advice: listingAdvice(status, id, listing) };
}

const names = Array.from({ length: 14 }, (_one, index) => `skill-${index}`);

describe('What is advised about a full listing', () => {
  it('gives room once it was done, whichever other clients read the same folders', async function () {
    this.timeout(120_000);
    const { home } = await homeOfAll();
    await using _ = home;
    await installLong(home, names);
    await home.runtime.sync.sync();
    let full = 0;
    for (const id of ['vscode', 'claude-code', 'copilot-cli', 'qwen-code']) {
      const { listing, advice } = await look(home, id);
      if (advice === undefined) continue;
      full += 1;
      assert.ok(listing.limit === 'known' && listing.characters > listing.budget, id);
      assert.ok(advice.isEnough, id);
      for (const skill of advice.switchOff)
        await home.runtime.registry.enable(skill.id, false, [id, ...skill.neededBy]);
      await home.runtime.sync.sync();
      const after = await look(home, id);
      assert.equal(after.advice, undefined, `${id}: ${after.listing.characters}`);
    }
    assert.ok(full >= 2, 'the listings were to be full');
  });

  it('is first what no other client needs there, and of what is on only', async () => {
    await using home = await makeSyncHome();
    await mkdir(home.at('.config', 'zed'), { recursive: true });
    await mkdir(home.at('.qwen'), { recursive: true });
    await installLong(home, names);
    await home.runtime.registry.enable('skill-0', false, ['claude-code']);
    await home.runtime.sync.sync();
    const { advice } = await look(home, 'claude-code');
    assert.ok(advice);
    assert.equal(advice.alreadyOff, 0);
    assert.ok(advice.switchOff.every(({ id, neededBy }) => id !== 'skill-0' && neededBy.length === 0));
  });

  it('names who else needs a copy where a client reads it, and what is off already', () => {
    const one = (advice: Partial<ListingAdvice>): string =>
      listingAdviceText('vscode', { switchOff: [], isEnough: true, alreadyOff: 0, ...advice });
    assert.equal(
      one({ switchOff: [{ id: 'a', neededBy: [] }] }),
      'Switch off what takes most: `aios disable a --client vscode`. Then run `aios sync`.',
    );
    assert.match(
      one({ switchOff: [{ id: 'a', neededBy: ['zed'] }] }),
      /^Zed needs one where .* reads it, .* all of them: `aios disable a --client vscode --client zed`\. Then run/u,
    );
    assert.match(
      one({ switchOff: [{ id: 'a', neededBy: [] }], isEnough: false }),
      /That is not enough: move/u,
    );
    assert.match(one({}), /^None that is on for it is from AI OS: move those away/u);
    assert.match(
      one({ alreadyOff: 3 }),
      /those that are off stand there for other clients: switch them off/u,
    );
  });
});
