import assert from 'node:assert/strict';
import { showsOneCopy } from '../../../runtime/client/client-definition.ts';
import { type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { type Deliverable, desiredDeliverables } from '../../../runtime/sync/desired.ts';

const home = '/home/ada';
const plugin = '/home/ada/.aios/plugins/cursor/skills';

interface Wish {
  readonly clients: readonly string[];
  readonly skills: readonly InstalledSkill[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly platform?: 'linux' | 'darwin' | 'win32';
  /** Whether Cursor reads our plugin. */
  readonly hasPlugin?: boolean;
  /** Skills of the person's own, by root. */
  readonly foreign?: Readonly<Record<string, readonly string[]>>;
}

async function desiredFor({
  clients,
  skills,
  variables = {},
  platform = 'linux',
  foreign = {},
  hasPlugin = false,
}: Wish): Promise<Deliverable[]> {
  const personHome = platform === 'win32' ? 'C:\\Users\\ada' : home;
  const environment = { platform, home: personHome, aiosHome: `${personHome}/.aios`, variables };
  const located = await locateClients(environment);
  return desiredDeliverables({
    clients: located
      .filter(({ definition }) => clients.includes(definition.id))
      .map((client) => (hasPlugin && client.definition.id === 'cursor' ? withPlugin(client) : client)),
    skills,
    exported: new Map(skills.map(({ manifest: { id } }) => [id, { hash: `hash of ${id}`, files: {} }])),
    foreign: new Map(
      Object.entries(foreign).map(([root, names]) => [
        root,
        new Map(names.map((name) => [name, { folder: name, isNamed: true }])),
      ]),
    ),
    launcher: `${personHome}/.aios/bin/aios-mcp`,
    platform,
    version: '0.1.0',
  });
}

/** As it is located while the plugin's manifest stands. */
function withPlugin(client: LocatedClient): LocatedClient {
  const skillRoots = [plugin, ...client.skillRoots];
  return {
    ...client,
    apiSkillRoot: plugin,
    skillRoots,
    writableSkillRoots: [plugin, ...client.writableSkillRoots],
  };
}

function skill(id: string, only: { manifest?: string[]; enabledFor?: string[] } = {}): InstalledSkill {
  const manifest = { id, name: id, version: '1.2.3', description: 'A skill.', clients: only.manifest };
  return { manifest, enabledFor: only.enabledFor } as unknown as InstalledSkill;
}

function told(deliverables: readonly Deliverable[]): string[] {
  return deliverables.map(
    ({ client, kind, id, path, readers }) => `${client} ${kind} ${id} ${path} [${readers}]`,
  );
}

const all = ['claude-desktop', 'cursor', 'claude-code'];

describe('What should stand where', () => {
  it('is one copy in ~/.claude/skills for Claude Code and Cursor, and a server for each client', async () => {
    assert.deepEqual(told(await desiredFor({ clients: all, skills: [skill('notes')] })), [
      'claude-desktop server aios /home/ada/.config/Claude/claude_desktop_config.json [claude-desktop]',
      'cursor server aios /home/ada/.cursor/mcp.json [cursor]',
      'claude-code server aios /home/ada/.claude.json [claude-code]',
      'claude-code skill notes /home/ada/.claude/skills/notes [cursor,claude-code]',
    ]);
  });

  it('is a copy in ~/.cursor/skills when Cursor is alone', async () => {
    assert.deepEqual(told(await desiredFor({ clients: ['cursor'], skills: [skill('notes')] })), [
      'cursor server aios /home/ada/.cursor/mcp.json [cursor]',
      'cursor skill notes /home/ada/.cursor/skills/notes [cursor]',
    ]);
  });

  it('is in our plugin when Cursor is alone and reads that, and says so of that copy alone', async () => {
    const skills = [skill('notes', { manifest: ['cursor'] }), skill('two')];
    const wanted = await desiredFor({ clients: all, skills, hasPlugin: true });
    assert.deepEqual(
      wanted.map(({ kind, path, mode, readers }) => `${kind} ${path} ${mode} [${readers}]`).slice(2),
      [
        'server /home/ada/.claude.json entry [claude-code]',
        `skill ${plugin}/notes api [cursor]`,
        'skill /home/ada/.claude/skills/two copy [cursor,claude-code]',
      ],
    );
  });

  it('is as few copies with our plugin as without it, for all clients', async () => {
    const everybody = clientMatrix.map(({ id }) => id);
    const [without, beside] = await Promise.all(
      [false, true].map((hasPlugin) =>
        desiredFor({ clients: everybody, skills: [skill('notes')], hasPlugin }),
      ),
    );
    assert.deepEqual(beside, without);
  });

  it('is no copy for Claude Desktop, which reads none from disk', async () => {
    assert.deepEqual(told(await desiredFor({ clients: ['claude-desktop'], skills: [skill('notes')] })), [
      'claude-desktop server aios /home/ada/.config/Claude/claude_desktop_config.json [claude-desktop]',
    ]);
  });

  it('is a copy each when CLAUDE_CONFIG_DIR takes Claude Code away from where Cursor looks', async () => {
    const variables = { CLAUDE_CONFIG_DIR: '/home/ada/work-claude' };
    const copies = told(await desiredFor({ clients: all, skills: [skill('notes')], variables }));
    assert.deepEqual(copies.slice(2), [
      'claude-code server aios /home/ada/work-claude/.claude.json [claude-code]',
      'claude-code skill notes /home/ada/work-claude/skills/notes [claude-code]',
      'cursor skill notes /home/ada/.cursor/skills/notes [cursor]',
    ]);
  });

  it('is nothing at all without a skill: a server that serves nothing is no use to anybody', async () => {
    assert.deepEqual(await desiredFor({ clients: all, skills: [] }), []);
  });

  it('leaves out the clients that the manifest does not name', async () => {
    const skills = [skill('notes', { manifest: ['cursor'] })];
    assert.deepEqual(told(await desiredFor({ clients: all, skills })), [
      'cursor server aios /home/ada/.cursor/mcp.json [cursor]',
      'cursor skill notes /home/ada/.cursor/skills/notes [cursor]',
    ]);
  });

  it('leaves out the clients that the skill is not switched on for', async () => {
    const skills = [skill('notes', { enabledFor: ['claude-desktop'] })];
    assert.deepEqual(told(await desiredFor({ clients: all, skills })), [
      'claude-desktop server aios /home/ada/.config/Claude/claude_desktop_config.json [claude-desktop]',
    ]);
    assert.deepEqual(await desiredFor({ clients: all, skills: [skill('notes', { enabledFor: [] })] }), []);
  });

  it('needs a client to be both in the manifest and switched on', async () => {
    const skills = [skill('notes', { manifest: ['cursor', 'claude-code'], enabledFor: ['claude-code'] })];
    assert.deepEqual(
      (await desiredFor({ clients: all, skills })).map(({ client }) => client),
      ['claude-code', 'claude-code'],
    );
  });

  it('has one server per client, however many skills there are, and each skill on its own', async () => {
    const skills = [skill('one', { manifest: ['cursor'] }), skill('two')];
    assert.deepEqual(told(await desiredFor({ clients: all, skills })).slice(3), [
      'cursor skill one /home/ada/.cursor/skills/one [cursor]',
      'claude-code skill two /home/ada/.claude/skills/two [cursor,claude-code]',
    ]);
  });

  it('spells paths as the client’s system does', async () => {
    const [, copy] = await desiredFor({
      clients: ['claude-code'],
      skills: [skill('notes')],
      platform: 'win32',
    });
    assert.equal(copy?.path, 'C:\\Users\\ada\\.claude\\skills\\notes');
  });

  it('gives the server the product’s version, the copy the skill’s, and entries that differ different digests', async () => {
    const [desktop, , code, copy] = await desiredFor({ clients: all, skills: [skill('notes')] });
    assert.equal(desktop?.version, '0.1.0');
    assert.equal(copy?.version, '1.2.3');
    assert.deepEqual(code?.content.entry, {
      type: 'stdio',
      command: '/home/ada/.aios/bin/aios-mcp',
      args: [],
    });
    assert.notEqual(desktop?.content.hash, code?.content.hash);
  });

  it('is three copies for all seventeen clients: who reads two of them shows but one', async () => {
    const everybody = clientMatrix.map(({ id }) => id);
    const copies = (await desiredFor({ clients: everybody, skills: [skill('notes')] })).filter(
      ({ kind }) => kind === 'skill',
    );
    assert.deepEqual(copies.map(({ path }) => path).sort(), [
      '/home/ada/.agents/skills/notes',
      '/home/ada/.claude/skills/notes',
      '/home/ada/.gemini/config/skills/notes',
    ]);
    const readers = copies.flatMap((copy) => copy.readers);
    const twice = everybody.filter((id) => readers.indexOf(id) !== readers.lastIndexOf(id));
    assert.deepEqual(twice, ['cursor', 'vscode', 'goose', 'opencode']);
    for (const { id, sameName } of clientMatrix)
      if (twice.includes(id)) assert.ok(showsOneCopy(sameName.value), id);
    assert.deepEqual(
      everybody.filter((id) => !readers.includes(id)),
      ['claude-desktop'],
    );
  });

  it('is an older root rather than a second look for VS Code beside Claude Code and Codex', async () => {
    const copies = told(
      await desiredFor({ clients: ['claude-code', 'vscode', 'codex'], skills: [skill('notes')] }),
    );
    assert.deepEqual(copies.slice(3), [
      'claude-code skill notes /home/ada/.claude/skills/notes [claude-code,vscode]',
      'codex skill notes /home/ada/.codex/skills/notes [codex]',
    ]);
  });

  it('is not where a client would see it that it is switched off for', async () => {
    const skills = [skill('notes', { enabledFor: ['qwen-code', 'gemini-cli'] })];
    const copies = told(await desiredFor({ clients: ['qwen-code', 'gemini-cli', 'zed'], skills }));
    assert.deepEqual(copies.slice(2).sort(), [
      'gemini-cli skill notes /home/ada/.gemini/skills/notes [gemini-cli]',
      'qwen-code skill notes /home/ada/.qwen/skills/notes [qwen-code]',
    ]);
  });

  it('is nothing for clients that read a skill of the person’s own by that name, but is told of there', async () => {
    const foreign = { '/home/ada/.claude/skills': ['notes'] };
    const clients = ['claude-code', 'opencode', 'codex'];
    const copies = told(await desiredFor({ clients, skills: [skill('notes')], foreign }));
    assert.deepEqual(copies.slice(3), [
      'codex skill notes /home/ada/.codex/skills/notes [codex]',
      'claude-code skill notes /home/ada/.claude/skills/notes [claude-code,opencode]',
    ]);
  });

  it('never stands before a skill of the person’s own: whoever could only get it there gets none', async () => {
    const foreign = { '/home/ada/.claude/skills': ['notes'] };
    const clients = ['claude-code', 'zed', 'qwen-code', 'goose'];
    const copies = told(await desiredFor({ clients, skills: [skill('notes')], foreign }));
    // Goose reads ~/.agents/skills before ~/.claude/skills, and Zed reads nothing else.
    assert.deepEqual(copies.slice(4), [
      'qwen-code skill notes /home/ada/.qwen/skills/notes [qwen-code]',
      'claude-code skill notes /home/ada/.claude/skills/notes [claude-code,zed,goose]',
    ]);
  });

  it('never stands beside a skill of the person’s own for a client that does not say which of the two it takes', async () => {
    const clients = ['devin-desktop', 'zed'];
    for (const own of ['.config/devin', '.agents']) {
      const foreign = { [`/home/ada/${own}/skills`]: ['notes'] };
      const copies = told(await desiredFor({ clients, skills: [skill('notes')], foreign })).slice(2);
      // Devin Desktop reads what Zed does, which is told of with what keeps ours away.
      assert.equal(copies.length, 1, copies.join('\n'));
      const where = `skill notes /home/ada/${own}/skills/notes [devin-desktop,zed]`;
      assert.ok(copies[0]?.endsWith(where), copies[0]);
    }
  });

  it('stands behind a skill of the person’s own for Cursor, which shows the first, and never before it', async () => {
    const clients = ['cursor', 'claude-code', 'codex'];
    const everybody = 'cursor,claude-code,codex';
    for (const [own, kept, delivered] of [
      ['.cursor', 'cursor', ['.claude/skills/notes [claude-code]', '.agents/skills/notes [codex]']],
      ['.claude', 'cursor,claude-code', ['.agents/skills/notes [codex]']],
      // Codex reads these two itself, and ours in ~/.claude/skills would hide either from Cursor.
      ['.codex', everybody, []],
      ['.agents', everybody, []],
    ] as const) {
      const foreign = { [`/home/ada/${own}/skills`]: ['notes'] };
      const wanted = await desiredFor({ clients, skills: [skill('notes')], foreign, hasPlugin: true });
      const copies = wanted.filter(({ kind, isKeptAway }) => kind === 'skill' && !isKeptAway);
      assert.deepEqual(
        copies.map(({ path, readers }) => `${path.slice(home.length + 1)} [${readers}]`),
        delivered,
      );
      const away = wanted.filter(({ isKeptAway }) => isKeptAway);
      assert.deepEqual(
        away.map(({ path, readers }) => `${path} [${readers}]`),
        [`/home/ada/${own}/skills/notes [${kept}]`],
      );
    }
  });

  it('is a folder with the name of an agent skill, which its id may be too short for', async () => {
    const name = 'a-skill-whose-name-is-longer-than-forty-characters';
    const id = name.slice(0, 40);
    for (const [format, given, folder] of [
      ['agent-skill', name, name],
      ['agent-skill', 'größe', 'größe'],
      ['agent-skill', 'Not A Name', id],
      ['agent-skill', '../../escape', id],
      ['agent-skill', 'aux', id],
      ['aios', name, id],
    ] as const) {
      const one = skill(id);
      const manifest = { ...one.manifest, format, name: given };
      const [, copy] = await desiredFor({ clients: ['claude-code'], skills: [{ ...one, manifest }] });
      assert.equal(copy?.path, `/home/ada/.claude/skills/${folder}`);
      assert.equal(copy.id, id);
    }
  });

  it('is a server for each edition of a client that is there, and none where it is not clear which', async () => {
    const located = await locateClients({ platform: 'linux', home, aiosHome: home, variables: {} });
    const [first] = located.filter(({ definition }) => definition.id === 'vscode');
    assert.ok(first);
    const input = {
      skills: [skill('notes')],
      exported: new Map(),
      foreign: new Map(),
      launcher: '/l',
      platform: 'linux',
      version: '0.1.0',
    } as const;
    const both = desiredDeliverables({ ...input, clients: [{ ...first, configPaths: ['/a', '/b'] }] });
    assert.deepEqual(
      both.map(({ path }) => path),
      ['/a', '/b'],
    );
    const offered = desiredDeliverables({
      ...input,
      clients: [{ ...first, configPaths: ['/a', '/b'] }],
      isOffered: (path) => path === '/a',
    });
    assert.deepEqual(
      offered.map(({ path }) => path),
      ['/b'],
    );
    const problem = { code: 'client_layout_ambiguous', message: '', remedy: '', paths: [] } as const;
    assert.deepEqual(desiredDeliverables({ ...input, clients: [{ ...first, problem }] }), []);
  });
});
