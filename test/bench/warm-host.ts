import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { decideAlone } from '../../runtime/registry/decide.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { BenchmarkOptions, Row } from './benchmark.ts';
import { hostIn } from './host-in.ts';
import { measureInRounds } from './measure.ts';
import { expectSkill, skillName } from './skill-tree.ts';
import { expectServer, layOutThreeClients } from './three-clients.ts';

interface Tree {
  /** For throw-away homes, absolute. */
  readonly folder: string;
  readonly tree: string;
  readonly skills: number;
}

/** The same work in a process that runs already, as the editor's is: code loaded and compiled. */
export async function warmHostRows({ rounds, report }: BenchmarkOptions, tree: Tree): Promise<Row[]> {
  report(`sync: in a warm host, ${rounds} rounds …`);
  const [one, many] = [
    await installedHome(tree, 'warm-one', 1),
    await installedHome(tree, 'warm-many', tree.skills),
  ];
  let homes = 0;
  const deliver = async (source: string, skills: number): Promise<{ first: number; again: number }> => {
    homes += 1;
    const home = join(tree.folder, `warm-${homes}`);
    await cp(source, home, { recursive: true });
    await layOutThreeClients(home);
    const runtime = hostIn(home);
    try {
      const first = await timeSync(runtime);
      await expectServer(home);
      await expectSkill(tree.tree, skills - 1, join(home, '.claude', 'skills', skillName(skills - 1)));
      return { first, again: await timeSync(runtime) };
    } finally {
      runtime.dispose();
    }
  };
  const samples = await measureInRounds(
    { one: () => deliver(one, 1), many: () => deliver(many, tree.skills) },
    rounds,
  );
  const row = (name: string, ours: readonly number[], atMost: number): Row => ({
    name,
    unit: 'ms',
    ours,
    atMost,
  });
  return [
    row(
      'in a warm host: 1 skill to 3 clients',
      samples.one.map(({ first }) => first),
      50,
    ),
    row(
      `  ${tree.skills} skills to 3 clients`,
      samples.many.map(({ first }) => first),
      300,
    ),
    row(
      '  again, nothing changed',
      samples.many.map(({ again }) => again),
      100,
    ),
  ];
}

async function timeSync(runtime: Runtime): Promise<number> {
  const started = performance.now();
  const { errors } = await runtime.sync.sync();
  const ms = performance.now() - started;
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return ms;
}

async function installedHome({ folder, tree }: Tree, name: string, count: number): Promise<string> {
  const home = join(folder, name);
  const runtime = hostIn(home);
  const skills = Array.from({ length: count }, (_, index) => skillName(index));
  try {
    await runtime.installer.install({ source: tree, workingFolder: folder, skills }, decideAlone(true));
  } finally {
    runtime.dispose();
  }
  return home;
}
