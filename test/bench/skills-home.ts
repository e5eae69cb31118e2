import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decideAlone } from '../../runtime/registry/decide.ts';
import { projectFolder } from '../support/editor/project.ts';
import { makeThrowAwayFolder } from '../support/editor/throw-away.ts';
import { hostPlatform } from '../support/sync-home.ts';
import { hostIn } from './host-in.ts';

const shippedSkills = ['ci-failure-triage', 'pull-request-reviewer', 'roadmap-reader'];

/** A person's home with many skills installed, and the launcher that clients start. */
export interface SkillsHome {
  readonly path: string;
  /** Absolute. */
  readonly launcher: string;
  /** Where the launcher has Node.js keep the server's compiled code. */
  readonly compileCache: string;
  /** Where the server keeps the lists that it has sent. */
  readonly lists: string;
  /** How many there are. */
  readonly skills: number;
  /** The same in another folder, with nothing compiled yet. */
  copyTo(path: string): Promise<SkillsHome>;
  remove(): Promise<void>;
}

/**
 * Installs copies of the shipped skills under ids of their own, in this process: two hundred in a few seconds.
 *
 * @param count how many skills
 */
export async function makeSkillsHome(count: number): Promise<SkillsHome> {
  const folder = await makeThrowAwayFolder('aios-bench');
  const home = join(folder.path, 'home');
  const runtime = hostIn(home);
  try {
    const skills = join(folder.path, 'skills');
    for (let index = 0; index < count; index += 1) await writeSkill(skills, index);
    const request = { source: skills, workingFolder: folder.path, all: true };
    await runtime.installer.install(request, decideAlone(true));
    await runtime.refreshLauncher();
  } finally {
    runtime.dispose();
  }
  return describeHome(home, count, () => folder.remove());
}

function describeHome(path: string, skills: number, remove: () => Promise<void>): SkillsHome {
  const compileCache = join(path, '.aios', 'state', 'compile-cache');
  return {
    path,
    launcher: join(path, '.aios', 'bin', hostPlatform === 'win32' ? 'aios-mcp.cmd' : 'aios-mcp'),
    compileCache,
    lists: join(path, '.aios', 'state', 'lists'),
    skills,
    copyTo: async (other) => {
      await cp(path, other, { recursive: true, filter: (source) => source !== compileCache });
      return describeHome(other, skills, async () => undefined);
    },
    remove,
  };
}

async function writeSkill(parent: string, index: number): Promise<string> {
  const shipped = shippedSkills[index % shippedSkills.length] ?? '';
  const number = String(index).padStart(4, '0');
  const folder = join(parent, `${shipped}-${number}`);
  await mkdir(parent, { recursive: true });
  await cp(join(projectFolder, 'skills', shipped), folder, { recursive: true });
  const manifest = join(folder, 'skill.yaml');
  const text = await readFile(manifest, 'utf8');
  await writeFile(
    manifest,
    text.replace(/^id: .*$/mu, `id: ${shipped}-${number}`).replace(/^name: .*$/mu, `$& ${number}`),
  );
  return folder;
}
