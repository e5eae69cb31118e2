import assert from 'node:assert/strict';
import { locateClients } from '../../../runtime/client/locate.ts';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { type Deliverable, desiredDeliverables } from '../../../runtime/sync/desired.ts';

const home = '/home/ada';

interface Wish {
  readonly clients: readonly string[];
  readonly skills: readonly InstalledSkill[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly platform?: 'linux' | 'darwin' | 'win32';
}

async function desiredFor({
  clients,
  skills,
  variables = {},
  platform = 'linux',
}: Wish): Promise<Deliverable[]> {
  const personHome = platform === 'win32' ? 'C:\\Users\\ada' : home;
  const environment = { platform, home: personHome, aiosHome: `${personHome}/.aios`, variables };
  const located = await locateClients(environment);
  return desiredDeliverables({
    clients: located.filter(({ definition }) => clients.includes(definition.id)),
    skills,
    exported: new Map(skills.map(({ manifest: { id } }) => [id, { hash: `hash of ${id}`, files: {} }])),
    launcher: `${personHome}/.aios/bin/aios-mcp`,
    platform,
    version: '0.1.0',
  });
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
    assert.deepEqual(code?.entry, { type: 'stdio', command: '/home/ada/.aios/bin/aios-mcp', args: [] });
    assert.notEqual(desktop?.content.hash, code?.content.hash);
  });
});
