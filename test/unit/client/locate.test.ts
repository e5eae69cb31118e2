import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, win32 } from 'node:path';
import { expandTemplate, type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';
import type { Environment } from '../../../runtime/ports.ts';

type Platform = Environment['platform'];

let root: string;

/** Makes `root` a new folder for every test of a suite, and takes it away again. */
function useRoot(): void {
  const workingFolder = process.cwd();

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aios-locate-'));
  });

  afterEach(async () => {
    process.chdir(workingFolder);
    await rm(root, { recursive: true, force: true });
  });
}

function environmentOf(
  platform: Platform,
  home: string,
  variables: Environment['variables'] = {},
): Environment {
  return { platform, home, aiosHome: `${home}/.aios`, variables };
}

async function locate(environment: Environment, id: string): Promise<LocatedClient> {
  const found = (await locateClients(environment)).find(({ definition }) => definition.id === id);
  assert.ok(found);
  return found;
}

async function lay(path: string, text = '{}'): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe('Where clients keep their files', () => {
  const home = '/home/ada';
  const cursorFolders = ['.cursor', '.claude', '.codex', '.grok', '.agents'];
  const expected: readonly [Platform, string, string, string, readonly string[]][] = [
    ['linux', home, 'claude-desktop', '/home/ada/.config/Claude/claude_desktop_config.json', []],
    ['linux', home, 'claude-code', '/home/ada/.claude.json', ['/home/ada/.claude/skills']],
    [
      'linux',
      home,
      'cursor',
      '/home/ada/.cursor/mcp.json',
      cursorFolders.map((name) => `/home/ada/${name}/skills`),
    ],
    [
      'darwin',
      '/Users/ada',
      'claude-desktop',
      '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json',
      [],
    ],
    ['darwin', '/Users/ada', 'claude-code', '/Users/ada/.claude.json', ['/Users/ada/.claude/skills']],
    [
      'darwin',
      '/Users/ada',
      'cursor',
      '/Users/ada/.cursor/mcp.json',
      cursorFolders.map((name) => `/Users/ada/${name}/skills`),
    ],
    [
      'win32',
      'C:\\Users\\ada',
      'claude-desktop',
      'C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
      [],
    ],
    [
      'win32',
      'C:\\Users\\ada',
      'claude-code',
      'C:\\Users\\ada\\.claude.json',
      ['C:\\Users\\ada\\.claude\\skills'],
    ],
    [
      'win32',
      'C:\\Users\\ada',
      'cursor',
      'C:\\Users\\ada\\.cursor\\mcp.json',
      cursorFolders.map((name) => `C:\\Users\\ada\\${name}\\skills`),
    ],
  ];

  for (const [platform, personHome, id, configPath, skillRoots] of expected) {
    it(`is known for ${id} on ${platform}, whether it is there or not`, async () => {
      const found = await locate(environmentOf(platform, personHome), id);
      assert.equal(found.configPath, configPath);
      assert.deepEqual(found.skillRoots, skillRoots);
      assert.deepEqual(found.writableSkillRoots.slice(0, 1), skillRoots.slice(0, 1));
      assert.deepEqual(found.otherConfigPaths, []);
    });
  }

  it('moves with XDG_CONFIG_HOME, and stays where it is for a relative one', async () => {
    const moved = await locate(
      environmentOf('linux', home, { XDG_CONFIG_HOME: '/mnt/config' }),
      'claude-desktop',
    );
    assert.equal(moved.configPath, '/mnt/config/Claude/claude_desktop_config.json');
    for (const value of ['config', '', './x']) {
      const { configPath } = await locate(
        environmentOf('linux', home, { XDG_CONFIG_HOME: value }),
        'claude-desktop',
      );
      assert.equal(configPath, '/home/ada/.config/Claude/claude_desktop_config.json');
    }
  });

  it('moves with CLAUDE_CONFIG_DIR, config and skills alike, on every platform', async () => {
    const unix = await locate(
      environmentOf('linux', home, { CLAUDE_CONFIG_DIR: '/srv/claude' }),
      'claude-code',
    );
    assert.equal(unix.configPath, '/srv/claude/.claude.json');
    assert.deepEqual(unix.skillRoots, ['/srv/claude/skills']);
    const windows = await locate(
      environmentOf('win32', 'C:\\Users\\ada', { CLAUDE_CONFIG_DIR: 'D:\\claude' }),
      'claude-code',
    );
    assert.equal(windows.configPath, 'D:\\claude\\.claude.json');
    const relative = await locate(
      environmentOf('linux', home, { CLAUDE_CONFIG_DIR: 'claude' }),
      'claude-code',
    );
    assert.equal(relative.configPath, '/home/ada/.claude.json');
  });

  it('moves with APPDATA on Windows', async () => {
    const { configPath } = await locate(
      environmentOf('win32', 'C:\\Users\\ada', { APPDATA: 'E:\\Roaming' }),
      'claude-desktop',
    );
    assert.equal(configPath, 'E:\\Roaming\\Claude\\claude_desktop_config.json');
  });
});

describe('Finding clients', () => {
  useRoot();

  it('finds none in an empty home', async () => {
    const clients = await locateClients(environmentOf('linux', root));
    assert.equal(clients.length, 17);
    assert.ok(clients.every(({ detected }) => !detected));
  });

  for (const [id, path] of [
    ['claude-desktop', '.config/Claude/claude_desktop_config.json'],
    ['cursor', '.cursor/anything'],
    ['claude-code', '.claude.json'],
    ['claude-code', '.claude/settings.json'],
  ] as const) {
    it(`finds ${id} by ${path}, and nobody else`, async () => {
      await lay(join(root, path));
      const clients = await locateClients(environmentOf('linux', root));
      assert.deepEqual(
        clients.filter(({ detected }) => detected).map(({ definition }) => definition.id),
        [id],
      );
    });
  }

  it('uses the config of an unofficial Linux build in lower case when that is the only one', async () => {
    const lower = await lay(join(root, '.config', 'claude', 'claude_desktop_config.json'));
    const found = await locate(environmentOf('linux', root), 'claude-desktop');
    assert.equal(found.detected, true);
    assert.equal(normalize(found.configPath), lower);
    assert.deepEqual(found.otherConfigPaths, []);
  });

  it('prefers the upper-case one and reports the other when there are both', async () => {
    const lower = await lay(join(root, '.config', 'claude', 'claude_desktop_config.json'));
    const upper = await lay(join(root, '.config', 'Claude', 'claude_desktop_config.json'));
    const found = await locate(environmentOf('linux', root), 'claude-desktop');
    assert.equal(normalize(found.configPath), upper);
    // On a file system that does not tell cases apart they are one file.
    if (process.platform === 'linux') assert.deepEqual(found.otherConfigPaths, [lower]);
  });

  it('finds a client in a home with a star and other odd letters in its name', async () => {
    // Windows has no such names.
    const odd = join(root, process.platform === 'win32' ? 'a {home}' : 'a*b {home} \'"');
    await mkdir(odd);
    await lay(join(odd, '.cursor', 'mcp.json'));
    const found = await locate(environmentOf('linux', odd), 'cursor');
    assert.equal(found.detected, true);
    assert.equal(normalize(found.configPath), join(odd, '.cursor', 'mcp.json'));
    const [expanded = ''] = expandTemplate('{home}/.cur*/mcp.json', environmentOf('linux', odd));
    assert.equal(normalize(expanded), join(odd, '.cursor', 'mcp.json'));
  });
});

describe('Claude Desktop on Windows', () => {
  useRoot();

  const packaged = [
    'AppData',
    'Local',
    'Packages',
    'Claude_pzs8sxrjxfjjc',
    'LocalCache',
    'Roaming',
    'Claude',
  ];
  const plain = ['AppData', 'Roaming', 'Claude'];
  const file = 'claude_desktop_config.json';
  let home: string;

  beforeEach(() => {
    home = process.platform === 'win32' ? root : 'C:\\Users\\ada';
    process.chdir(root);
  });

  const pathOf = (...parts: string[]): string => win32.join(home, ...parts);

  /**
   * Makes a folder by its Windows path. Elsewhere a backslash is a letter like any other, so that `C:\Users\ada`
   * names one file in the working folder: every path that is looked at is made as such.
   */
  async function layFolder(parts: readonly string[]): Promise<void> {
    if (process.platform === 'win32') {
      await mkdir(pathOf(...parts), { recursive: true });
      return;
    }
    for (let depth = 1; depth <= parts.length; depth += 1) {
      await mkdir(pathOf(...parts.slice(0, depth)), { recursive: true });
      // So that listing the parent shows it.
      await mkdir(join(pathOf(...parts.slice(0, depth - 1)), parts[depth - 1]!), { recursive: true });
    }
  }

  it('uses the packaged app’s config when there is one, and reports the plain one, which that app ignores', async () => {
    await layFolder(packaged);
    await layFolder(plain);
    await writeFile(pathOf(...plain, file), '{}');
    const found = await locate(environmentOf('win32', home), 'claude-desktop');
    assert.equal(found.detected, true);
    assert.equal(found.configPath, pathOf(...packaged, file));
    assert.deepEqual(found.otherConfigPaths, [pathOf(...plain, file)]);
  });

  it('uses the plain config when there is no packaged app', async () => {
    await layFolder(plain);
    const found = await locate(environmentOf('win32', home), 'claude-desktop');
    assert.equal(found.detected, true);
    assert.equal(found.configPath, pathOf(...plain, file));
    assert.deepEqual(found.otherConfigPaths, []);
  });

  it('is left to a person to tell when two packages are there, whichever was written last', async () => {
    const second = packaged.with(3, 'Claude_abcdefghijklm');
    await layFolder(packaged);
    await layFolder(second);
    await writeFile(pathOf(...second, file), '{}');
    const { problem, detected } = await locate(environmentOf('win32', home), 'claude-desktop');
    assert.equal(detected, true);
    assert.equal(problem?.code, 'client_layout_ambiguous');
    assert.deepEqual(problem.paths, [pathOf(...second, file), pathOf(...packaged, file)]);
    for (const path of problem.paths) assert.ok(problem.message.includes(path));
  });

  it('is not taken for another package of a similar name', async () => {
    await layFolder(['AppData', 'Local', 'Packages', 'ClaudeNotes_123', 'LocalCache', 'Roaming', 'Claude']);
    const found = await locate(environmentOf('win32', home), 'claude-desktop');
    assert.equal(found.detected, false);
    assert.equal(found.configPath, pathOf(...plain, file));
  });

  it('is looked for where LOCALAPPDATA says', async () => {
    await layFolder(packaged);
    const variables = { LOCALAPPDATA: win32.join(home, 'elsewhere') };
    const found = await locate(environmentOf('win32', home, variables), 'claude-desktop');
    assert.equal(found.detected, false);
  });
});

describe('Skills that Cursor reads by its API', () => {
  useRoot();

  it('come first for Cursor for as long as the manifest of our plugin stands, and for no other', async () => {
    const environment = environmentOf('linux', root);
    const plugin = join(root, '.aios', 'plugins', 'cursor');
    const before = await locateClients(environment);
    const manifest = await lay(join(plugin, '.cursor-plugin', 'plugin.json'));
    const cursor = await locate(environment, 'cursor');
    const own = [join(root, '.cursor', 'skills'), join(root, '.agents', 'skills')];
    assert.equal(cursor.apiSkillRoot, join(plugin, 'skills'));
    assert.deepEqual(cursor.writableSkillRoots, [join(plugin, 'skills'), ...own]);
    assert.equal(cursor.skillRoots[0], join(plugin, 'skills'));
    assert.equal(cursor.detected, false);
    for (const client of await locateClients(environment))
      if (client.definition.id !== 'cursor') assert.ok(!client.skillRoots.includes(join(plugin, 'skills')));
    await rm(manifest);
    assert.deepEqual(await locateClients(environment), before);
  });

  it('are none any more when Cursor was not told of them for two weeks', async () => {
    const environment = environmentOf('linux', root);
    const before = await locateClients(environment);
    const manifest = await lay(join(root, '.aios', 'plugins', 'cursor', '.cursor-plugin', 'plugin.json'));
    for (const [days, counts] of [
      [13, true],
      [15, false],
    ] as const) {
      const at = new Date(Date.now() - days * 24 * 60 * 60_000);
      await utimes(manifest, at, at);
      assert.equal((await locate(environment, 'cursor')).apiSkillRoot !== undefined, counts);
    }
    assert.deepEqual(await locateClients(environment), before);
  });
});
