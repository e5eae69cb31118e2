import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AiosHome, aiosHome } from '../../runtime/aios-home.ts';
import { digestFiles, digestOfDigests } from '../../runtime/files/digest.ts';
import { readFolder, skillFolderLimits } from '../../runtime/files/read-folder.ts';
import { indexEntry } from '../../runtime/registry/installed-skill.ts';
import { Installer, type InstallRequest, type InstallResult } from '../../runtime/registry/installer.ts';
import { Registry } from '../../runtime/registry/registry.ts';
import type { SkillPlace } from '../../runtime/registry/skill-place.ts';
import { installOne } from './install-one.ts';
import { makeHome } from './run-cli.ts';
import { manifestText, skillFiles, writeFiles } from './skill-files.ts';

/** What a small skill is called and whatever else of it is to differ. */
export interface SmallSkill {
  readonly id?: string;
  readonly version?: string;
  /** Stands in the prompt. */
  readonly text?: string;
  /** More files, or others. */
  readonly files?: Readonly<Record<string, string | undefined>>;
}

/** A registry in a throw-away home, in this process. */
export interface RegistryHome extends AsyncDisposable {
  readonly path: string;
  readonly home: AiosHome;
  readonly registry: Registry;
  readonly installer: Installer;
  /** What was logged, as `level: message`. */
  readonly logged: string[];
  /** Writes a small skill's folder. @returns it */
  write(skill?: SmallSkill): Promise<string>;
  install(skill?: SmallSkill, options?: Partial<InstallRequest>): Promise<InstallResult>;
  /** The installed ids with their versions, as `id@version`, once each skill's files were found whole. */
  installed(): Promise<string[]>;
}

/** A registry on a home, as another process would open it. */
export function openRegistry(
  root: string,
  logged: string[] = [],
  now = new Date('2026-01-02T03:04:05Z'),
): Registry {
  const tell =
    (level: string) =>
    (message: string): void =>
      void logged.push(`${level}: ${message}`);
  const log = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
  return new Registry(aiosHome(root), { now: () => now }, log);
}

/** What installs into that registry, or another place. */
export function openInstaller(root: string, place: SkillPlace = openRegistry(root)): Installer {
  return new Installer({
    home: aiosHome(root),
    place,
    clock: { now: () => new Date('2026-01-02T03:04:05Z') },
    environment: { platform: 'linux', home: root, aiosHome: root, variables: {} },
    network: () => ({ allowedPrivateHosts: [] }),
  });
}

export async function makeRegistryHome(): Promise<RegistryHome> {
  const { path, aios, [Symbol.asyncDispose]: dispose } = await makeHome();
  const logged: string[] = [];
  const registry = openRegistry(aios, logged);
  const installer = openInstaller(aios, registry);
  const write = (skill: SmallSkill = {}): Promise<string> =>
    writeFiles(
      join(path, 'source', `${skill.id ?? 'meeting-notes'}-${skill.version ?? '1.0.0'}`),
      filesOf(skill),
    );
  return {
    path,
    home: aiosHome(aios),
    registry,
    installer,
    logged,
    write,
    install: async (skill, options) =>
      installOne(installer, await write(skill), { workingFolder: path, ...options }),
    installed: () => installedIn(aios),
    [Symbol.asyncDispose]: dispose,
  };
}

function filesOf({
  id = 'meeting-notes',
  version = '1.0.0',
  text = '',
  files,
}: SmallSkill): Map<string, Uint8Array> {
  return skillFiles({
    'skill.yaml': manifestText({ id, version }),
    'prompt.md': `${text}List the decisions (${version}):\n\n{{input.notes}}\n`,
    ...files,
  });
}

/**
 * What a registry holds, asked by a registry opened anew: `id@version` for each, after its pointer, its index entry
 * and every file of it were found to agree. Throws when they do not.
 */
export async function installedIn(root: string): Promise<string[]> {
  const registry = openRegistry(root);
  const skills = await registry.list();
  for (const skill of skills) {
    const pointed = await registry.get(skill.manifest.id);
    if (JSON.stringify(indexEntry(pointed)) !== JSON.stringify(skill))
      throw new Error(`the index and the pointer of ${skill.manifest.id} differ`);
    const folder = join(aiosHome(root).skills, skill.manifest.id, skill.folder);
    const files = await readFolder(folder, skillFolderLimits);
    if (digestOfDigests(digestFiles(files)) !== skill.digest)
      throw new Error(`the files of ${skill.manifest.id} do not match its digest`);
  }
  return skills.map(({ manifest }) => `${manifest.id}@${manifest.version}`);
}

/** Every file and folder below a folder: content by path, `/` at the end of a folder's. */
export async function contentOf(folder: string): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    found.push(entry.isDirectory() ? [`${name}/`, ''] : [name, await readFile(path, 'latin1')]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
