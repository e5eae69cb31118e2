import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { installLauncher } from '../../runtime/mcp/install-launcher.ts';
import { layOutHome } from '../support/lay-out-home.ts';
import { root as checkout, runCli } from '../support/run-cli.ts';

/** What a client on macOS gives a server, and no more. */
const bare = { PATH: '/usr/bin:/bin' };

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program from `/` with the given variables alone. */
async function run(
  command: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
  input: Buffer | string = '',
): Promise<Ran> {
  const child = spawn(command, words, { cwd: '/', env: variables, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A launcher that finds nothing ends without having read its stdin.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout: Buffer.concat(stdout), stderr };
}

/** Speaks just enough of the protocol, one line at a time. */
class Session {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private errors = '';

  constructor(command: string, words: readonly string[], variables: Readonly<Record<string, string>>) {
    this.child = spawn(command, words, { cwd: '/', env: variables, stdio: 'pipe' });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask(method: string, params: object = {}): Promise<Record<string, unknown>> {
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
    const { value } = await this.lines.next();
    assert.ok(value !== undefined, `The server said nothing on stdout, and on stderr: ${this.errors}`);
    const answer = JSON.parse(value) as { result?: Record<string, unknown> };
    assert.ok(answer.result, value);
    return answer.result;
  }

  initialize(): Promise<Record<string, unknown>> {
    const clientInfo = { name: 'contract-test', version: '1.0.0' };
    return this.ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  }

  /** Closes stdin, as a client that quits does. @returns how the server ended */
  async close(): Promise<{ exitCode: number | null; stderr: string }> {
    this.child.stdin.end();
    const [exitCode] = (await once(this.child, 'close')) as [number | null];
    return { exitCode, stderr: this.errors };
  }
}

const posixOnly = process.platform === 'win32' ? describe.skip : describe;
/** What /bin/sh is on one system or another. */
const shells = new Map(
  ['/bin/sh', '/bin/dash', '/bin/bash', '/usr/bin/dash', '/usr/bin/bash']
    .filter((shell) => existsSync(shell))
    .map((shell) => [realpathSync(shell), shell]),
);

/** A home with letters in its name that a shell could trip over, a skill in it, delivered. */
let folder: string;
let home: string;
let entry: { command: string; args: string[] };
let bin: string;

async function setUp(): Promise<void> {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'aios-launcher-')));
  home = join(folder, 'Ada\'s "home" $(touch oops) `x` *');
  await mkdir(home);
  await layOutHome(home);
  for (const words of [['install', join(checkout, 'skills', 'roadmap-reader')], ['sync']]) {
    const { exitCode, stderr } = await runCli(home, words);
    assert.equal(exitCode, 0, stderr);
  }
  const config = await readFile(join(home, '.cursor', 'mcp.json'), 'utf8');
  const [, command = '""', args = '[]'] =
    /"aios": \{\s*"command": (".*"),\s*"args": (\[.*\])/u.exec(config) ?? [];
  entry = { command: JSON.parse(command) as string, args: JSON.parse(args) as string[] };
  bin = dirname(entry.command);
}

const tearDown = (): Promise<void> => rm(folder, { recursive: true, force: true });

posixOnly('The launcher as `aios sync` writes it and a client’s config names it', function () {
  this.timeout(20_000);
  before(setUp);
  after(tearDown);

  it('starts the server with hardly any environment, from /, and the server answers', async () => {
    const session = new Session(entry.command, entry.args, bare);
    const { serverInfo } = await session.initialize();
    assert.equal((serverInfo as { name: string }).name, 'aios');
    const { tools } = (await session.ask('tools/list')) as { tools: { name: string }[] };
    assert.ok(tools.some(({ name }) => name === 'roadmap_reader'));
    assert.deepEqual(await session.close(), { exitCode: 0, stderr: '' });
  });

  it('names itself in our home, whatever letters the home has, and nothing was run by their means', () => {
    assert.equal(entry.command, join(home, '.aios', 'bin', 'aios-mcp'));
    assert.deepEqual(entry.args, []);
    assert.ok(!existsSync('/oops') && !existsSync(join(folder, 'oops')) && !existsSync(join(home, 'oops')));
  });

  it('starts any number of copies at once', async () => {
    const sessions = Array.from({ length: 4 }, () => new Session(entry.command, entry.args, bare));
    const answers = await Promise.all(sessions.map((session) => session.initialize()));
    assert.equal(answers.length, 4);
    for (const session of sessions) assert.equal((await session.close()).exitCode, 0);
  });

  it('falls back to a Node on the PATH when the runtime that delivered is gone', async () => {
    const path = join(folder, 'path');
    await mkdir(path);
    await symlink(process.execPath, join(path, 'node'));
    const known = await readFile(join(bin, 'runtimes'), 'utf8');
    await writeFile(join(bin, 'runtimes'), 'node /nowhere/at/all/node\nelectron /nowhere/Code\n');
    try {
      const session = new Session(entry.command, entry.args, { PATH: `${path}:${bare.PATH}` });
      await session.initialize();
      assert.deepEqual(await session.close(), { exitCode: 0, stderr: '' });
    } finally {
      await writeFile(join(bin, 'runtimes'), known);
    }
  });

  it('leaves a server of a newer version in place, and replaces an older one', async () => {
    const server = join(bin, 'aios-mcp.cjs');
    const shipped = await readFile(server, 'utf8');
    for (const [text, expected] of [
      ['// aios-mcp 99.0.0\n', '// aios-mcp 99.0.0\n'],
      ['// aios-mcp 0.0.9\n', shipped],
      ['damaged', shipped],
    ] as const) {
      await writeFile(server, text);
      assert.equal((await runCli(home, ['sync'])).exitCode, 0);
      assert.equal(await readFile(server, 'utf8'), expected);
    }
  });
});

posixOnly('The launcher', function () {
  this.timeout(20_000);
  before(setUp);
  after(tearDown);

  /** Writes an executable shell script. */
  async function script(path: string, ...lines: string[]): Promise<string> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${['#!/bin/sh', ...lines].join('\n')}\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** A program that says which Node it is, and otherwise who it is and what it was started with. */
  const fakeNode = (path: string, version: number): Promise<string> =>
    script(path, `[ "$1" = -p ] && { echo ${version}; exit; }`, `printf '%s\\n' "ran by $0" "$@"`);

  /**
   * The launcher with the places where every machine may have a Node moved into a folder of the test's.
   * @returns the launcher and that folder
   */
  async function relocated(runtimes = ''): Promise<{ launcher: string; places: string }> {
    const places = await mkdtemp(join(folder, 'places-'));
    let text = await readFile(entry.command, 'utf8');
    for (const place of ['/opt/homebrew/bin/node', '/usr/local/bin/node', '/usr/bin/node']) {
      assert.equal(text.split(` ${place}`).length, 2, `the launcher looks at ${place} once`);
      text = text.replace(` ${place}`, () => ` "${places}${place}"`);
    }
    const folderOfIts = join(places, 'aios home', 'bin');
    const launcher = join(folderOfIts, 'aios-mcp');
    await mkdir(folderOfIts, { recursive: true });
    await writeFile(launcher, text);
    await writeFile(join(folderOfIts, 'aios-mcp.cjs'), '');
    await writeFile(join(folderOfIts, 'runtimes'), runtimes);
    return { launcher, places };
  }

  for (const shell of shells.values()) {
    describe(`in ${shell}`, () => {
      const launch = (
        launcher: string,
        variables: Readonly<Record<string, string>> = { PATH: '/nowhere' },
        input: Buffer | string = '',
      ): Promise<Ran> => run(shell, [launcher], variables, input);

      it('says what is missing on stderr with exit code 127, and nothing on stdout, when there is no Node', async () => {
        const { launcher } = await relocated('node /nowhere/node\n');
        for (const variables of [{ PATH: '/nowhere' }, { PATH: '/nowhere', HOME: folder }, {}]) {
          const { exitCode, stdout, stderr } = await launch(launcher, variables, 'a question\n');
          assert.equal(exitCode, 127);
          assert.equal(stdout.length, 0);
          assert.match(stderr, /^aios-mcp: found no program .*Node\.js 22 or newer\.\n$/u);
        }
      });

      it('says the same way that the server is missing', async () => {
        const { launcher, places } = await relocated();
        await fakeNode(join(places, 'usr/bin/node'), 24);
        await rm(join(dirname(launcher), 'aios-mcp.cjs'));
        const { exitCode, stdout, stderr } = await launch(launcher);
        assert.deepEqual([exitCode, stdout.length], [127, 0]);
        assert.match(stderr, /^aios-mcp: .*aios-mcp\.cjs is missing\. Run 'aios sync'/u);
      });

      it('works without a list of runtimes', async () => {
        const { launcher, places } = await relocated();
        await rm(join(dirname(launcher), 'runtimes'));
        const node = await fakeNode(join(places, 'usr/bin/node'), 22);
        assert.match((await launch(launcher)).stdout.toString(), new RegExp(`^ran by ${node}\n`, 'u'));
      });

      it('refuses a Node older than 22, wherever it is, and one that does not say', async () => {
        const { launcher, places } = await relocated();
        await fakeNode(join(places, 'path/node'), 20);
        await script(join(places, 'opt/homebrew/bin/node'), 'exit 1');
        await script(join(places, 'usr/local/bin/node'), 'echo Welcome');
        const variables = { PATH: join(places, 'path'), HOME: join(places, 'home') };
        assert.equal((await launch(launcher, variables)).exitCode, 127);
        await fakeNode(join(places, 'home/.nvm/versions/node/v18.1.0/bin/node'), 18);
        const node = await fakeNode(join(places, 'home/.nvm/versions/node/v22.1.0/bin/node'), 22);
        const { stdout, exitCode } = await launch(launcher, variables);
        assert.equal(exitCode, 0);
        assert.match(stdout.toString(), new RegExp(`^ran by ${node}\n`, 'u'));
      });

      it('takes the first runtime of the list that is there, past what is gone or cannot run', async () => {
        const { launcher, places } = await relocated();
        const first = await fakeNode(join(places, 'first with spaces'), 24);
        await fakeNode(join(places, 'second'), 24);
        await mkdir(join(places, 'a-folder'));
        await writeFile(join(places, 'not-executable'), '');
        const paths = ['gone', 'a-folder', 'not-executable'].map((name) => `node ${join(places, name)}`);
        const lines = [...paths, '', 'deno /bin/sh', `node ${first}`, `node ${join(places, 'second')}`];
        await writeFile(join(dirname(launcher), 'runtimes'), `${lines.join('\n')}\n`);
        const { stdout, stderr } = await launch(launcher);
        assert.equal(stdout.toString(), `ran by ${first}\n${join(dirname(launcher), 'aios-mcp.cjs')}\n`);
        assert.equal(stderr, '');
      });

      it('tells an editor’s runtime to be Node, and a Node nothing of the kind', async () => {
        const show = 'echo "<$ELECTRON_RUN_AS_NODE> $AIOS_HOME"';
        for (const [kind, expected] of [
          ['electron', '<1>'],
          ['node', '<>'],
        ]) {
          const { launcher, places } = await relocated();
          const runtime = await script(join(places, 'runtime'), show);
          await writeFile(join(dirname(launcher), 'runtimes'), `${kind} ${runtime}\n`);
          const { stdout } = await launch(launcher);
          assert.equal(stdout.toString(), `${expected} ${join(places, 'aios home')}\n`);
        }
      });

      it('hands every byte of stdin to the server, and no descriptor of its own', async () => {
        const bytes = Buffer.concat([Buffer.from('\r\n\0 first\\n line\n'), randomBytes(200_000)]);
        const give = [
          '[ "$1" = -p ] && { cat > /dev/null; echo 24; exit; }',
          '( : <&3 ) 2>/dev/null && echo open',
        ];
        const { launcher, places } = await relocated();
        const runtime = await script(join(places, 'usr/local/bin/node'), ...give, 'exec cat');
        const viaFallback = await launch(
          launcher,
          { PATH: bare.PATH.replace('/usr/bin', '/nowhere') },
          bytes,
        );
        assert.ok(viaFallback.stdout.equals(bytes));
        for (const kind of ['electron', 'node']) {
          await writeFile(
            join(dirname(launcher), 'runtimes'),
            `electron /nowhere/Code\n${kind} ${runtime}\n`,
          );
          assert.ok((await launch(launcher, bare, bytes)).stdout.equals(bytes), kind);
        }
      });
    });
  }

  it('gives its own arguments on, and the exit code of the server back', async () => {
    const { launcher, places } = await relocated();
    const runtime = await script(join(places, 'runtime'), 'shift', `printf '<%s>' "$@"`, 'exit 7');
    await writeFile(join(dirname(launcher), 'runtimes'), `node ${runtime}\n`);
    const { exitCode, stdout } = await run('/bin/sh', [launcher, 'a b', '', '"*"'], bare);
    assert.equal(stdout.toString(), '<a b><><"*">');
    assert.equal(exitCode, 7);
  });
});

describe('The list of runtimes', () => {
  it('has the newest first, each once, and at most six', async () => {
    const place = await mkdtemp(join(tmpdir(), 'aios-runtimes-'));
    try {
      const serverBundle = join(place, 'bundle.cjs');
      await writeFile(serverBundle, '// aios-mcp 0.1.0\n');
      for (const path of ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/3']) {
        const javascript = { kind: 'node', path } as const;
        await installLauncher({ folder: join(place, 'bin'), platform: 'linux', javascript, serverBundle });
      }
      const lines = await readFile(join(place, 'bin', 'runtimes'), 'utf8');
      assert.equal(
        lines,
        ['/3', '/7', '/6', '/5', '/4', '/2', ''].map((path) => path && `node ${path}`).join('\n'),
      );
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });
});
