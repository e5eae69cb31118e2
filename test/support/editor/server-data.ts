import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AiosError, messageOf } from '../../../runtime/errors.ts';
import type { EditorInstallation } from './fetch-editor.ts';

/** The folders that a server keeps things in. */
export interface ServerFolders {
  readonly serverData: string;
  readonly userData: string;
  readonly extensions: string;
  readonly temporary: string;
}

/** Makes the folders, with settings under which nothing asks the network or covers what tests look at. */
export async function layOutServerData(data: string): Promise<ServerFolders> {
  const folders: ServerFolders = {
    serverData: join(data, 'server'),
    userData: join(data, 'user'),
    extensions: join(data, 'extensions'),
    temporary: join(data, 'tmp'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder);
  // code-server keeps the person's settings with the server, not in the browser.
  const user = join(folders.userData, 'User');
  await mkdir(user);
  await writeFile(join(user, 'settings.json'), JSON.stringify(settings, undefined, 2));
  return folders;
}

const settings = {
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** The command line by which a server finds its folders. */
export function folderArguments(folders: ServerFolders): string[] {
  return [
    '--accept-server-license-terms',
    '--disable-telemetry',
    ...['--server-data-dir', folders.serverData],
    ...['--user-data-dir', folders.userData],
    ...['--extensions-dir', folders.extensions],
  ];
}

/**
 * The environment in which the extension finds a throw-away home: only what a program needs to run is taken
 * from ours, so that no developer's file or setting reaches it.
 *
 * @param home absolute
 */
export function throwAwayEnvironment(home: string): Record<string, string> {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'LANG', 'DISPLAY'];
  const environment: Record<string, string> = {};
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return {
    ...environment,
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
    XDG_CONFIG_HOME: join(home, '.config'),
    AIOS_HOME: join(home, '.aios'),
    // code-server's own way to name another extension gallery; without one, none is asked.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }),
  };
}

/**
 * Puts an extension's folder among the installed ones, under the name VS Code gives it, so that what is built
 * anew is there after a reload of the page.
 *
 * @param extension a folder with a package.json, absolute
 */
export async function linkExtension(extension: string, folders: ServerFolders): Promise<void> {
  const manifest = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  await symlink(extension, join(folders.extensions, name), 'junction');
}

/**
 * Installs a packaged extension, as `code --install-extension` does.
 *
 * @throws AiosError `vsix_not_installed` with what the server printed
 */
export async function installVsix(
  installation: EditorInstallation,
  file: string,
  folders: ServerFolders,
  home: string,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(
      installation.node,
      [installation.serverMain, '--install-extension', file, ...folderArguments(folders)],
      { env: throwAwayEnvironment(home) },
    );
    return stdout;
  } catch (error) {
    throw new AiosError(`${file} could not be installed into the editor: ${messageOf(error)}`, {
      code: 'vsix_not_installed',
      remedy: 'Make the package again with npm run package.',
      cause: error,
    });
  }
}
