import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aiosHome } from '../../runtime/aios-home.ts';
import { Installer } from '../../runtime/registry/installer.ts';
import { Project } from '../../runtime/registry/project/project.ts';
import { installOne } from './install-one.ts';

/** Installs a skill into a project, as a colleague did on their machine. @param source relative to the project */
export async function openProjectFor(folder: string, source: string): Promise<void> {
  const home = aiosHome(join(tmpdir(), `aios-colleague-${process.pid}`));
  const installer = new Installer({
    home,
    place: new Project(folder, home),
    clock: { now: () => new Date('2026-01-02T03:04:05Z') },
    environment: { platform: 'linux', home: folder, aiosHome: home.root, variables: {} },
    network: () => ({ allowedPrivateHosts: [] }),
  });
  await installOne(installer, source, { workingFolder: folder });
}
