import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AiosError } from '../../../runtime/errors.ts';
import { runNpm } from '../run-npm.ts';
import { developmentCache, ensureCachedFolder, type Report } from './cache.ts';
import { putStandIns } from './native-stand-ins.ts';

/** The npm package that carries VS Code's own server and workbench. */
const editorPackage = 'code-server';
const editorPackageVersion = '4.139.1';
/** code-server's `engines.node`; with another major its native parts fail in places far from the cause. */
const nodeMajor = 24;

export interface EditorInstallation {
  /** The VS Code server's folder, `…/code-server/lib/vscode`. */
  readonly folder: string;
  /** The server's entry, to be run with `node`. */
  readonly serverMain: string;
  /** The Node 24 that runs the server. */
  readonly node: string;
  /** Of VS Code, e.g. `1.139.1`. */
  readonly version: string;
}

/**
 * The real VS Code that tests run in, installed into the development cache on first use (about a minute and
 * 600 MB) and found there in milliseconds afterwards.
 *
 * @throws AiosError `editor_needs_node_24`, `npm_failed`
 */
export async function ensureEditor(report: Report): Promise<EditorInstallation> {
  requireNode24();
  const folder = join(developmentCache(), `${editorPackage}-${editorPackageVersion}`);
  const vscode = join(folder, 'node_modules', editorPackage, 'lib', 'vscode');
  const serverMain = join(vscode, 'out', 'server-main.js');
  const started = performance.now();
  let fetched = false;
  await ensureCachedFolder(
    {
      folder,
      proof: serverMain,
      fill: async (temporary) => {
        fetched = true;
        report(`Fetching VS Code (npm package ${editorPackage} ${editorPackageVersion}) into ${folder} …`);
        await install(temporary, report);
      },
    },
    report,
  );
  if (fetched) report(`VS Code is ready after ${((performance.now() - started) / 1000).toFixed(0)} s.`);
  await putStandIns(vscode);
  const version = await readVersion(join(vscode, 'package.json'));
  return { folder: vscode, serverMain, node: process.execPath, version };
}

function requireNode24(): void {
  const major = Number.parseInt(process.versions.node, 10);
  if (major === nodeMajor) return;
  throw new AiosError(
    `The editor for tests runs on Node ${nodeMajor}, this is Node ${process.versions.node}.`,
    {
      code: 'editor_needs_node_24',
      remedy: 'Start it through npm (npm test, npm run editor), which uses the Node 24 in node_modules.',
    },
  );
}

/**
 * Two installs, both without scripts: the package itself, then the dependencies of the server inside it,
 * which code-server's own postinstall would otherwise fetch and compile.
 */
async function install(folder: string, report: Report): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  report('  1/2 the package');
  await runNpm(['install', '--prefix', folder, '--save-exact', `${editorPackage}@${editorPackageVersion}`]);
  const vscode = join(folder, 'node_modules', editorPackage, 'lib', 'vscode');
  await mkdir(vscode, { recursive: true });
  report('  2/2 its server’s dependencies');
  await runNpm(['install', '--prefix', vscode, '--omit=dev']);
}

async function readVersion(file: string): Promise<string> {
  const parsed = JSON.parse(await readFile(file, 'utf8')) as { version?: unknown };
  return typeof parsed.version === 'string' ? parsed.version : 'unknown';
}
