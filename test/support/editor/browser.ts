import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { AiosError, messageOf } from '../../../runtime/errors.ts';
import { developmentCache, ensureCachedFolder, type Report } from './cache.ts';

/** A Chromium to be started, and what its environment needs beside ours. */
export interface BrowserInstallation {
  readonly executable: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Finds a Chromium: `AIOS_CHROMIUM`, else Chrome, Edge or Chromium of this machine, else the headless one in
 * the npm package `@sparticuz/chromium` (Linux on x64), unpacked into the development cache on first use.
 *
 * @throws AiosError `chromium_not_found`
 */
export async function ensureBrowser(report: Report): Promise<BrowserInstallation> {
  const named = process.env.AIOS_CHROMIUM;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return { executable: named, environment: {} };
    throw notFound(`AIOS_CHROMIUM names ${named}, which does not exist.`);
  }
  const installed = findInstalledBrowser();
  if (installed !== undefined) return { executable: installed, environment: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw notFound('No Chrome, Edge or Chromium was found on this machine.');
  }
  return await ensurePackagedChromium(report);
}

/**
 * Starts a headless browser that can reach this machine's loopback address and nothing else.
 *
 * @throws AiosError `chromium_not_found`, `chromium_not_startable`
 */
export async function launchBrowser(report: Report): Promise<Browser> {
  const { executable, environment } = await ensureBrowser(report);
  try {
    return await chromium.launch({
      executablePath: executable,
      env: { ...definedVariables(process.env), ...environment },
      // Every name but our own is unknown to it: a test that would need the internet fails here as anywhere.
      args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--disable-gpu'],
      handleSIGINT: false,
      handleSIGTERM: false,
    });
  } catch (error) {
    throw new AiosError(`${executable} did not start: ${messageOf(error)}`, {
      code: 'chromium_not_startable',
      remedy: 'Name a working Chrome or Chromium in AIOS_CHROMIUM.',
      cause: error,
    });
  }
}

const linuxNames = [
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'chromium',
  'chromium-browser',
];
const macPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const windowsPaths = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

function findInstalledBrowser(): string | undefined {
  if (process.platform === 'darwin') return macPaths.find((path) => existsSync(path));
  if (process.platform === 'win32') {
    const bases = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(
      (name) => process.env[name] ?? '',
    );
    return bases
      .flatMap((base) => windowsPaths.map((path) => join(base, path)))
      .find((path) => existsSync(path));
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  return linuxNames
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/**
 * `@sparticuz/chromium` unpacks itself into `os.tmpdir()` and takes whatever stands there for whole, so two
 * runs at once could start half a file. We let it unpack in a process of its own, whose temporary folder is
 * ours, and rename the result. Named as a Lambda, it also unpacks the system libraries it was built with.
 */
async function ensurePackagedChromium(report: Report): Promise<BrowserInstallation> {
  const packageMain = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const version = readPackageVersion(join(dirname(packageMain), '..', 'package.json'));
  const folder = join(developmentCache(), `chromium-${version}`);
  const executable = join(folder, 'chromium');
  await ensureCachedFolder(
    {
      folder,
      proof: executable,
      fill: async (temporary) => {
        report(`Unpacking headless Chromium ${version} into ${folder} …`);
        unpackChromium(packageMain, temporary);
        await writeFontConfiguration(temporary, folder);
      },
    },
    report,
  );
  return { executable, environment: await findMissingParts(folder, executable) };
}

function unpackChromium(packageMain: string, temporary: string): void {
  const script = 'await (await import(process.argv[1])).default.executablePath();';
  const child = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script, new URL(`file://${packageMain}`).href],
    {
      env: { PATH: process.env.PATH, TMPDIR: temporary, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      encoding: 'utf8',
    },
  );
  if (child.status === 0) return;
  throw new AiosError(`@sparticuz/chromium could not be unpacked: ${child.stderr || child.error?.message}`, {
    code: 'chromium_not_unpacked',
    remedy: 'Check the space on the disk, or name a Chrome or Chromium in AIOS_CHROMIUM.',
  });
}

/** The package's own file names folders under /tmp; ours names the folder it will stand in. */
async function writeFontConfiguration(temporary: string, folder: string): Promise<void> {
  await mkdir(join(temporary, 'fonts'), { recursive: true });
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `  <dir>${join(folder, 'fonts')}</dir>`,
    `  <cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
  ];
  await writeFile(join(temporary, 'fonts', 'fonts.conf'), `${lines.join('\n')}\n`);
}

/** What a bare machine lacks, we add: the libraries (libnss3, libnspr4, libexpat) and a font. */
async function findMissingParts(folder: string, executable: string): Promise<Record<string, string>> {
  const environment: Record<string, string> = {};
  const linked = spawnSync('ldd', [executable], { encoding: 'utf8' });
  if (linked.status !== 0 || linked.stdout.includes('not found')) {
    environment.LD_LIBRARY_PATH = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH]
      .filter(Boolean)
      .join(delimiter);
  }
  if (!(await hasFonts())) environment.FONTCONFIG_FILE = join(folder, 'fonts', 'fonts.conf');
  return environment;
}

async function hasFonts(): Promise<boolean> {
  if (!existsSync('/etc/fonts/fonts.conf')) return false;
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts'];
  for (const folder of folders) {
    const files = await readdir(folder, { recursive: true }).catch(() => []);
    if (files.some((file) => /\.(ttf|otf|ttc)$/i.test(file))) return true;
  }
  return false;
}

function readPackageVersion(file: string): string {
  const parsed = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
  return typeof parsed.version === 'string' ? parsed.version : 'unknown';
}

function definedVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function notFound(message: string): AiosError {
  return new AiosError(message, {
    code: 'chromium_not_found',
    remedy: 'Install Chrome, or name the executable of a Chromium in AIOS_CHROMIUM.',
  });
}
