import type { Browser, Page } from 'playwright-core';
import { AiosError } from '../../../runtime/errors.ts';
import { launchBrowser } from './browser.ts';
import type { Report } from './cache.ts';
import { ensureEditor } from './fetch-editor.ts';
import { type EditorServer, type EditorServerOptions, startEditorServer } from './server.ts';

export interface WorkbenchOptions extends Omit<EditorServerOptions, 'testDriver'> {
  /**
   * A folder with a package.json, loaded as the extension under development, which `extensionTestsPath` needs.
   * To look at the page, `extensionFolders` shows more: see `testDriver`. Absolute.
   */
  readonly extensionDevelopmentPath?: string;
  /** The folder opened in the editor, or a `.code-workspace` file that names several. Absolute. */
  readonly workspaceFolder: string;
  /** A module whose `run()` is called in the extension host. Absolute. */
  readonly extensionTestsPath?: string;
  /** Progress of a first fetch. Default: nothing is printed. */
  readonly report?: Report;
  /** Each line that the extension host under test prints. */
  readonly onConsole?: (line: string) => void;
}

/** How a run of `extensionTestsPath` ended. */
export interface TestsExit {
  readonly code: number;
  /** The editor's own log files, for when it went wrong. */
  readonly logs: readonly { readonly relativePath: string; readonly contents: string }[];
}

export interface Workbench {
  readonly page: Page;
  readonly server: EditorServer;
  /** Settles when the tests module has run; rejects when the page is gone before. Pending without one. */
  readonly exit: Promise<TestsExit>;
  close(): Promise<void>;
}

/** The address at which the server shows the folder with the extension under development loaded. */
export function workbenchAddress(
  server: EditorServer,
  options: Pick<WorkbenchOptions, 'extensionDevelopmentPath' | 'workspaceFolder' | 'extensionTestsPath'>,
): string {
  const remote = (path: string) => encodeURI(`vscode-remote://127.0.0.1:${server.port}${asUriPath(path)}`);
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (options.extensionDevelopmentPath !== undefined) {
    payload.push(['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)]);
  }
  if (options.extensionTestsPath !== undefined) {
    payload.push(['extensionTestsPath', remote(options.extensionTestsPath)]);
  }
  const query = new URLSearchParams({
    [options.workspaceFolder.endsWith('.code-workspace') ? 'workspace' : 'folder']: asUriPath(
      options.workspaceFolder,
    ),
    payload: JSON.stringify(payload),
  });
  // The workbench decodes %20 and not +.
  return `${server.origin}/?${query.toString().replaceAll('+', '%20')}`;
}

/**
 * Opens a real VS Code: its server, and a headless browser on its workbench. Returns as soon as the page is
 * being loaded; `WorkbenchDriver.waitUntilRestored` waits for it.
 *
 * @throws AiosError as `ensureEditor`, `startEditorServer` and `launchBrowser` do
 */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const report = options.report ?? (() => undefined);
  const installation = await ensureEditor(report);
  const testDriver = options.extensionDevelopmentPath !== undefined;
  const server = await startEditorServer(installation, { ...options, testDriver });
  let browser: Browser | undefined;
  const close = async () => {
    try {
      await browser?.close();
    } finally {
      await server.stop();
    }
  };
  try {
    browser = await launchBrowser(report);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const { exit } = await exposeAutomation(page, options.onConsole ?? (() => undefined));
    await page.goto(workbenchAddress(server, options), { waitUntil: 'commit' });
    return { page, server, exit, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The two functions through which a workbench in test mode speaks to whoever opened it. */
async function exposeAutomation(
  page: Page,
  onConsole: (line: string) => void,
): Promise<{ exit: Promise<TestsExit> }> {
  await page.exposeFunction('codeAutomationLog', (_type: string, messages: readonly unknown[]) => {
    onConsole(messages.map(String).join(' '));
  });
  const { promise: exit, resolve, reject } = Promise.withResolvers<TestsExit>();
  const gone = (what: string) =>
    reject(
      new AiosError(`The editor's page ${what} before its tests ended.`, {
        code: 'editor_page_lost',
        remedy: 'Run the tests again; if it happens every time, look at what the last test does.',
      }),
    );
  page.once('crash', () => gone('crashed'));
  page.once('close', () => gone('was closed'));
  await page.exposeFunction('codeAutomationExit', (code: number, logs: TestsExit['logs'] = []) =>
    resolve({ code, logs }),
  );
  // Only who runs tests waits for it; to everybody else a closed page is nothing special.
  exit.catch(() => undefined);
  return { exit };
}

/** `C:\dir` is `/c:/dir` in a URI. */
function asUriPath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}
