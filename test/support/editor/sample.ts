import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AiosError } from '../../../runtime/errors.ts';
import { projectFolder } from './project.ts';
import { makeThrowAwayFolder } from './throw-away.ts';

/** A throw-away home and workspace for a real editor. */
export interface SamplePlace {
  readonly home: string;
  /** Our own home below it, as `AIOS_HOME` says. */
  readonly aiosHome: string;
  readonly workspace: string;
  remove(): Promise<void>;
}

/**
 * Makes a home in which AI clients are laid out (by test/support/lay-out-home.ts) and a small workspace, both
 * in a new folder of the system's temporary folder.
 */
export async function makeSamplePlace(): Promise<SamplePlace> {
  const folder = await makeThrowAwayFolder('aios-sample');
  const home = join(folder.path, 'home');
  const workspace = join(folder.path, 'workspace');
  await mkdir(home, { mode: 0o700 });
  await mkdir(join(workspace, 'docs'), { recursive: true });
  await writeFile(join(workspace, 'README.md'), '# Sample project\n\nA small workspace to try AI OS in.\n');
  await writeFile(join(workspace, 'docs', 'roadmap.md'), sampleRoadmap);
  await layOutClients(home);
  return {
    home,
    aiosHome: join(home, '.aios'),
    workspace,
    remove: () => folder.remove(),
  };
}

const sampleRoadmap = `# Roadmap

## Now
- Import of invoices from the bank (Ada, due in March)

## Next
- Export to CSV; waits for the import
`;

async function layOutClients(home: string): Promise<void> {
  const module = new URL('../lay-out-home.ts', import.meta.url);
  if (!existsSync(module)) return;
  const { layOutHome } = (await import(module.href)) as { layOutHome: (home: string) => unknown };
  await layOutHome(home);
}

/**
 * The checkout as an extension under development.
 *
 * @throws AiosError `extension_not_built`
 */
export function builtExtension(): string {
  const main = join(projectFolder, 'dist', 'extension', 'main.js');
  if (existsSync(main)) return projectFolder;
  throw new AiosError(`The extension is not built: ${main} is missing.`, {
    code: 'extension_not_built',
    remedy: 'Run npm run build first.',
    file: main,
  });
}
