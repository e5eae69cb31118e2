import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { locateClients } from '../../../runtime/client/locate.ts';
import type { MigrationOptions, MigrationResult } from '../../../runtime/sync/migration.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { keptSnapshots } from '../../support/kept-snapshots.ts';
import { makeSyncHome, type SyncHome, type SyncHomeOptions, snapshot } from '../../support/sync-home.ts';

/** Windsurf’s config: a server of each kind, a comment, and ours. */
const windsurfText = `{
  // mine
  "mcpServers": {
    "github": { "command": "npx", "args": ["-y", "github-mcp"], "env": { "TOKEN": "ghp_secret" } },
    "linear": { "serverUrl": "https://mcp.linear.app/mcp", "headers": { "Authorization": "Bearer x" } },
    "aios": { "command": "/old/aios-mcp", "args": [] }
  }
}
`;

/** Devin Desktop’s: a BOM, CRLF, comments, a trailing comma, a big integer, and a server called as one of Windsurf’s. */
const devinText = [
  '\uFEFF{',
  '\t// my settings',
  '\t"big": 9007199254740993, "one": 1.0,',
  '\t"mcpServers": {',
  '\t\t"mine": { "command": "mine" }, // keep me',
  '\t},',
  '}',
  '',
].join('\r\n');

class MigrationHome implements AsyncDisposable {
  readonly home: SyncHome;
  readonly windsurf: string;
  readonly devin: string;

  private constructor(home: SyncHome, windsurf: string, devin: string) {
    this.home = home;
    this.windsurf = windsurf;
    this.devin = devin;
  }

  static async make(
    texts: { readonly windsurf?: string; readonly devin?: string } = {},
    options: SyncHomeOptions = {},
  ): Promise<MigrationHome> {
    const home = await makeSyncHome({ ...options, laidOut: false });
    const located = await locateClients(home.ports.environment);
    const pathOf = (id: string): string =>
      located.find(({ definition }) => definition.id === id)?.configPath ?? assert.fail(id);
    const made = new MigrationHome(home, pathOf('windsurf'), pathOf('devin-desktop'));
    for (const file of [made.windsurf, made.devin]) await mkdir(dirname(file), { recursive: true });
    await home.write(texts.windsurf ?? windsurfText, made.windsurf);
    if (texts.devin !== undefined) await home.write(texts.devin, made.devin);
    return made;
  }

  async migrate(options: MigrationOptions = {}): Promise<MigrationResult> {
    return (await this.home.runtime.openMigration()).migrate(options);
  }

  read(file: string): Promise<string> {
    return readFile(file, 'utf8');
  }

  /** Everything of the person's: what is not in our own home. */
  files(): Promise<Map<string, string>> {
    return snapshot(this.home.path, ['.aios']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.home[Symbol.asyncDispose]();
  }
}

function idsOf({ changes }: MigrationResult): string[] {
  return changes.map(({ id }) => id);
}

function codesOf({ errors }: MigrationResult): string[] {
  return errors.map(({ client, code }) => `${client} ${code}`);
}

describe('Taking servers along from Windsurf to Devin Desktop', () => {
  it('adds all but ours, and leaves every other byte of both files as it was', async () => {
    await using home = await MigrationHome.make({ devin: devinText });
    const before = await home.files();
    const result = await home.migrate();
    assert.deepEqual(codesOf(result), []);
    assert.deepEqual(result.changes[0], {
      client: 'devin-desktop',
      kind: 'server',
      id: 'github',
      action: 'create',
      path: home.devin,
      readers: ['devin-desktop'],
      predecessor: 'windsurf',
      from: home.windsurf,
    });
    assert.deepEqual(idsOf(result), ['github', 'linear']);
    const text = await home.read(home.devin);
    const added = text.split('\r\n').filter((line) => !devinText.split('\r\n').includes(line));
    assert.equal(text.replace(added.map((line) => `${line}\r\n`).join(''), ''), devinText);
    assert.doesNotMatch(text.replaceAll('\r\n', ''), /\n|aios/u);
    assert.match(text, /"url": "https:\/\/mcp\.linear\.app\/mcp"/u);
    assert.match(text, /"TOKEN": "ghp_secret"/u);
    const after = await home.files();
    for (const [name, content] of before)
      if (home.devin !== home.home.at(name)) assert.equal(after.get(name), content);
  });

  it('makes the file for the person alone where there was none', async () => {
    await using home = await MigrationHome.make();
    await home.migrate();
    const { mcpServers } = JSON.parse(await home.read(home.devin)) as { mcpServers: object };
    assert.deepEqual(mcpServers, {
      github: { command: 'npx', args: ['-y', 'github-mcp'], env: { TOKEN: 'ghp_secret' } },
      linear: { url: 'https://mcp.linear.app/mcp', headers: { Authorization: 'Bearer x' } },
    });
    if (process.platform !== 'win32') assert.equal((await stat(home.devin)).mode & 0o777, 0o600);
  });

  it('takes only those that are named, and says so of one that is there or that nobody has', async () => {
    const own = '{ "mcpServers": { "github": { "command": "my-own" } } }\n';
    await using home = await MigrationHome.make({ devin: own });
    await rejectsWith(home.migrate({ servers: ['nothing'] }), 'server_unknown');
    assert.deepEqual(codesOf(await home.migrate({ servers: ['github'] })), ['devin-desktop server_present']);
    assert.equal(await home.read(home.devin), own);
    const result = await home.migrate({ servers: ['github', 'linear'] });
    assert.deepEqual([idsOf(result), codesOf(result)], [['linear'], ['devin-desktop server_present']]);
    const { mcpServers } = JSON.parse(await home.read(home.devin)) as { mcpServers: Record<string, object> };
    assert.deepEqual(mcpServers.github, { command: 'my-own' });
    assert.deepEqual(idsOf(await home.migrate()), [], 'a name that is taken is not offered');
  });

  for (const which of ['windsurf', 'devin'] as const) {
    it(`is refused with line and column where the file of ${which} does not parse`, async () => {
      await using home = await MigrationHome.make({ [which]: '{\n  "mcpServers": }\n' });
      const before = await home.files();
      const result = await home.migrate();
      assert.deepEqual(codesOf(result), ['devin-desktop config_not_parsable']);
      assert.equal(result.errors[0]?.path, home[which]);
      assert.match(result.errors[0]?.message ?? '', /line 2, column 17/u);
      assert.deepEqual(await home.files(), before);
      assert.deepEqual(await keptSnapshots(home.home.aios), []);
    });
  }

  it('refuses what is no server, and a number that it could not write as it is', async () => {
    const servers =
      '{ "mcpServers": { "text": "x", "big": { "command": "a", "id": 9007199254740993 }, "fine": {} } }';
    await using home = await MigrationHome.make({ windsurf: servers });
    assert.deepEqual(codesOf(await home.migrate({ servers: ['text'] })), ['devin-desktop server_not_object']);
    assert.deepEqual(codesOf(await home.migrate({ servers: ['big'] })), ['devin-desktop server_not_exact']);
    assert.deepEqual(idsOf(await home.migrate({ servers: ['fine'] })), ['fine']);
  });

  it('tells what it would do without doing it', async () => {
    await using home = await MigrationHome.make({ devin: devinText });
    const before = await snapshot(home.home.path);
    const { changes, edits } = await (await home.home.runtime.openMigration()).preview();
    assert.deepEqual(
      changes.map(({ id }) => id),
      ['github', 'linear'],
    );
    assert.equal(String(edits[0]?.before), devinText);
    assert.deepEqual(await snapshot(home.home.path), before);
    await home.migrate();
    assert.equal(await home.read(home.devin), Buffer.from(edits[0]?.after ?? []).toString());
  });

  it('does not write over what the client wrote in the meantime', async () => {
    const theirs = '{ "mcpServers": { "github": { "command": "theirs" } } }\n';
    let write: (() => void) | undefined;
    const { writeFileSync } = await import('node:fs');
    await using home = await MigrationHome.make(
      { devin: '{}\n' },
      {
        onMoment: () => {
          write?.();
          write = undefined;
        },
      },
    );
    write = () => writeFileSync(home.devin, theirs);
    const result = await home.migrate();
    assert.deepEqual([idsOf(result), codesOf(result)], [['linear'], ['devin-desktop server_present']]);
    assert.match(await home.read(home.devin), /"theirs"/u);
    await home.home.runtime.sync.undo();
    assert.deepEqual(JSON.parse(await home.read(home.devin)), JSON.parse(theirs));
  });

  it('is put back where the file is damaged right after it was written, and is there to be taken along still', async () => {
    let path = '';
    const onMoment = (said?: string): void => {
      if (path !== '' && said === `Replaced ${path}.`) truncateSync(path, 20);
    };
    await using home = await MigrationHome.make({ devin: devinText }, { onMoment });
    path = home.devin;
    assert.deepEqual(codesOf(await home.migrate()), ['devin-desktop write_damaged']);
    assert.equal(await home.read(home.devin), devinText);
    assert.deepEqual(await keptSnapshots(home.home.aios), []);
    path = '';
    assert.deepEqual(idsOf(await home.migrate()), ['github', 'linear']);
  });

  it('leaves nothing of itself to undo where the file cannot be written', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await MigrationHome.make({ devin: devinText });
    await chmod(home.devin, 0o400);
    assert.deepEqual(codesOf(await home.migrate()), ['devin-desktop file_read_only']);
    assert.deepEqual(await keptSnapshots(home.home.aios), []);
    const [offer] = await (await home.home.runtime.openMigration()).offers();
    assert.deepEqual(offer?.servers, ['github', 'linear']);
  });
});

describe('What was taken along', () => {
  it('is taken back as a whole, byte for byte, and brought again by undoing that', async () => {
    for (const devin of [devinText, undefined]) {
      await using home = await MigrationHome.make(devin === undefined ? {} : { devin });
      const before = devin === undefined ? undefined : await home.read(home.devin);
      await home.migrate();
      const after = await home.read(home.devin);
      const { undone, changes, errors } = await home.home.runtime.sync.undo();
      assert.deepEqual([undone.kind, changes.length, errors], ['migration', 2, []]);
      assert.equal(await home.read(home.devin).catch(() => undefined), before);
      assert.deepEqual((await home.home.runtime.sync.undo()).errors, []);
      assert.equal(await home.read(home.devin), after);
    }
  });

  it('is taken back entry by entry where others wrote into the file since', async () => {
    await using home = await MigrationHome.make({ devin: devinText });
    await home.migrate();
    const since = (await home.read(home.devin)).replace('my settings', 'my other settings');
    await home.home.write(since, home.devin);
    const { changes, errors } = await home.home.runtime.sync.undo();
    assert.deepEqual([changes.length, errors], [2, []]);
    assert.equal(await home.read(home.devin), devinText.replace('my settings', 'my other settings'));
    const again = (await home.read(home.devin)).replace('other', 'third');
    await home.home.write(again, home.devin);
    assert.equal((await home.home.runtime.sync.undo()).changes.length, 2);
    assert.match(await home.read(home.devin), /third settings.*"github".*"linear"/su);
  });

  it('stays where a person changed it since, and that is said', async () => {
    await using home = await MigrationHome.make();
    await home.migrate();
    await home.home.write((await home.read(home.devin)).replace('github-mcp', 'another'), home.devin);
    const { changes, errors } = await home.home.runtime.sync.undo();
    assert.deepEqual(
      changes.map(({ id }) => id),
      ['linear'],
    );
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['changed_since'],
    );
    assert.deepEqual(Object.keys(JSON.parse(await home.read(home.devin)).mcpServers), ['github']);
  });

  it('is the person’s own: no sync, repair or drift has to do with it', async () => {
    await using home = await MigrationHome.make();
    await home.migrate();
    await home.home.install();
    await home.home.runtime.sync.sync();
    const { items } = await home.home.runtime.sync.status();
    assert.ok(items.every(({ id }) => id !== 'github' && id !== 'linear'));
    assert.match(await home.read(home.devin), /"github".*"linear".*"aios"/su);
  });

  it('is not offered again by itself once it was removed, only by name', async () => {
    await using home = await MigrationHome.make();
    await home.migrate();
    await rm(home.devin);
    const notes = (await home.home.runtime.examine()).filter(({ message }) =>
      message.includes('Windsurf had'),
    );
    assert.deepEqual(notes, []);
    assert.deepEqual(await home.migrate(), { changes: [], errors: [] });
    assert.deepEqual(idsOf(await home.migrate({ servers: ['github'] })), ['github']);
  });

  it('is noted by the doctor as long as it was not taken', async () => {
    await using home = await MigrationHome.make();
    await home.migrate({ servers: ['github'] });
    const note = (await home.home.runtime.examine()).find(({ message }) => message.includes('Windsurf had'));
    assert.match(note?.message ?? '', /: linear\.$/u);
  });
});
