import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { runningClients } from '../../../runtime/sync/running-clients.ts';
import { listProc, systemProcesses } from '../../../runtime/sync/system-processes.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { claudeDesktopLines } from '../../support/running-programs.ts';
import { contents, hostPlatform, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

/** A home in which Claude Desktop runs until it is quit. */
async function withDesktop(): Promise<{ home: SyncHome; quit: () => void; start: () => void }> {
  let lines: string[] = [];
  const home = await makeSyncHome({ running: () => lines });
  const start = (): void => {
    lines = ['/sbin/init', claudeDesktopLines[hostPlatform]];
  };
  const quit = (): void => {
    lines = [];
  };
  start();
  return { home, start, quit };
}

describe('Claude Desktop, which writes its config anew from memory', () => {
  it('is not written while it runs, with a word on what to do; the others are, and it is once it has quit', async () => {
    const { home, quit } = await withDesktop();
    await using _ = home;
    await home.install();
    const { path, text } = home.laid.claudeDesktop;
    const { items } = await home.runtime.sync.status();
    assert.deepEqual(
      items.filter(({ action }) => action === 'waiting').map(({ client }) => client),
      ['claude-desktop'],
    );
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result), [
      'cursor server create',
      'claude-code server create',
      'claude-code skill create',
      'claude-desktop client_running',
    ]);
    assert.equal(result.errors[0]?.remedy, 'Quit Claude Desktop, then sync again.');
    assert.equal(await home.read(path), text);
    quit();
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-desktop server create']);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('is asked about only when something is to be written to it', async () => {
    let asked = 0;
    await using home = await makeSyncHome({
      running: () => {
        asked += 1;
        return [];
      },
    });
    await home.install();
    await home.runtime.sync.sync();
    asked = 0;
    await home.runtime.sync.status();
    await home.runtime.sync.sync();
    assert.equal(asked, 0);
  });

  it('keeps an edit of its entry until it has quit, whatever is asked for', async () => {
    const { home, quit, start } = await withDesktop();
    await using _ = home;
    quit();
    await home.install();
    await home.runtime.sync.sync();
    const { path } = home.laid.claudeDesktop;
    const edited = (await home.read(path)).replace('aios-mcp', 'mine');
    await home.write(edited, path);
    start();
    assert.deepEqual(told(await home.runtime.sync.repair({ edited: 'restore' })), [
      'claude-desktop client_running',
    ]);
    assert.equal(await home.read(path), edited);
    await home.runtime.sync.repair({ edited: 'keep' });
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-desktop server kept']);
  });

  it('keeps an undo from taking back anything until it has quit, so that it is taken back as a whole', async () => {
    const { home, quit, start } = await withDesktop();
    await using _ = home;
    quit();
    await home.install();
    await home.runtime.sync.sync();
    const { path } = home.laid.claudeDesktop;
    const delivered = await home.read(path);
    const before = await contents(home.path, ['.aios/state/locks']);
    start();
    const error = await rejectsWith(home.runtime.sync.undo(), 'client_running');
    assert.equal(error.remedy, 'Quit Claude Desktop, then run `aios undo` again.');
    assert.deepEqual(error.details, { client: 'claude-desktop' });
    assert.deepEqual(await contents(home.path, ['.aios/state/locks']), before);
    assert.equal((await home.runtime.sync.undo({ dryRun: true })).errors[0]?.code, 'client_running');
    assert.equal(await home.read(path), delivered);
    quit();
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    for (const file of home.laid.files) assert.equal(await home.read(file.path), file.text);
  });
});

describe('Claude Desktop, where the system does not tell what runs', () => {
  const isQuit = ['claude-desktop'];

  it('may be running: it is not written, with a word on how to go on, and the others are', async () => {
    await using home = await makeSyncHome({ running: () => undefined });
    await home.install();
    const { path, text } = home.laid.claudeDesktop;
    const status = await home.runtime.sync.status();
    assert.deepEqual([...status.running], [['claude-desktop', 'may-run']]);
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result), [
      'cursor server create',
      'claude-code server create',
      'claude-code skill create',
      'claude-desktop client_may_run',
    ]);
    assert.match(result.errors[0]?.message ?? '', /does not tell whether Claude Desktop runs/u);
    assert.match(result.errors[0]?.remedy ?? '', /^Quit Claude Desktop, .* --is-quit claude-desktop\.$/u);
    assert.equal(await home.read(path), text);
  });

  it('is written when the person says that it is quit, by a sync and by a repair', async () => {
    await using home = await makeSyncHome({ running: () => undefined });
    await home.install();
    const { path, text } = home.laid.claudeDesktop;
    assert.deepEqual((await home.runtime.sync.sync({ isQuit })).errors, []);
    const delivered = await home.read(path);
    assert.notEqual(delivered, text);
    await home.write(text, path);
    assert.deepEqual(told(await home.runtime.sync.repair()), ['claude-desktop client_may_run']);
    assert.deepEqual(told(await home.runtime.sync.repair({ isQuit })), ['claude-desktop server create']);
    assert.equal(await home.read(path), delivered);
  });

  it('keeps an undo from taking back anything until the person says that it is quit', async () => {
    await using home = await makeSyncHome({ running: () => undefined });
    await home.install();
    await home.runtime.sync.sync({ isQuit });
    const before = await contents(home.path, ['.aios/state/locks']);
    const error = await rejectsWith(home.runtime.sync.undo(), 'client_may_run');
    assert.deepEqual(error.details, { client: 'claude-desktop' });
    assert.deepEqual(await contents(home.path, ['.aios/state/locks']), before);
    assert.equal((await home.runtime.sync.undo({ dryRun: true })).errors[0]?.code, 'client_may_run');
    assert.deepEqual((await home.runtime.sync.undo({ isQuit })).errors, []);
    for (const { path, text } of home.laid.files) assert.equal(await home.read(path), text);
  });

  it('is not written on the person’s word where the system tells that it runs', async () => {
    const { home } = await withDesktop();
    await using _ = home;
    await home.install();
    assert.deepEqual(told(await home.runtime.sync.sync({ isQuit })).at(-1), 'claude-desktop client_running');
    assert.equal(await home.read(home.laid.claudeDesktop.path), home.laid.claudeDesktop.text);
  });
});

describe('Whether a client runs', () => {
  const cases: readonly [platform: 'linux' | 'darwin' | 'win32', line: string, runs: boolean][] = [
    ['linux', claudeDesktopLines.linux, true],
    ['linux', '/usr/bin/electron /usr/lib/claude-desktop/resources/app.asar', true],
    ['linux', '/usr/bin/electron /usr/lib/claude-desktop-bin/app.asar --x', true],
    ['linux', '/app/lib/com.anthropic.claude-desktop --type=renderer', true],
    ['linux', 'com.anthropic.claude-desktop', true],
    ['linux', '/tmp/.mount_claudeAw0754/usr/bin/electron /tmp/.mount_claudeAw0754/usr/app.asar', true],
    ['linux', '/opt/My Programs/claude-desktop --x', true],
    ['linux', 'claude --resume', false],
    ['linux', '/home/ada/.local/share/claude/versions/2.1.37', false],
    ['linux', 'node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js', false],
    ['linux', 'code /home/ada/src/claude-desktop', false],
    ['linux', 'code --folder ~/claude-desktop', false],
    ['linux', 'electron /usr/lib/claudia/app.asar', false],
    ['linux', 'vim /home/ada/.config/Claude/claude_desktop_config.json', false],
    ['darwin', claudeDesktopLines.darwin, true],
    ['darwin', '/Users/ada/.local/bin/claude', false],
    ['darwin', '/Applications/Claude.app/Contents/Helpers/disclaimer', false],
    ['win32', claudeDesktopLines.win32, true],
    ['win32', 'C:\\Program Files\\WindowsApps\\Claude_1.2.3_x64__pzs8sxrjxfjjc\\app\\Claude.exe', true],
    ['win32', 'C:\\Users\\Ada\\.local\\bin\\claude.exe', false],
    ['win32', 'claude.exe', false],
  ];
  for (const [platform, line, runs] of cases) {
    it(`${platform}: ${line} is ${runs ? '' : 'not '}Claude Desktop`, async () => {
      const processes = { list: async () => [line] };
      const found = await runningClients(['claude-desktop', 'cursor'], {
        processes,
        environment: { platform },
      });
      assert.deepEqual([...found], runs ? [['claude-desktop', 'runs']] : []);
    });
  }

  it('is told by the kernel’s files, for programs of the same home only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aios-proc-'));
    try {
      for (const [number, words, home] of [
        ['12', ['claude-desktop', '--x'], '/home/ada'],
        ['13', ['other'], '/home/grace'],
        ['15', ['claude-desktop', '--y'], '/home/ada/'],
        ['self', ['never'], '/home/ada'],
      ] as const) {
        await mkdir(join(folder, number));
        await writeFile(join(folder, number, 'cmdline'), `${words.join('\0')}\0`);
        await writeFile(join(folder, number, 'environ'), `PATH=/bin\0HOME=${home}\0`);
      }
      await mkdir(join(folder, '14'));
      assert.deepEqual(await listProc(folder, '/home/ada'), ['claude-desktop --x', 'claude-desktop --y']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is not told where the kernel shows no process at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aios-proc-'));
    try {
      assert.equal(await listProc(join(folder, 'none'), '/home/ada'), undefined);
      assert.equal(await listProc(folder, '/home/ada'), undefined);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  const whereUsersAreNumbered = process.getuid === undefined ? it.skip : it;
  whereUsersAreNumbered('is not told of one’s own program whose home the kernel does not show', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aios-proc-'));
    try {
      for (const [number, words] of [
        ['12', 'claude-desktop\0--x\0'],
        ['13', 'sleep\0'],
        ['14', ''],
      ] as const) {
        // Anything that cannot be read, whoever looks.
        await mkdir(join(folder, number, 'environ'), { recursive: true });
        await writeFile(join(folder, number, 'cmdline'), words);
      }
      await mkdir(join(folder, '15'));
      await writeFile(join(folder, '15', 'cmdline'), 'claude-desktop\0--y\0');
      await writeFile(join(folder, '15', 'environ'), 'PATH=/bin\0');
      const list = () => listProc(folder, '/home/ada');
      const lines = ['claude-desktop --x', 'sleep', 'claude-desktop --y'];
      assert.deepEqual(
        await list(),
        lines.map((mayBe) => ({ mayBe })),
      );
      const dependencies = { processes: { list }, environment: { platform: 'linux' } } as const;
      const find = (isQuit: readonly string[]) => runningClients(['claude-desktop'], dependencies, isQuit);
      assert.deepEqual([...(await find([]))], [['claude-desktop', 'may-run']]);
      assert.deepEqual([...(await find(['claude-desktop']))], [], 'the person says that it is quit');
      const both = { list: async () => [...((await list()) ?? []), 'claude-desktop'] };
      const runs = await runningClients(['claude-desktop'], { ...dependencies, processes: both });
      assert.deepEqual([...runs], [['claude-desktop', 'runs']]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is asked of the own programs only, where the system has a program that lists them', async () => {
    const line = claudeDesktopLines.darwin;
    // As ps(1) of macOS: -a and -A are everybody's.
    const run = async (_file: string, words: readonly string[]) => {
      const isEverybodys = words.some((word) => /^-\w*[aAe]/u.test(word));
      return { stdout: isEverybodys ? `ps\n${line}\n` : 'ps\n' };
    };
    const { homedir } = userInfo();
    assert.deepEqual(await systemProcesses({ platform: 'darwin', home: homedir }, run).list(), ['ps', '']);
  });

  it('is asked in the own home however that is spelled', async () => {
    const link = await mkdtemp(join(tmpdir(), 'aios-homes-'));
    try {
      await symlink(userInfo().homedir, join(link, 'home'));
      for (const home of [`${userInfo().homedir}/`, join(link, 'home')]) {
        const { list } = systemProcesses({ platform: 'darwin', home }, async () => ({ stdout: 'ps' }));
        assert.deepEqual(await list(), ['ps'], home);
      }
    } finally {
      await rm(link, { recursive: true });
    }
  });

  it('is told by nobody else’s programs, where one may not look at them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aios-proc-'));
    try {
      await mkdir(join(folder, '14'));
      assert.deepEqual(await listProc(folder, '/home/ada'), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  const notOnWindows = process.platform === 'win32' ? it.skip : it;
  notOnWindows(
    'is not told where the system’s program that lists them fails, but in the own home only',
    async () => {
      const own = systemProcesses({ platform: 'win32', home: userInfo().homedir });
      assert.equal(await own.list(), undefined);
      assert.deepEqual(await systemProcesses({ platform: 'win32', home: '/home/ada' }).list(), []);
    },
  );

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('is told of a program that really runs, and no longer when it has ended', async () => {
    const home = await mkdtemp(join(tmpdir(), 'aios-running-'));
    const program = join(home, 'claude-desktop');
    await copyFile('/bin/sleep', program);
    const child = spawn(program, ['60'], { env: { HOME: home }, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      await new Promise((resolve) => child.once('spawn', resolve));
      const dependencies = {
        processes: systemProcesses({ platform: 'linux', home }),
        environment: { platform: 'linux' },
      } as const;
      const runs = await runningClients(['claude-desktop'], dependencies);
      assert.deepEqual([...runs.keys()], ['claude-desktop']);
      child.kill();
      await ended;
      assert.deepEqual([...(await runningClients(['claude-desktop'], dependencies))], []);
    } finally {
      child.kill();
      await rm(home, { recursive: true });
    }
  });
});
