import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ClientDefinition } from '../../runtime/client/client-definition.ts';
import { loadConfigFormat } from '../../runtime/client/formats/config-formats.ts';
import { clientMatrix } from '../../runtime/client/matrix.ts';
import { stdioEntry } from '../../runtime/client/server-entry.ts';
import { ofThePerson } from './home-of-all.ts';
import { type LaidOutConfig, layOutAllClients } from './lay-out-clients.ts';
import { readServers } from './read-config.ts';
import { hostPlatform, makeSyncHome, type SyncHome, snapshot } from './sync-home.ts';
import { askew, told } from './sync-told.ts';

/** A home in which one client is, with a config of the person's own. */
interface Cell {
  readonly home: SyncHome;
  readonly definition: ClientDefinition;
  readonly config: LaidOutConfig;
  /** Everything of the person's before AI OS came. */
  readonly before: ReadonlyMap<string, string>;
  readonly hasSkills: boolean;
  sync(): Promise<string[]>;
  states(): Promise<string[]>;
}

/** Throws where a client does not have it; returns false where there is nothing of the kind. */
type Behaviour = (cell: Cell) => Promise<unknown>;

async function deliver(cell: Cell): Promise<string> {
  await cell.home.install();
  const { id } = cell.definition;
  assert.deepEqual(await cell.sync(), [
    `${id} server create`,
    ...(cell.hasSkills ? [`${id} skill create`] : []),
  ]);
  return cell.home.read(cell.config.path);
}

async function copyOf({ home }: Cell): Promise<string> {
  const { items } = await home.runtime.sync.status(clientMatrix.map(({ id }) => id));
  const copy = items.find(({ kind, row }) => kind === 'skill' && row !== undefined);
  return home.read(copy?.path ?? 'no copy', 'SKILL.md');
}

const commentLine = /(?<![:"'])(?:\/\/|#|\/\*).*$/gmu;

/** What AI OS does for every client, in the order of the table. */
export const behaviours: Readonly<Record<string, Behaviour>> = {
  async install(cell) {
    const text = await deliver(cell);
    const launcher = join(cell.home.aios, 'bin', hostPlatform === 'win32' ? 'aios-mcp.cmd' : 'aios-mcp');
    const entry = stdioEntry(cell.definition, launcher, hostPlatform);
    assert.deepEqual(readServers(cell.config, text).aios, entry);
    if (cell.hasSkills) assert.match(await copyOf(cell), /aios-version: "1\.0\.0"/u);
  },
  async update(cell) {
    await deliver(cell);
    await cell.home.install({ version: '2.0.0' });
    const { id } = cell.definition;
    assert.deepEqual(await cell.sync(), cell.hasSkills ? [`${id} skill update`] : []);
    assert.deepEqual(await cell.states(), []);
    if (cell.hasSkills) assert.match(await copyOf(cell), /aios-version: "2\.0\.0"/u);
  },
  async disable(cell) {
    await deliver(cell);
    await cell.home.runtime.registry.enable('meeting-notes', false, [cell.definition.id]);
    await cell.sync();
    assert.deepEqual(await ofThePerson(cell.home), cell.before);
  },
  async remove(cell) {
    await deliver(cell);
    await cell.home.runtime.registry.remove('meeting-notes');
    await cell.sync();
    assert.deepEqual(await ofThePerson(cell.home), cell.before);
  },
  async drift(cell) {
    const text = await deliver(cell);
    const { id } = cell.definition;
    await cell.home.write(cell.config.text, cell.config.path);
    assert.deepEqual(await cell.states(), [`${id} server missing`]);
    await cell.home.write(text.replace('/bin/aios-mcp', '/bin/mine'), cell.config.path);
    assert.deepEqual(await cell.states(), [`${id} server edited`]);
  },
  async repair(cell) {
    await deliver(cell);
    const delivered = await ofThePerson(cell.home);
    await cell.home.write(cell.config.text, cell.config.path);
    assert.deepEqual(told(await cell.home.runtime.sync.repair({ clients: [cell.definition.id] })), [
      `${cell.definition.id} server create`,
    ]);
    assert.deepEqual(await ofThePerson(cell.home), delivered);
  },
  async undo(cell) {
    await deliver(cell);
    const delivered = await ofThePerson(cell.home);
    assert.deepEqual((await cell.home.runtime.sync.undo()).errors, []);
    assert.deepEqual(await ofThePerson(cell.home), cell.before);
    assert.deepEqual((await cell.home.runtime.sync.undo()).errors, []);
    assert.deepEqual(await ofThePerson(cell.home), delivered);
  },
  async 'refuse-malformed'(cell) {
    const broken = `${cell.config.text}\n{{ [`;
    await cell.home.write(broken, cell.config.path);
    await cell.home.install();
    const { id } = cell.definition;
    assert.ok((await cell.sync()).includes(`${id} config_not_parsable`));
    assert.equal(await cell.home.read(cell.config.path), broken);
  },
  async 'keep-comments'(cell) {
    const comments = cell.config.text.match(commentLine) ?? [];
    if (cell.config.format === 'json') return false;
    assert.ok(comments.length > 0);
    const text = await deliver(cell);
    for (const comment of comments) assert.ok(text.includes(comment), comment);
    return true;
  },
  async 'keep-foreign'(cell) {
    const text = await deliver(cell);
    const { aios: _ours, ...others } = readServers(cell.config, text);
    assert.deepEqual(others, readServers(cell.config, cell.config.text));
    // A server of that name which is not from AI OS.
    await rm(cell.home.at('.aios', 'state', 'sync_state.json'));
    const keys = [...cell.definition.serversKey.value, 'aios'];
    const format = await loadConfigFormat(cell.definition.format.value);
    const theirs = format.setEntry(cell.config.path, Buffer.from(cell.config.text), keys, {
      command: 'mine',
    });
    await cell.home.write(Buffer.from(theirs.bytes).toString(), cell.config.path);
    assert.ok((await cell.sync()).includes(`${cell.definition.id} name_taken`));
    assert.equal(await cell.home.read(cell.config.path), Buffer.from(theirs.bytes).toString());
  },
  async idempotent(cell) {
    await deliver(cell);
    const once = await snapshot(cell.home.path);
    assert.deepEqual(await cell.sync(), []);
    assert.deepEqual(await snapshot(cell.home.path), once);
  },
};

export interface ParityRow {
  readonly client: string;
  /** By behaviour: whether the client has it; undefined where there is nothing of the kind. */
  readonly cells: Readonly<Record<string, boolean | undefined>>;
  /** What went wrong, by behaviour. */
  readonly failures: Readonly<Record<string, unknown>>;
}

/** Runs every behaviour for one client, each on a home of its own. */
export async function parityOf(definition: ClientDefinition): Promise<ParityRow> {
  const cells: Record<string, boolean | undefined> = {};
  const failures: Record<string, unknown> = {};
  for (const [name, behave] of Object.entries(behaviours)) {
    const cell = await makeCell(definition);
    try {
      cells[name] = (await behave(cell)) === false ? undefined : true;
    } catch (error) {
      cells[name] = false;
      failures[name] = error;
    } finally {
      await cell.home[Symbol.asyncDispose]();
    }
  }
  return { client: definition.name, cells, failures };
}

/** The table as docs/parity.md has it. */
export function parityPage(rows: readonly ParityRow[]): string {
  const names = Object.keys(behaviours);
  const line = (parts: readonly string[]): string => `| ${parts.join(' | ')} |`;
  const sign = (value: boolean | undefined): string => (value === undefined ? '–' : value ? 'yes' : '**no**');
  return [
    '# What AI OS does for every client',
    '',
    'Each cell is a test on a home with that client in it. Made by `node scripts/parity.ts --write`; the tests fail when it is out of date.',
    '',
    line(['client', ...names]),
    line(['---', ...names.map(() => ':-:')]),
    ...rows.map(({ client, cells }) => line([client, ...names.map((name) => sign(cells[name]))])),
    '',
    'A dash: the client’s config is strict JSON, in which no comment can stand. Claude Desktop reads no skills from disk: there, only the server is delivered, updated and taken away.',
    '',
  ].join('\n');
}

async function makeCell(definition: ClientDefinition): Promise<Cell> {
  const home = await makeSyncHome({ laidOut: false });
  const scratch = await mkdtemp(join(tmpdir(), 'aios-parity-'));
  const all = await layOutAllClients(scratch, { platform: hostPlatform });
  await rm(scratch, { recursive: true });
  const laid = all[definition.id];
  if (laid === undefined) throw new Error(`There is no layout of ${definition.id}.`);
  const config = { ...laid, path: home.at(relative(scratch, laid.path)) };
  await mkdir(dirname(config.path), { recursive: true });
  await home.write(config.text, config.path);
  const only = { clients: [definition.id] };
  return {
    home,
    definition,
    config,
    before: await ofThePerson(home),
    hasSkills: definition.writableSkillRoots.length > 0,
    sync: async () => told(await home.runtime.sync.sync(only)),
    states: async () => askew(await home.runtime.sync.status(only.clients)),
  };
}
