import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CommandResult } from '../../runtime/cli/command.ts';
import { drift } from '../../runtime/cli/commands/drift.ts';
import { optionsOf, parseCommandLine } from '../../runtime/cli/options.ts';
import { createRuntime, type Runtime } from '../../runtime/runtime.ts';
import { installOne } from '../support/install-one.ts';
import { keptSnapshots } from '../support/kept-snapshots.ts';
import { type LaidOutHome, layOutHome } from '../support/lay-out-home.ts';
import { makeHome, root, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { type KillPoint, killPreloadFile, runCliKilled } from '../support/run-killed.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { contents, hostPlatform } from '../support/sync-home.ts';
import { askew, told } from '../support/sync-told.ts';

const copy = ['.claude', 'skills', 'meeting-notes'];
/** Where the copy is while Claude Code, whose folder Cursor reads as well, is not there yet. */
const cursorsCopy = ['.cursor', 'skills', 'meeting-notes'];
/** How many homes are tried at a time. */
const lanes = 4;

/** A home of a person with clients, and the runtime as the command line has it, in this process. */
interface KillHome {
  readonly home: ThrowAwayHome;
  readonly laid: LaidOutHome;
  readonly runtime: Runtime;
  /** Everything of the person's and of the clients', with the home's own path left out of the texts. */
  files(): Promise<Map<string, string>>;
}

/** The clients' files before a command and after it, when nothing goes wrong. */
interface Reference {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

interface Scenario {
  readonly words: readonly string[];
  /** Whether Codex is there too, which reads skills from a folder of its own. Default false. */
  readonly withCodex?: boolean;
  /** Brings a fresh home to where the command is to be run. */
  readonly prepare: (home: KillHome) => Promise<void>;
  /** What a person does after the kill, to have the clients' files as in `after`. Default: sync. */
  readonly finish?: (home: KillHome, reference: Reference) => Promise<readonly string[]>;
  /** The places that are not in sync then. Default: none. */
  readonly askew?: readonly string[];
  /** What is a person's by then, and stays when everything of ours goes; with what is in it. Default: nothing. */
  readonly stays?: readonly string[];
  /** Further promises, held right after the kill. */
  readonly check?: (
    home: KillHome,
    files: ReadonlyMap<string, string>,
    reference: Reference,
  ) => Promise<void>;
  /** States that places may be in after the kill, besides those that every sync mends. */
  readonly alsoAllowed?: readonly string[];
}

async function install(home: KillHome, version = '1.0.0'): Promise<void> {
  const folder = await writeSkillFolder(join(home.home.aios, 'source'), { version });
  await installOne(home.runtime.installer, folder);
}

async function deliver(home: KillHome): Promise<void> {
  await install(home);
  assert.deepEqual((await home.runtime.sync.sync()).errors, []);
}

async function edit(home: KillHome): Promise<void> {
  await deliver(home);
  const { path } = home.laid.cursor;
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"args": []', '"args": ["--mine"]'));
  await writeFile(join(home.home.path, ...copy, 'SKILL.md'), 'My version.\n');
}

const editedPrompt = 'List all decisions';

async function editPrompt(home: KillHome): Promise<void> {
  await deliver(home);
  const file = join(home.home.path, ...copy, 'SKILL.md');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('List the decisions', editedPrompt));
}

async function adopt({ runtime }: KillHome): Promise<readonly string[]> {
  return told(await runtime.sync.repair({ edited: 'adopt' }));
}

/** The edited prompt is in a copy or in a snapshot, and the registry has a version whole. */
async function checkPromptIsKept(home: KillHome, files: ReadonlyMap<string, string>): Promise<void> {
  const kept = (await keptSnapshots(home.home.aios)).flatMap(({ texts }) => texts);
  assert.ok(
    [...files.values(), ...kept].some((text) => text.includes(editedPrompt)),
    'the edited prompt is lost',
  );
  const { registry } = home.runtime;
  const installed = await registry.files(await registry.get('meeting-notes'));
  assert.match(Buffer.from(installed.get('prompt.md') ?? []).toString(), /^List (?:the|all) decisions/u);
}

/** What the person wrote is where they wrote it, or in a snapshot. */
async function checkEditsAreKept(home: KillHome, files: ReadonlyMap<string, string>): Promise<void> {
  const kept = (await keptSnapshots(home.home.aios)).flatMap(({ texts }) => texts);
  const everything = [...files.values(), ...kept];
  assert.ok(everything.includes('My version.\n'), 'the edited skill is lost');
  assert.ok(
    everything.some((text) => text.includes('"--mine"')),
    'the edited entry is lost',
  );
}

/** A skill that Cursor alone has, with a note of the person's beside its files; and then Claude Code comes. */
async function deliverBeforeClaudeCode(home: KillHome): Promise<void> {
  await install(home);
  const claudeCode = ['.claude', '.claude.json'];
  for (const name of claudeCode) await rename(join(home.home.path, name), join(home.home.aios, name));
  assert.deepEqual((await home.runtime.sync.sync()).errors, []);
  await writeFile(join(home.home.path, ...cursorsCopy, 'mine.txt'), 'My note.\n');
  for (const name of claudeCode) await rename(join(home.home.aios, name), join(home.home.path, name));
}

/** Cursor finds one of the two copies whole, and what the person put beside the one is there. */
async function checkCursorHasIt(
  _home: KillHome,
  files: ReadonlyMap<string, string>,
  { before, after }: Reference,
): Promise<void> {
  const folderIn = (reference: Reference['before']): string | undefined =>
    [join(...copy), join(...cursorsCopy)].find((folder) => reference.has(join(folder, 'SKILL.md')));
  const isThere = (folder: string, reference: Reference['before']): boolean =>
    [...reference].every(([name, text]) => !name.startsWith(folder + sep) || files.get(name) === text);
  const [old, next] = [folderIn(before), folderIn(after)];
  assert.ok(old !== undefined && next !== undefined && old !== next, `nothing moves: ${old}, ${next}`);
  assert.ok(isThere(old, before) || isThere(next, after), 'Cursor finds no whole copy');
  assert.equal(files.get(join(...cursorsCopy, 'mine.txt')), 'My note.\n');
}

/** An undo that was killed is taken up again by the next, and undone as a whole by the one after that. */
async function undoAndRedo(home: KillHome, { before, after }: Reference): Promise<readonly string[]> {
  const undoUntil = async (files: ReadonlyMap<string, string>, turns: number): Promise<string[]> => {
    const lines: string[] = [];
    for (let turn = 0; turn < turns && !isDeepStrictEqual(await home.files(), files); turn += 1)
      lines.push(...told(await home.runtime.sync.undo()));
    return lines;
  };
  const undone = await undoUntil(after, 1);
  assert.deepEqual(await home.files(), after, 'it was not taken up again');
  // Killed at its very end, it is brought to that first.
  const redone = await undoUntil(before, 2);
  assert.deepEqual(await home.files(), before, 'undoing it did not take all of it back');
  return [...undone, ...redone, ...(await undoUntil(after, 1))];
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'the first delivery': { words: ['sync'], prepare: install },
  'an update': {
    words: ['sync'],
    async prepare(home) {
      await deliver(home);
      await install(home, '2.0.0');
    },
  },
  'a removal': {
    words: ['sync'],
    async prepare(home) {
      await deliver(home);
      await home.runtime.registry.remove('meeting-notes');
    },
  },
  'a move to another client’s folder': {
    words: ['sync'],
    prepare: deliverBeforeClaudeCode,
    check: checkCursorHasIt,
    stays: [join('.cursor', 'skills')],
  },
  'the undo of a move': {
    words: ['undo'],
    async prepare(home) {
      await deliverBeforeClaudeCode(home);
      await home.runtime.sync.sync();
    },
    finish: undoAndRedo,
    check: checkCursorHasIt,
    askew: ['claude-code server not-delivered', 'claude-code skill not-delivered', 'cursor skill not-wanted'],
    stays: [join('.cursor', 'skills')],
  },
  'a repair': {
    words: ['repair'],
    async prepare(home) {
      await deliver(home);
      await rm(join(home.home.path, ...copy), { recursive: true });
      await writeFile(home.laid.cursor.path, home.laid.cursor.text);
      await rm(home.laid.claudeDesktop.path);
    },
    finish: async ({ runtime }) => told(await runtime.sync.repair()),
  },
  'a repair that keeps': {
    words: ['repair', '--keep'],
    prepare: edit,
    finish: async ({ runtime }) => told(await runtime.sync.repair({ edited: 'keep' })),
    check: checkEditsAreKept,
    askew: ['claude-code skill kept', 'cursor server kept'],
    stays: [join('.claude', 'skills'), join('.cursor', 'mcp.json')],
    alsoAllowed: ['edited'],
  },
  'a repair that restores': {
    words: ['repair', '--restore'],
    prepare: edit,
    finish: async ({ runtime }) => told(await runtime.sync.repair({ edited: 'restore' })),
    check: checkEditsAreKept,
    alsoAllowed: ['edited'],
  },
  'the undo of a removal': {
    words: ['undo'],
    async prepare(home) {
      await deliver(home);
      await home.runtime.registry.remove('meeting-notes');
      await home.runtime.sync.sync();
    },
    finish: undoAndRedo,
    askew: [
      'claude-code server not-wanted',
      'claude-desktop server not-wanted',
      'cursor server not-wanted',
      'claude-code skill not-wanted',
    ],
  },
  'the undo of an update': {
    words: ['undo'],
    async prepare(home) {
      await deliver(home);
      await install(home, '2.0.0');
      await home.runtime.sync.sync();
    },
    finish: undoAndRedo,
    askew: ['claude-code skill source-moved'],
  },
  'a repair that adopts': {
    words: ['repair', '--adopt'],
    withCodex: true,
    prepare: editPrompt,
    finish: async (home) => [...(await adopt(home)), ...told(await home.runtime.sync.sync())],
    check: checkPromptIsKept,
    alsoAllowed: ['edited'],
  },
  'the undo of an adoption': {
    words: ['undo'],
    withCodex: true,
    async prepare(home) {
      await editPrompt(home);
      assert.equal((await adopt(home)).length, 3);
    },
    finish: undoAndRedo,
    check: checkPromptIsKept,
    askew: ['claude-code skill edited'],
    stays: [join('.claude', 'skills')],
    alsoAllowed: ['edited'],
  },
};

async function makeKillHome({ withCodex = false }: Scenario): Promise<KillHome> {
  const home = await makeHome();
  const laid = await layOutHome(home.path, { platform: hostPlatform });
  // A file and folders that are then of our making, and have to go again.
  await rm(laid.claudeDesktop.path);
  await rm(join(home.path, '.claude', 'skills'), { recursive: true });
  if (withCodex) await mkdir(join(home.path, '.codex'));
  const quiet = (): void => undefined;
  const runtime = createRuntime({
    environment: { platform: hostPlatform, home: home.path, aiosHome: home.aios, variables: {} },
    javascript: { kind: 'node', path: process.execPath },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    clock: { now: () => new Date() },
    serverBundle: join(root, 'dist', 'aios-mcp.cjs'),
  });
  const files = async (): Promise<Map<string, string>> => {
    const found = await contents(home.path, ['.aios']);
    return new Map([...found].map(([name, text]) => [name, text.replaceAll(home.path, '~')]));
  };
  return { home, laid, runtime, files };
}

/**
 * The points at which killing leaves a state of its own: before every change, halfway through every writing. Flushing
 * and setting a mode change nothing that outlives a killed process, nor does making a folder that is there.
 */
async function killPoints(scenario: Scenario): Promise<KillPoint[]> {
  const home = await makeKillHome(scenario);
  try {
    await scenario.prepare(home);
    const log = join(home.home.aios, 'changes');
    const folders = await foldersIn(home.home.path);
    const { exitCode, stderr } = await runCli(home.home, scenario.words, {
      nodeOptions: ['--import', killPreloadFile],
      environment: { AIOS_TEST_KILL_LOG: log },
    });
    assert.equal(exitCode, 0, stderr);
    const before: KillPoint[] = [];
    const halfway: KillPoint[] = [];
    for (const line of (await readFile(log, 'utf8')).trim().split('\n')) {
      const [, at = '', name = '', path = ''] = /^(\d+) (\w+) (.*)$/u.exec(line) ?? [];
      if (['sync', 'fsync', 'fdatasync', 'chmod'].includes(name) || (name === 'mkdir' && folders.has(path)))
        continue;
      if (name === 'mkdir') folders.add(path);
      if (name === 'writeFile') halfway.push({ at: halfway.length + 1, when: 'halfway' });
      else before.push({ at: Number(at), when: 'before' });
    }
    return [...before, ...halfway];
  } finally {
    home.runtime.dispose();
    await home.home[Symbol.asyncDispose]();
  }
}

async function foldersIn(path: string): Promise<Set<string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return new Set([path, ...folders.map((entry) => join(entry.parentPath, entry.name))]);
}

async function referenceOf(scenario: Scenario): Promise<Reference> {
  const home = await makeKillHome(scenario);
  try {
    await scenario.prepare(home);
    const before = await home.files();
    assert.equal((await runCli(home.home, scenario.words)).exitCode, 0);
    return { before, after: await home.files() };
  } finally {
    home.runtime.dispose();
    await home.home[Symbol.asyncDispose]();
  }
}

/** The files without those in some folders. */
function besides(files: ReadonlyMap<string, string>, folders: readonly string[] = []): Map<string, string> {
  const isIn = (name: string): boolean =>
    folders.some((folder) => name === folder || name.startsWith(folder + sep));
  return new Map([...files].filter(([name]) => !isIn(name)));
}

/** What `aios drift` tells. */
async function lookForDrift({ runtime, home }: KillHome): Promise<CommandResult> {
  return drift.run({
    runtime,
    positionals: [],
    options: optionsOf(parseCommandLine([]).values),
    signal: new AbortController().signal,
    say: () => undefined,
    workingFolder: home.path,
  });
}

/** What is not switched in yet: a file's new content, or a copy that is made beside its place. */
const leftover = /\.aios-tmp(?:[\\/]|$)/u;

async function killAndLook(scenario: Scenario, point: KillPoint, reference: Reference): Promise<void> {
  const { before, after } = reference;
  const home = await makeKillHome(scenario);
  try {
    const original = await home.files();
    await scenario.prepare(home);
    const { signal, exitCode, stdout, stderr } = await runCliKilled(home.home, scenario.words, point);
    assert.equal(signal, 'SIGKILL', `it ended by itself: ${exitCode} ${stdout} ${stderr}`);

    const files = await home.files();
    for (const name of new Set([...before.keys(), ...after.keys(), ...files.keys()])) {
      if (leftover.test(name)) continue;
      const text = files.get(name);
      assert.ok(
        text === before.get(name) || text === after.get(name),
        `${name} is neither old nor new: ${text}`,
      );
    }
    await scenario.check?.(home, files, reference);

    const { items } = (await lookForDrift(home)).json as { items: { state: string; path: string }[] };
    for (const { state, path } of items)
      if (!scenario.alsoAllowed?.includes(state))
        assert.ok(!['edited', 'foreign', 'unreadable'].includes(state), `${path} is ${state}`);

    for (const line of (await scenario.finish?.(home, reference)) ?? told(await home.runtime.sync.sync()))
      assert.match(line, / (create|update|remove|forget|keep|adopt|undo)$/u);
    assert.deepEqual(askew(await home.runtime.sync.status()).sort(), (scenario.askew ?? []).toSorted());
    if (scenario.askew === undefined) {
      assert.equal((await lookForDrift(home)).exitCode, 0);
      assert.deepEqual(told(await home.runtime.sync.sync()), [], 'something was left to do');
    }
    assert.deepEqual(await home.files(), after);

    const installed = await home.runtime.registry.list();
    for (const { manifest } of installed) await home.runtime.registry.remove(manifest.id);
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    const { stays } = scenario;
    const left = besides(await home.files(), stays);
    assert.deepEqual(left, besides(original, stays), 'not everything of ours went again');
  } catch (error) {
    throw new Error(`Killed ${point.when} change ${point.at}: ${(error as Error).message}`, { cause: error });
  } finally {
    home.runtime.dispose();
    await home.home[Symbol.asyncDispose]();
  }
}

// Windows tells nobody that a process ended by a signal.
const describeOnPosix = process.platform === 'win32' ? describe.skip : describe;

describeOnPosix('A command killed with -9 at any change of the disk', function () {
  this.timeout(600_000);

  for (const [name, scenario] of Object.entries(scenarios)) {
    it(`during ${name} leaves every client’s file old or new, nothing lost, and the next one finishes`, async () => {
      const [points, reference] = await Promise.all([killPoints(scenario), referenceOf(scenario)]);
      assert.ok(points.length >= 15, `only ${points.length} points`);
      const left = [...points];
      const work = async (): Promise<void> => {
        for (let point = left.shift(); point; point = left.shift())
          await killAndLook(scenario, point, reference);
      };
      await Promise.all(Array.from({ length: lanes }, work));
    });
  }

  it('lets `aios drift --json` answer from the command line right after', async () => {
    const update = scenarios['an update']!;
    const home = await makeKillHome(update);
    try {
      await update.prepare(home);
      const points = (await killPoints(update)).filter(({ when }) => when === 'before');
      const { signal } = await runCliKilled(home.home, ['sync'], points[points.length >> 1]!);
      assert.equal(signal, 'SIGKILL');
      const { exitCode, json } = await runCli(home.home, ['drift', '--json']);
      assert.equal(exitCode, 3);
      assert.equal((json as { summary: { drifted: number } }).summary.drifted, 1);
    } finally {
      home.runtime.dispose();
      await home.home[Symbol.asyncDispose]();
    }
  });
});
