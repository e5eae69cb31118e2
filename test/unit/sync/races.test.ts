import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { contents, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const copy = ['.claude', 'skills', 'meeting-notes'];

interface Racing {
  readonly home: SyncHome;
  /** Does `work` at each such moment, until it says that it is done. */
  meanwhile(work: () => boolean): void;
}

/**
 * A home in which somebody else writes at the worst moment. The runtime asks for the time after it has planned and
 * before it writes, and says when it has read a config and is about to replace it.
 */
async function makeRacing(options: { laidOut?: boolean } = {}): Promise<Racing> {
  let work: (() => boolean) | undefined;
  const home = await makeSyncHome({
    ...options,
    onMoment: () => {
      if (work?.()) work = undefined;
    },
  });
  await home.install();
  return {
    home,
    meanwhile: (given) => {
      work = given;
    },
  };
}

/** Whether the new content stands beside the file already and is about to be switched in. */
function isAboutToSwitch(path: string): boolean {
  const names = readdirSync(dirname(path));
  return names.some((name) => name.startsWith(`.${basename(path)}.`) && name.endsWith('.aios-tmp'));
}

/** Whether the plan stands: then the ledger was written under the lock that this sync took. */
function isCarryingOut(home: SyncHome): boolean {
  const { mtimeMs } = statSync(home.at('.aios', 'state', 'sync_state.json'));
  return mtimeMs >= statSync(home.at('.aios', 'state', 'locks', 'sync')).mtimeMs;
}

const afterPlanning = (work: () => void) => (): boolean => {
  work();
  return true;
};

describe('When a client writes its config while AI OS is at it', () => {
  it('what the client wrote is read again, kept, and ours put into it', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    const { path, text } = home.laid.claudeCode;
    const newer = text.replace('"numStartups":412', '"numStartups":413');
    let written = 0;
    meanwhile(() => {
      if (!isAboutToSwitch(path)) return false;
      writeFileSync(path, newer);
      written += 1;
      return true;
    });
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.equal(written, 1);
    const now = await home.read(path);
    assert.match(now, /"numStartups":413/u);
    assert.match(now, /aios-mcp/u);
  });

  it('and does so again and again, it is left as the client wrote it last, and the rest is delivered', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    const { path, text } = home.laid.claudeCode;
    let startups = 500;
    meanwhile(() => {
      startups += 1;
      writeFileSync(path, text.replace('"numStartups":412', `"numStartups":${startups}`));
      return false;
    });
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result), [
      'claude-desktop server create',
      'cursor server create',
      'claude-code skill create',
      'claude-code config_busy',
    ]);
    assert.match(result.errors[0]?.remedy ?? '', /Close the program/u);
    assert.match(await home.read(path), /"numStartups":5\d\d/u);
    assert.doesNotMatch(await home.read(path), /aios-mcp/u);
    meanwhile(() => true);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code server create']);
  });

  it('and puts its own entry under our name, that entry stays', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    const { path } = home.laid.claudeDesktop;
    const theirs = '{"mcpServers":{"aios":{"command":"theirs"}}}';
    meanwhile(afterPlanning(() => writeFileSync(path, theirs)));
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result).slice(3), ['claude-desktop changed_meanwhile']);
    assert.equal(await home.read(path), theirs);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-desktop server foreign']);
  });

  it('and changes our entry just as it is taken away, the changed entry stays', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    const { path } = home.laid.claudeDesktop;
    const theirs = '{"mcpServers":{"aios":{"command":"theirs"}}}';
    meanwhile(afterPlanning(() => writeFileSync(path, theirs)));
    assert.deepEqual(told(await home.runtime.sync.sync()).slice(3), ['claude-desktop changed_meanwhile']);
    assert.equal(await home.read(path), theirs);
  });

  it('and fills a file of our making just as that is taken away, the file stays with what was written', async () => {
    const { home, meanwhile } = await makeRacing({ laidOut: false });
    await using _ = home;
    mkdirSync(home.at('.cursor'));
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    const path = home.at('.cursor', 'mcp.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as { mcpServers: object };
    const filled = { mcpServers: { ...config.mcpServers, mine: { command: 'mine' } } };
    meanwhile(() => {
      if (!isCarryingOut(home)) return false;
      writeFileSync(path, JSON.stringify(filled));
      return true;
    });
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor server remove', 'cursor skill remove']);
    assert.deepEqual(JSON.parse(await home.read(path)), { mcpServers: { mine: { command: 'mine' } } });
  });
});

describe('When a person writes where our copy goes while AI OS is at it', () => {
  it('a folder made just then is theirs, and counts as foreign afterwards', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    meanwhile(
      afterPlanning(() => {
        mkdirSync(home.at(...copy));
        writeFileSync(home.at(...copy, 'SKILL.md'), 'mine');
      }),
    );
    assert.deepEqual(told(await home.runtime.sync.sync()).slice(3), ['claude-code changed_meanwhile']);
    assert.deepEqual([...(await contents(home.at(...copy)))], [['SKILL.md', 'mine']]);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill foreign']);
  });

  it('an edit made just before an update stays, and nothing else of the copy is updated', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    await home.runtime.sync.sync();
    await home.install({ version: '2.0.0' });
    meanwhile(afterPlanning(() => writeFileSync(home.at(...copy, 'SKILL.md'), 'mine')));
    const before = await contents(home.at(...copy));
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code changed_meanwhile']);
    assert.deepEqual(await contents(home.at(...copy)), new Map([...before, ['SKILL.md', 'mine']]));
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
  });

  it('an edit made just before the copy is taken away stays', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    meanwhile(afterPlanning(() => writeFileSync(home.at(...copy, 'SKILL.md'), 'mine')));
    await home.runtime.sync.sync();
    assert.deepEqual([...(await contents(home.at(...copy)))], [['SKILL.md', 'mine']]);
  });

  it('a copy deleted just before it is taken away is no error', async () => {
    const { home, meanwhile } = await makeRacing();
    await using _ = home;
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    meanwhile(afterPlanning(() => rmSync(home.at(...copy), { recursive: true })));
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });
});
