import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { AiosError } from '../../../runtime/errors.ts';
import { makeThrowAwayFolder } from './throw-away.ts';

type Vscode = typeof import('vscode');

/** Runs small functions in the extension host, for what a test must set up or ask and cannot see on the page. */
export interface Evaluator {
  /** To be given to `openWorkbench`. */
  readonly extensionFolder: string;
  /** To be given to `openWorkbench`. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Runs a function in the extension host. It is sent as text: it sees `vscode` and the argument, nothing of
   * the test around it. Argument and value travel as JSON.
   *
   * @throws Error with the stack of what was thrown there
   */
  evaluate<Value, Argument = undefined>(
    run: (vscode: Vscode, argument: Argument) => Value | PromiseLike<Value>,
    ...argument: Argument extends undefined ? [] : [Argument]
  ): Promise<Value>;
  /** To be called before the editor is loaded anew: the next evaluation waits for its new extension host. */
  restart(): Promise<void>;
  /** Removes the extension's folder. */
  dispose(): Promise<void>;
}

/** Writes the evaluator's extension into a throw-away folder. It answers once an editor has loaded it. */
export async function prepareEvaluator(): Promise<Evaluator> {
  const folder = await makeThrowAwayFolder('aios-evaluator');
  const portFile = join(folder.path, 'port');
  const token = randomBytes(16).toString('hex');
  const extensionFolder = join(folder.path, 'extension');
  await writeEvaluatorExtension(extensionFolder);
  let port: number | undefined;
  return {
    extensionFolder,
    environment: { AIOS_EVALUATOR_PORT_FILE: portFile, AIOS_EVALUATOR_TOKEN: token },
    async evaluate(run, ...argument) {
      const body = JSON.stringify({ token, source: run.toString(), argument: argument[0] });
      port ??= await waitForPort(portFile);
      const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body });
      const answer = (await response.json()) as { value?: unknown; error?: string };
      if (answer.error !== undefined) throw new Error(`In the extension host: ${answer.error}`);
      return answer.value as Awaited<ReturnType<typeof run>>;
    },
    async restart() {
      port = undefined;
      await rm(portFile, { force: true });
    },
    dispose: () => folder.remove(),
  };
}

const manifest = {
  name: 'aios-test-evaluator',
  publisher: 'aios-tests',
  version: '0.0.0',
  engines: { vscode: '^1.105.0' },
  main: './main.cjs',
  activationEvents: ['*'],
  extensionKind: ['workspace'],
  capabilities: { untrustedWorkspaces: { supported: true } },
};

async function writeEvaluatorExtension(extension: string): Promise<void> {
  await mkdir(extension);
  await writeFile(join(extension, 'package.json'), JSON.stringify(manifest));
  await build({
    entryPoints: [fileURLToPath(new URL('evaluator-extension.ts', import.meta.url))],
    outfile: join(extension, 'main.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'warning',
  });
}

const portLimitMilliseconds = 60_000;

async function waitForPort(file: string): Promise<number> {
  const end = Date.now() + portLimitMilliseconds;
  while (Date.now() < end) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await delay(50);
  }
  throw new AiosError('The evaluator’s extension has not started in the editor.', {
    code: 'evaluator_not_started',
    remedy: 'Give its extensionFolder and its environment to openWorkbench.',
  });
}
