import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ServerStart } from '../../runtime/sync/server-starts.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { installAgreed } from './install-agreed.ts';

const home = join(homedir(), '.aios');

interface FoundSkill {
  readonly id: string;
  readonly inputSchema: { readonly type?: string };
}

/** What a tool tells a model. */
async function invoke(name: string, input: object): Promise<Record<string, unknown>> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return JSON.parse(part.value);
}

async function find(words?: string): Promise<string[]> {
  const { skills } = await invoke('aios_find_skill', { ...(words !== undefined && { words }) });
  return (skills as FoundSkill[]).map(({ id }) => id);
}

/** The heartbeats of the copies that this editor started, once they are as expected. */
async function startsOf(isExpected: (started: readonly string[]) => boolean): Promise<readonly string[]> {
  for (;;) {
    const folder = join(home, 'state', 'heartbeats');
    const names = await readdir(folder).catch(() => []);
    const beats = await Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .map(async (name) => readFile(join(folder, name), 'utf8')),
    );
    const own = beats.filter((text) => JSON.parse(text).client?.name !== undefined);
    if (isExpected(own)) return own;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the MCP server in the editor', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aios-host-server-'));
    await writeSkillFolder(folder, { id: 'retrospective' });
    await installAgreed(folder, { skills: ['retrospective'] });
  });

  after(async () => {
    await vscode.commands.executeCommand('aios.skills.remove', 'retrospective');
    await rm(folder, { recursive: true, force: true });
  });

  it('has its tools registered with what a person and a model need to know of them', () => {
    const tools = vscode.lm.tools.filter(({ name }) => name.startsWith('aios_'));
    assert.deepEqual(tools.map(({ name }) => name).sort(), [
      'aios_complete_skill',
      'aios_find_skill',
      'aios_run_skill',
    ]);
    for (const { description, inputSchema, tags } of tools) {
      assert.ok(description.length > 100);
      assert.ok(inputSchema);
      assert.deepEqual([...tags].filter((tag) => tag === 'aios' || tag === 'skills').sort(), [
        'aios',
        'skills',
      ]);
    }
  });

  it('finds skills by words, with the schema of their input', async () => {
    assert.ok((await find('retrospective')).includes('retrospective'));
    assert.deepEqual(await find('xylophone quartz'), []);
    assert.ok((await find()).length > 0);
    const { skills } = await invoke('aios_find_skill', { words: 'retrospective' });
    assert.equal((skills as FoundSkill[])[0]?.inputSchema.type, 'object');
  });

  it('tells a model what to do about a run that nobody began', async () => {
    await assert.rejects(
      Promise.resolve(invoke('aios_complete_skill', { runId: 'run_x', result: {} })),
      /no run "run_x".*Start the skill again/u,
    );
  });

  it('is started by the editor from what the extension offers, and again after a restart', async function () {
    this.timeout(60_000);
    const start = () => vscode.commands.executeCommand('workbench.mcp.startServer', 'aios.aios/aios');
    const before = (await startsOf(() => true)).length;
    // The editor knows of what is offered a moment after it was told.
    for (let started: readonly string[] = []; started.length <= before; ) {
      await start();
      started = await startsOf(() => true);
    }
    const [text = ''] = (await startsOf((own) => own.length > before)).slice(-1);
    assert.match(JSON.parse(text).client.name, /code/iu);
    const running = await vscode.commands.executeCommand<ServerStart[]>('aios.server.restart');
    assert.ok(running.length > 0);
    // The editor ended its copy, which had to be told to or lose its stdin.
    await startsOf((own) => own.every((beat) => JSON.parse(beat).ended !== undefined));
  });
});
