import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';

let home: string;

async function locate(id: string): Promise<LocatedClient> {
  const environment = { platform: 'linux', home, aiosHome: join(home, '.aios'), variables: {} } as const;
  const found = (await locateClients(environment)).find(({ definition }) => definition.id === id);
  assert.ok(found);
  return found;
}

async function lay(path: string, text = '{}'): Promise<string> {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'aios-layouts-'));
});

afterEach(() => rm(home, { recursive: true, force: true }));

describe('A client that is found', () => {
  const signs: readonly [string, string][] = [
    ['devin-desktop', '.config/devin/config.json'],
    ['windsurf', '.codeium/windsurf/memories/global_rules.md'],
    ['vscode', '.config/Code/User/settings.json'],
    ['vscode', '.config/Code - Insiders/User/settings.json'],
    ['vscode', '.config/VSCodium/User/settings.json'],
    ['copilot-cli', '.copilot/config.json'],
    ['codex', '.codex/auth.json'],
    ['gemini-cli', '.gemini/settings.json'],
    ['antigravity', '.gemini/antigravity/brain/x'],
    ['antigravity', '.gemini/config/mcp_config.json'],
    ['zed', '.config/zed/settings.json'],
    ['cline', '.cline/data/globalState.json'],
    ['goose', '.config/goose/config.yaml'],
    ['opencode', '.config/opencode/opencode.json'],
    ['openclaw', '.openclaw/openclaw.json'],
    ['qwen-code', '.qwen/settings.json'],
    ['factory-droid', '.factory/settings.json'],
  ];

  for (const [id, path] of signs) {
    it(`${id}, by ${path}, is the only one`, async () => {
      await lay(path);
      const environment = { platform: 'linux', home, aiosHome: join(home, '.aios'), variables: {} } as const;
      const found = (await locateClients(environment)).filter(({ detected }) => detected);
      assert.deepEqual(
        found.map(({ definition }) => definition.id),
        [id],
      );
    });
  }

  it('is not Gemini CLI where only Antigravity is, nor Copilot CLI where only VS Code keeps skills', async () => {
    await lay('.gemini/antigravity/mcp_config.json');
    await lay('.copilot/skills/notes/SKILL.md');
    assert.equal((await locate('gemini-cli')).detected, false);
    assert.equal((await locate('copilot-cli')).detected, false);
  });
});

describe('A client with several installations', () => {
  it('has a config for each edition of VS Code that is there, and for no other', async () => {
    await lay('.config/Code - Insiders/User/settings.json');
    await lay('.config/VSCodium/User/settings.json');
    const { configPaths, configPath } = await locate('vscode');
    assert.deepEqual(configPaths, [
      join(home, '.config/Code - Insiders/User/mcp.json'),
      join(home, '.config/VSCodium/User/mcp.json'),
    ]);
    assert.equal(configPath, configPaths[0]);
  });
});

describe('A client that moved its config', () => {
  it('Cline: the editor’s folder is used until the shared one is there', async () => {
    const old = await lay(
      '.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
    );
    const before = await locate('cline');
    assert.equal(before.detected, true);
    assert.deepEqual(before.configPaths, [old]);
    const current = await lay('.cline/data/settings/cline_mcp_settings.json');
    const after = await locate('cline');
    assert.deepEqual(after.configPaths, [current]);
    assert.deepEqual(after.otherConfigPaths, [old]);
  });

  it('Antigravity: its older folder is used until the shared one is there', async () => {
    const old = await lay('.gemini/antigravity/mcp_config.json');
    assert.equal((await locate('antigravity')).configPath, old);
    const current = await lay('.gemini/config/mcp_config.json');
    const after = await locate('antigravity');
    assert.equal(after.configPath, current);
    assert.deepEqual(after.otherConfigPaths, [old]);
  });

  it('Devin: servers in its older file are told of and left for it to move', async () => {
    const current = join(home, '.config/devin/mcp_config.json');
    const old = await lay('.config/devin/config.json', '{ "mcpServers": { "linear": {} } } // mine');
    const before = await locate('devin-desktop');
    assert.equal(before.configPath, current);
    assert.deepEqual(before.earlierConfigPaths, [old]);
    await lay('.config/devin/mcp_config.json');
    assert.deepEqual((await locate('devin-desktop')).earlierConfigPaths, []);
  });

  it('Devin: a file of settings without servers is no older layout, and neither is a broken one', async () => {
    await lay('.config/devin/config.json', '{ "agent": { "model": "swe" } }');
    assert.deepEqual((await locate('devin-desktop')).earlierConfigPaths, []);
    await lay('.config/devin/config.json', '{ "mcpServers": ');
    assert.deepEqual((await locate('devin-desktop')).earlierConfigPaths, []);
  });

  it('Windsurf and Devin Desktop side by side have a config each', async () => {
    const windsurf = await lay('.codeium/windsurf/mcp_config.json');
    const devin = await lay('.config/devin/mcp_config.json');
    assert.deepEqual((await locate('windsurf')).configPaths, [windsurf]);
    assert.deepEqual((await locate('devin-desktop')).configPaths, [devin]);
  });
});

describe('A client that reads one of two files', () => {
  it('opencode: the one that is there is used, and a new one is opencode.json', async () => {
    assert.equal((await locate('opencode')).configPath, join(home, '.config/opencode/opencode.json'));
    const commented = await lay('.config/opencode/opencode.jsonc', '// mine\n{}');
    assert.equal((await locate('opencode')).configPath, commented);
    assert.deepEqual((await locate('opencode')).otherConfigPaths, []);
  });
});

describe('Skill roots that a person linked to each other', () => {
  it('are one root, by the name of the one that is no link', async () => {
    await mkdir(join(home, '.claude/skills'), { recursive: true });
    await symlink(join(home, '.claude'), join(home, '.agents'));
    const [claude, cursor] = [await locate('claude-code'), await locate('cursor')];
    assert.deepEqual(claude.skillRoots, [join(home, '.claude/skills')]);
    assert.deepEqual(cursor.skillRoots.slice(0, 2), [
      join(home, '.cursor/skills'),
      join(home, '.claude/skills'),
    ]);
    assert.ok(!cursor.skillRoots.includes(join(home, '.agents/skills')));
  });

  it('are one root, by the name the first client has for it, where several are links', async () => {
    await mkdir(join(home, '.agents/skills'), { recursive: true });
    await mkdir(join(home, '.gemini/config'), { recursive: true });
    await symlink(join(home, '.agents/skills'), join(home, '.gemini/config/skills'));
    await mkdir(join(home, '.cline'));
    await symlink(join(home, '.agents/skills'), join(home, '.cline/skills'));
    const shared = join(home, '.agents/skills');
    assert.equal((await locate('antigravity')).skillRoots[0], shared);
    assert.deepEqual((await locate('antigravity')).writableSkillRoots, [shared]);
    assert.deepEqual((await locate('cline')).skillRoots, [shared]);
  });
});
