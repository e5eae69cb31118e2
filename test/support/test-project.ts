import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decideAlone } from '../../runtime/registry/decide.ts';
import { Installer, type InstallRequest } from '../../runtime/registry/installer.ts';
import { Project } from '../../runtime/registry/project/project.ts';
import { Restorer } from '../../runtime/registry/restorer.ts';
import type { SkillPlace } from '../../runtime/registry/skill-place.ts';
import type { RegistryHome } from './registry-home.ts';

/** A project on this machine, with what installs into it in this process. */
export interface TestProject {
  readonly project: Project;
  readonly folder: string;
  install(source: string, request?: Partial<InstallRequest>): ReturnType<Installer['install']>;
  /** Frozen, unless said otherwise. @param place instead of the project, to fail where it would not */
  restore(options?: { frozen?: boolean; place?: SkillPlace }): ReturnType<Restorer['restore']>;
  /** Each skill as `id state`. */
  states(): Promise<string[]>;
}

export async function openTestProject(at: RegistryHome, name = 'project'): Promise<TestProject> {
  const folder = join(at.path, name);
  await mkdir(folder, { recursive: true });
  const project = new Project(folder, at.home);
  const installer = new Installer({
    home: at.home,
    place: project,
    clock: { now: () => new Date('2026-01-02T03:04:05Z') },
    environment: { platform: 'linux', home: at.path, aiosHome: at.home.root, variables: {} },
    network: () => ({ allowedPrivateHosts: [] }),
  });
  return {
    project,
    folder,
    install: (source, request) =>
      installer.install({ source, workingFolder: folder, ...request }, decideAlone(true)),
    restore: ({ frozen = true, place = project } = {}) =>
      new Restorer(place, installer).restore({ frozen, workingFolder: folder }),
    states: async () => (await project.look()).map(({ id, state }) => `${id} ${state}`),
  };
}
