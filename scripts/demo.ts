/**
 * `npm start`: the main job from end to end in a throw-away home. Uses the command line, the launcher and a real MCP
 * client the way a person and their AI client would, and touches nothing outside the home it makes.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type LaidOutHome, layOutHome } from '../test/support/lay-out-home.ts';
import { connectAsClient, readConfiguredServer } from './demo/connect-as-client.ts';
import { markAdded, Narrator } from './demo/narrator.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = join(root, 'dist', 'cli', 'aios.js');
const narrator = new Narrator(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);

const home = await mkdtemp(join(tmpdir(), 'aios-demo-'));
narrator.heading('AI OS: install a skill once, use it in every AI client');
narrator.line(`Everything below happens in a throw-away home: ${home}`);

const clients = await narrator.run('Three AI clients, set up the way people have them', async (tell) => {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const laidOut = await layOutHome(home, { platform });
  for (const { name, path } of configs(laidOut)) tell(`${name.padEnd(15)} ${short(path)}`);
  return laidOut;
});

await narrator.run('aios install skills/roadmap-reader', async (tell) =>
  tell(await aios('install', join(root, 'skills', 'roadmap-reader'))),
);
await narrator.run('aios sync', async (tell) => tell(short(await aios('sync'))));

await narrator.run("The clients' own entries, settings and comments are untouched", async (tell) => {
  for (const { name, path, text } of configs(clients)) {
    const now = await readFile(path, 'utf8');
    tell(`${name}: what AI OS added is marked +`);
    const marked = markAdded(text, now).split('\n');
    tell(marked.map((line) => (line.length > 140 ? `${line.slice(0, 139)}…` : line)).join('\n'));
  }
});

await narrator.run(
  'Claude Desktop starts the server exactly as its config says, and calls the skill',
  async (tell) => {
    const server = await readConfiguredServer(clients.claudeDesktop.path);
    tell(`$ env -i PATH=/usr/bin:/bin ${[server.command, ...server.args].join(' ')}`);
    const client = await connectAsClient(server);
    const { tools } = await client.listTools();
    tell(`tools: ${tools.map(({ name }) => name).join(', ')}`);
    const fixture = await readFile(
      join(root, 'skills', 'roadmap-reader', 'tests', 'fixture_01.json'),
      'utf8',
    );
    const answer = await client.callTool({
      name: 'roadmap_reader',
      arguments: JSON.parse(fixture) as Record<string, unknown>,
    });
    await client.close();
    const [content] = answer.content;
    if (answer.isError || content?.type !== 'text')
      throw new Error(`The call failed: ${JSON.stringify(answer.content)}`);
    const lines = content.text.split('\n');
    tell(`roadmap_reader answered with a composed prompt of ${lines.length} lines:`);
    tell(
      lines
        .slice(0, 14)
        .map((line) => `  │ ${line}`.slice(0, 110).trimEnd())
        .join('\n'),
    );
    tell(`  │ … ${lines.length - 14} more`);
  },
);

await narrator.run("Somebody deletes Cursor's entry behind our back", async (tell) => {
  const { path, text } = clients.cursor;
  await writeFile(path, text);
  tell(`${short(path)} is as it was before AI OS came.`);
});

await narrator.run('aios drift', async (tell) => tell(short(await aios('drift'))));
await narrator.run('aios repair', async (tell) => tell(short(await aios('repair'))));
await narrator.run('aios drift', async (tell) => tell(await aios('drift')));
await narrator.run('aios status', async (tell) => tell(await aios('status')));

narrator.line();
narrator.heading('Summary');
for (const { title, ms } of narrator.times) narrator.line(`${ms.toFixed(0).padStart(6)} ms  ${title}`);
const total = narrator.times.reduce((sum, { ms }) => sum + ms, 0);
narrator.line(`${total.toFixed(0).padStart(6)} ms  in all`);
narrator.line();
narrator.heading('The same for real');
const realCommand = `node ${relative(process.cwd(), command) || command}`;
for (const line of ['clients', 'install skills/roadmap-reader', 'sync --dry-run', 'sync'])
  narrator.line(`  ${realCommand} ${line}`);
narrator.line(`The throw-away home stays for you to look at: ${home}`);

/** Runs the command line in the throw-away home. A check that found something (exit code 3) is no failure here. */
async function aios(...words: string[]): Promise<string> {
  const { AIOS_HOME: _unused, XDG_CONFIG_HOME: _unset, CLAUDE_CONFIG_DIR: _away, ...rest } = process.env;
  const env = {
    ...rest,
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
  };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [command, ...words], { env, cwd: root });
    return stdout.trimEnd();
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
    if (code === 3) return `${stdout?.trimEnd()}\n(exit code 3: a check found something)`;
    throw new Error(`aios ${words.join(' ')} failed: ${stderr}${stdout}`);
  }
}

function configs({ claudeDesktop, cursor, claudeCode }: LaidOutHome) {
  return [
    { name: 'Claude Desktop', ...claudeDesktop },
    { name: 'Cursor', ...cursor },
    { name: 'Claude Code', ...claudeCode },
  ];
}

function short(text: string): string {
  return text.replaceAll(home, '~');
}
