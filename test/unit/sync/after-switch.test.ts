import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AiosError } from '../../../runtime/errors.ts';
import { editConfig } from '../../../runtime/sync/edit-config.ts';
import { readLedger } from '../../../runtime/sync/ledger.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeHome } from '../../support/run-cli.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const overwriter = fileURLToPath(new URL('../../support/overwrite-file.ts', import.meta.url));

interface Racing {
  readonly home: SyncHome;
  /** Does `work` once, right after the runtime has put a config there or taken it away. */
  afterReplacing(path: string, work: () => void): void;
}

/** A home with the one client in it, unless told otherwise, in which something happens right after a config was switched in. */
async function makeRacing(options: { laidOut?: boolean } = {}): Promise<Racing> {
  let awaited: { said: string; work: () => void } | undefined;
  const home = await makeSyncHome({
    ...options,
    onMoment: (said) => {
      if (awaited === undefined || said !== awaited.said) return;
      const { work } = awaited;
      awaited = undefined;
      work();
    },
  });
  await home.install();
  return {
    home,
    afterReplacing: (path, work) => {
      awaited = { said: `Replaced ${path}.`, work };
    },
  };
}

/** A second process that writes random bytes over a file, as many as it has. */
function damage(path: string): void {
  assert.equal(spawnSync(process.execPath, [overwriter, path]).status, 0);
}

function cutInHalf(path: string): void {
  truncateSync(path, Math.floor(statSync(path).size / 2));
}

const onUnix = process.platform === 'win32' ? it.skip : it;

/** What was set aside beside a file. */
function keptBeside(path: string): string[] {
  const names = readdirSync(dirname(path)).filter((name) =>
    name.startsWith(`${basename(path)}.aios-damaged-`),
  );
  return names.map((name) => join(dirname(path), name));
}

/** The clients whose configs the ledger has our entry in. */
async function clientsWithEntry(home: SyncHome): Promise<string[]> {
  const { rows } = await readLedger(home.at('.aios', 'state', 'sync_state.json'));
  return rows.filter(({ kind }) => kind === 'server').map(({ client }) => client);
}

describe('A config that another program writes right after AI OS did', () => {
  it('stays as that program left it where our entry is still in it, and is no error', async () => {
    const { home, afterReplacing } = await makeRacing();
    await using _ = home;
    const { path } = home.laid.claudeCode;
    let theirs = '';
    afterReplacing(path, () => {
      theirs = readFileSync(path, 'utf8').replace('"numStartups":412', '"numStartups":413');
      writeFileSync(path, theirs);
    });
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.match(theirs, /"numStartups":413/u);
    assert.equal(await home.read(path), theirs);
    assert.ok(home.logged.some((line) => line.includes(`wrote ${path} right after AI OS; that stays`)));
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
    assert.deepEqual(keptBeside(path), []);
  });

  it('stays, and the delivery counts as failed, where that program wrote it from memory', async () => {
    const { home, afterReplacing } = await makeRacing();
    await using _ = home;
    const { path, text } = home.laid.claudeCode;
    const theirs = text.replace('"numStartups":412', '"numStartups":413');
    afterReplacing(path, () => writeFileSync(path, theirs));
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result).at(-1), 'claude-code overwritten_meanwhile');
    assert.match(result.errors[0]?.remedy ?? '', /Close the program/u);
    assert.equal(await home.read(path), theirs);
    assert.ok(!(await clientsWithEntry(home)).includes('claude-code'));
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code server not-delivered']);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code server create']);
  });

  it('is told of in the same way where the very bytes of before are back, or the file is gone', async () => {
    for (const overwrite of ['back', 'gone']) {
      const { home, afterReplacing } = await makeRacing();
      await using _ = home;
      const { path, text } = home.laid.cursor;
      afterReplacing(path, () => (overwrite === 'back' ? writeFileSync(path, text) : rmSync(path)));
      assert.deepEqual(told(await home.runtime.sync.sync()).at(-1), 'cursor overwritten_meanwhile');
      assert.deepEqual(readdirSync(dirname(path)).includes('mcp.json'), overwrite === 'back');
      assert.ok(!(await clientsWithEntry(home)).includes('cursor'));
    }
  });

  it('is told of too where what is back is the beginning of what AI OS wrote', async () => {
    const { home, afterReplacing } = await makeRacing({ laidOut: false });
    await using _ = home;
    const path = home.at('.codex', 'config.toml');
    mkdirSync(dirname(path));
    const text = '# Mine.\nmodel = "o3"\n';
    writeFileSync(path, text);
    afterReplacing(path, () => {
      assert.ok(readFileSync(path, 'utf8').startsWith(text));
      writeFileSync(path, text);
    });
    assert.deepEqual(told(await home.runtime.sync.sync()).at(-1), 'codex overwritten_meanwhile');
    assert.deepEqual(keptBeside(path), []);
  });

  it('keeps its row in the ledger where our entry was to be taken away and is back', async () => {
    const { home, afterReplacing } = await makeRacing();
    await using _ = home;
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    const { path } = home.laid.cursor;
    const delivered = await home.read(path);
    afterReplacing(path, () => writeFileSync(path, `${delivered}\n`));
    assert.deepEqual(told(await home.runtime.sync.sync()).at(-1), 'cursor overwritten_meanwhile');
    assert.equal(await home.read(path), `${delivered}\n`);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['cursor server not-wanted']);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor server remove']);
  });

  it('stays where a file of our making was taken away and is made anew with something else', async () => {
    const { home, afterReplacing } = await makeRacing({ laidOut: false });
    await using _ = home;
    mkdirSync(home.at('.cursor'));
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    const path = home.at('.cursor', 'mcp.json');
    const theirs = '{"mcpServers":{"mine":{"command":"mine"}}}';
    afterReplacing(path, () => writeFileSync(path, theirs));
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.equal(await home.read(path), theirs);
    assert.deepEqual(await clientsWithEntry(home), []);
  });
});

describe('A config that is damaged right after it was switched in', () => {
  it('is put back as it was before, mode included, what was found is kept, and the delivery failed', async () => {
    const { home, afterReplacing } = await makeRacing();
    await using _ = home;
    const { path, text } = home.laid.cursor;
    chmodSync(path, 0o640);
    let found = Buffer.of();
    afterReplacing(path, () => {
      damage(path);
      found = readFileSync(path);
    });
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result).at(-1), 'cursor write_damaged');
    assert.equal(await home.read(path), text);
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o640);
    const [kept = '', ...more] = keptBeside(path);
    assert.deepEqual(more, []);
    assert.ok(readFileSync(kept).equals(found));
    assert.ok(result.errors[0]?.message.includes(kept));
    assert.ok(!(await clientsWithEntry(home)).includes('cursor'));
    assert.deepEqual(askew(await home.runtime.sync.status()), ['cursor server not-delivered']);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor server create']);
    assert.deepEqual(keptBeside(path), [kept]);
  });

  it('is put back where it is cut, also in a language in which half a file is a file', async () => {
    const { home, afterReplacing } = await makeRacing({ laidOut: false });
    await using _ = home;
    const path = home.at('.codex', 'config.toml');
    mkdirSync(dirname(path));
    const text = '# Mine.\nmodel = "o3"\n';
    writeFileSync(path, text);
    afterReplacing(path, () => {
      const written = readFileSync(path, 'utf8');
      assert.match(written, /^command = .*\n/mu);
      writeFileSync(path, written.slice(0, written.indexOf('command = ')));
    });
    assert.deepEqual(told(await home.runtime.sync.sync()).at(-1), 'codex write_damaged');
    assert.equal(await home.read(path), text);
    assert.equal(keptBeside(path).length, 1);
  });

  onUnix('is put back behind a person’s link, which stays a link', async () => {
    const { home, afterReplacing } = await makeRacing();
    await using _ = home;
    const { path, text } = home.laid.cursor;
    mkdirSync(home.at('dotfiles'));
    const behind = home.at('dotfiles', 'cursor.json');
    renameSync(path, behind);
    symlinkSync(behind, path);
    afterReplacing(path, () => cutInHalf(path));
    assert.deepEqual(told(await home.runtime.sync.sync()).at(-1), 'cursor write_damaged');
    assert.equal(readFileSync(behind, 'utf8'), text);
    assert.ok(lstatSync(path).isSymbolicLink());
    const [kept = ''] = keptBeside(behind);
    assert.deepEqual(keptBeside(path), []);
    const findings = (await home.runtime.examine()).map(({ message }) => message);
    assert.ok(findings.some((message) => message.startsWith(`${kept} is what was found of Cursor's config`)));
  });

  it('is set aside where there was none before, and there is none again', async () => {
    const { home, afterReplacing } = await makeRacing({ laidOut: false });
    await using _ = home;
    mkdirSync(home.at('.cursor'));
    const path = home.at('.cursor', 'mcp.json');
    afterReplacing(path, () => truncateSync(path, 0));
    assert.deepEqual(told(await home.runtime.sync.sync()).at(-1), 'cursor write_damaged');
    const left = readdirSync(dirname(path)).filter((name) => name.startsWith('mcp.json'));
    assert.deepEqual(
      left,
      keptBeside(path).map((kept) => basename(kept)),
    );
    assert.equal(left.length, 1);
    assert.deepEqual(await clientsWithEntry(home), []);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor server create']);
  });

  it('is put back with our entry, and the ledger knows it, where that was taken away', async () => {
    const { home, afterReplacing } = await makeRacing();
    await using _ = home;
    await home.runtime.sync.sync();
    await home.runtime.registry.remove('meeting-notes');
    const { path, text } = home.laid.cursor;
    const delivered = await home.read(path);
    afterReplacing(path, () => damage(path));
    assert.deepEqual(told(await home.runtime.sync.sync()).at(-1), 'cursor write_damaged');
    assert.equal(await home.read(path), delivered);
    assert.deepEqual(await clientsWithEntry(home), ['cursor']);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor server remove']);
    assert.equal(await home.read(path), text);
  });

  it('is put back by an undo where AI OS could not do so itself', async () => {
    const { home, afterReplacing } = await makeRacing({ laidOut: false });
    await using _ = home;
    const path = home.at('.cursor', 'mcp.json');
    const text = '{"mcpServers":{}}\n';
    mkdirSync(dirname(path));
    writeFileSync(path, text);
    afterReplacing(path, () => {
      damage(path);
      chmodSync(path, 0o400);
    });
    const result = await home.runtime.sync.sync({ clients: ['cursor'] });
    assert.deepEqual(told(result).at(-1), 'cursor write_damaged');
    assert.match(result.errors[0]?.message ?? '', /could not be put back: .* is read-only/u);
    assert.match(result.errors[0]?.remedy ?? '', /aios undo/u);
    assert.deepEqual(keptBeside(path), []);
    chmodSync(path, 0o600);
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.equal(await home.read(path), text);
  });

  it('is as it was before an undo that it happened to, and the ledger still has our entry', async () => {
    const { home, afterReplacing } = await makeRacing();
    await using _ = home;
    await home.runtime.sync.sync();
    const { path } = home.laid.cursor;
    const delivered = await home.read(path);
    afterReplacing(path, () => damage(path));
    const result = await home.runtime.sync.undo();
    assert.deepEqual(told(result).at(-1), 'cursor write_damaged');
    assert.equal(await home.read(path), delivered);
    assert.deepEqual(await clientsWithEntry(home), ['cursor']);
    assert.notEqual(delivered, home.laid.cursor.text);
    await home.runtime.sync.sync();
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });
});

describe('A config that another program is in the middle of writing', () => {
  const before = '{}\n';
  const after = '{"mcpServers":{"aios":{"command":"aios-mcp"}}}\n';
  const path = 'config.json';

  /** Puts `after` there. `meanwhile` is what the other program does: right after that, and whenever it is waited. */
  async function edit(folder: string, meanwhile: readonly (string | undefined)[]): Promise<number> {
    const file = join(folder, path);
    writeFileSync(file, before);
    let step = 0;
    const goOn = async (): Promise<void> => {
      const text = meanwhile[step];
      if (text !== undefined) writeFileSync(file, text);
      step += 1;
    };
    const said = (message: string): void => {
      if (message.startsWith('Replaced ')) void goOn();
    };
    await editConfig(
      {
        path: file,
        emptyText: before,
        log: { debug: said },
        holds: (bytes) => parse(file, bytes).includes('aios'),
        wait: goOn,
      },
      () => Buffer.from(after),
    );
    return step;
  }

  function parse(file: string, bytes: Buffer): string {
    const text = bytes.toString('utf8');
    if (text.endsWith('\n')) return text;
    throw new AiosError(`${file} is cut.`, { code: 'config_not_parsable', remedy: 'Mend it.' });
  }

  it('is waited for, and stays as that program leaves it', async () => {
    await using home = await makeHome();
    const theirs = '{"mine":1,"mcpServers":{"aios":{"command":"aios-mcp"}}}\n';
    assert.equal(await edit(home.path, ['{"mine', '{"mine":1', theirs]), 3);
    assert.equal(readFileSync(join(home.path, path), 'utf8'), theirs);
    assert.deepEqual(readdirSync(home.path), [path]);
  });

  it('is waited for, and is told of where our entry is not in it then', async () => {
    await using home = await makeHome();
    await rejectsWith(edit(home.path, ['', '{"mine":1}\n']), 'overwritten_meanwhile');
    assert.equal(readFileSync(join(home.path, path), 'utf8'), '{"mine":1}\n');
  });

  it('is left to that program where it still writes after half a second', async () => {
    await using home = await makeHome();
    const steps = ['{"a', '{"ab', '{"abc', '{"abcd', '{"abcde'];
    await rejectsWith(edit(home.path, steps), 'overwritten_meanwhile');
    assert.equal(readFileSync(join(home.path, path), 'utf8'), '{"abcde');
    assert.deepEqual(readdirSync(home.path), [path]);
  });

  it('and stopped doing so is put back', async () => {
    await using home = await makeHome();
    await rejectsWith(edit(home.path, ['{"a', '{"ab']), 'write_damaged');
    assert.equal(readFileSync(join(home.path, path), 'utf8'), before);
    const [kept = ''] = keptBeside(join(home.path, path));
    assert.equal(readFileSync(kept, 'utf8'), '{"ab');
  });

  it('is not looked at twice where nobody else wrote it', async () => {
    await using home = await makeHome();
    assert.equal(await edit(home.path, []), 1);
  });
});
