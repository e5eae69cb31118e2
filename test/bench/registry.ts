import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeThrowAwayFolder } from '../support/editor/throw-away.ts';
import { cliFile, environmentOf } from '../support/run-cli.ts';
import type { BenchmarkOptions, BenchmarkResult, Row } from './benchmark.ts';
import { ensurePeer } from './fetch-peer.ts';
import { measureInRounds } from './measure.ts';
import { peers } from './peers.ts';
import { runProcess } from './run-process.ts';
import { expectSkill, skillName, writeSkillTree } from './skill-tree.ts';

/** The peer needs half a minute to restore a hundred skills: more rounds tell no more. */
const restoreRounds = 3;
const installed = 100;
const listed = 1000;
/** In a home with many skills, a change of one may take this much longer than where it is alone. */
const changeAtMost = 1.2;

/**
 * Installing a hundred skills from a folder tree, scan included, and restoring them from a lock file, beside the npm
 * package `skills` on the same tree; listing a thousand, and changing one of them. Whole processes, fresh homes,
 * no network.
 */
export async function benchmarkRegistry({ rounds, report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const script = await ensurePeer(peers.skills, report);
  const folder = await makeThrowAwayFolder('aios-bench');
  // Kept over the rounds: both have Node.js keep compiled code there.
  const temporary = join(folder.path, 'tmp');
  await mkdir(temporary);
  const bench: Bench = { folder: folder.path, script, temporary, homes: 0 };
  try {
    const tree = await writeSkillTree(join(folder.path, 'tree'), installed);
    report(`registry: installing ${installed} skills, ${rounds} rounds …`);
    const install = await measureInRounds(
      { ours: () => installWithUs(bench, tree), peer: () => addWithPeer(bench, tree) },
      rounds,
    );
    report(`registry: restoring ${installed} skills, ${restoreRounds} rounds …`);
    const restore = await measureInRounds(await prepareRestore(bench, tree), Math.min(rounds, restoreRounds));
    report(`registry: listing ${listed} skills, ${rounds} rounds …`);
    const many = await homeWith(bench, listed);
    const lists = {
      ours: () => runAt(many, ['list', '--json']),
      // What says that index and lock file were found to say the same is away, as after a change.
      anew: async () => {
        await rm(join(many.path, '.aios', 'registry', 'compared'), { force: true });
        return runAt(many, ['list', '--json']);
      },
    };
    const list = await measureInRounds(lists, rounds);
    report(`registry: changing one of ${listed} skills, ${rounds} rounds …`);
    const alone = await homeWith(bench, 1);
    const change = await measureInRounds({ ours: () => pinAt(many), peer: () => pinAt(alone) }, rounds);
    const rows: Row[] = [
      {
        name: `aios install, ${installed} skills from a tree`,
        unit: 'ms',
        ours: install.ours,
        peer: { name: 'skills add', values: install.peer },
        atMost: 0.7,
      },
      {
        name: `aios restore --frozen, ${installed} skills`,
        unit: 'ms',
        ours: restore.ours,
        peer: { name: 'skills experimental_install', values: restore.peer },
        atMost: 0.2,
      },
      { name: `aios list, ${listed} skills`, unit: 'ms', ours: list.ours, atMost: 100 },
      { name: 'the first after a change, all of the lock file compared', unit: 'ms', ours: list.anew },
      {
        name: `aios pin, one of ${listed} skills`,
        unit: 'ms',
        ours: change.ours,
        peer: { name: 'one of 1', values: change.peer },
        atMost: changeAtMost,
      },
    ];
    return { rows, notes: [] };
  } finally {
    await folder.remove();
  }
}

interface Bench {
  readonly folder: string;
  readonly script: string;
  readonly temporary: string;
  homes: number;
}

interface Home {
  readonly path: string;
  readonly options: { environment: Readonly<Record<string, string | undefined>>; workingFolder: string };
}

/**
 * Homes stay until the end: ext4 makes no file where one was removed within the last minutes (`recently_deleted` in the
 * kernel's fs/ext4/ialloc.c) and searches past all of those, so that each round would pay for the one before it.
 */
async function freshHome(bench: Bench): Promise<Home> {
  bench.homes += 1;
  const path = join(bench.folder, `home-${bench.homes}`);
  const workingFolder = join(path, 'project');
  await mkdir(workingFolder, { recursive: true });
  const { temporary } = bench;
  const environment = {
    ...environmentOf(path),
    ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary, DISABLE_TELEMETRY: '1' },
  };
  return { path, options: { environment, workingFolder } };
}

async function installWithUs(bench: Bench, tree: string): Promise<number> {
  const { path, options } = await freshHome(bench);
  const { ms } = await runProcess(cliFile, ['install', tree, '--all'], options);
  await expectInstalled(tree, 0, join(path, '.aios', 'registry', 'skills', skillName(0)));
  return ms;
}

async function addWithPeer(bench: Bench, tree: string): Promise<number> {
  const { options } = await freshHome(bench);
  const ms = await addOnce(bench, tree, options);
  await expectSkill(tree, 0, join(options.workingFolder, '.claude', 'skills', skillName(0)));
  return ms;
}

async function addOnce({ script }: Bench, tree: string, options: Home['options']): Promise<number> {
  const words = ['add', tree, '-a', 'claude-code', '--skill', '*', '-y'];
  return (await runProcess(script, words, options)).ms;
}

/** A home of each that has its lock file; every round takes that to a fresh one. */
async function prepareRestore(bench: Bench, tree: string) {
  const [ours, theirs] = [await freshHome(bench), await freshHome(bench)];
  await runProcess(cliFile, ['install', tree, '--all'], ours.options);
  await addOnce(bench, tree, theirs.options);
  const lock = join('.aios', 'registry', 'skills.lock.yaml');
  return {
    ours: async (): Promise<number> => {
      const { path, options } = await freshHome(bench);
      await mkdir(join(path, '.aios', 'registry'), { recursive: true });
      await cp(join(ours.path, lock), join(path, lock));
      const { ms } = await runProcess(cliFile, ['restore', '--frozen'], options);
      await expectInstalled(
        tree,
        installed - 1,
        join(path, '.aios', 'registry', 'skills', skillName(installed - 1)),
      );
      return ms;
    },
    peer: async (): Promise<number> => {
      const { options } = await freshHome(bench);
      const name = 'skills-lock.json';
      await cp(join(theirs.options.workingFolder, name), join(options.workingFolder, name));
      const { ms } = await runProcess(bench.script, ['experimental_install'], options);
      await expectSkill(
        tree,
        installed - 1,
        join(options.workingFolder, '.agents', 'skills', skillName(installed - 1)),
      );
      return ms;
    },
  };
}

async function homeWith(bench: Bench, count: number): Promise<Home> {
  const home = await freshHome(bench);
  const tree = await writeSkillTree(join(bench.folder, `tree-of-${count}`), count);
  await runProcess(cliFile, ['install', tree, '--all'], home.options);
  return home;
}

async function runAt({ options }: Home, words: readonly string[]): Promise<number> {
  return (await runProcess(cliFile, words, options)).ms;
}

/** Leaves it as it was, for the next round. */
async function pinAt(home: Home): Promise<number> {
  const ms = await runAt(home, ['pin', skillName(0)]);
  await runAt(home, ['unpin', skillName(0)]);
  return ms;
}

/** @param registered a skill's folder in our registry: its copy stands in the folder of its version */
async function expectInstalled(tree: string, index: number, registered: string): Promise<void> {
  const current = JSON.parse(await readFile(join(registered, 'current.json'), 'utf8')) as { folder: string };
  await expectSkill(tree, index, join(registered, current.folder));
}
