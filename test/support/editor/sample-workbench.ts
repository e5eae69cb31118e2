import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Evaluator, prepareEvaluator } from './evaluator.ts';
import { builtExtension, makeSamplePlace, type SamplePlace } from './sample.ts';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './session.ts';
import { WorkbenchDriver } from './workbench.ts';

/** A real editor with the extension loaded, on a throw-away home and workspace, ready to be driven. */
export interface SampleWorkbench {
  readonly driver: WorkbenchDriver;
  readonly page: Page;
  readonly place: SamplePlace;
  readonly evaluate: Evaluator['evaluate'];
  /** Loads the window anew, as *Reload Window* does, and waits until its views are restored. */
  reload(): Promise<void>;
  /** The whole text of the output channel in sight; the page itself holds only the lines in sight. */
  outputText(): Promise<string>;
  close(): Promise<void>;
}

export interface SampleWorkbenchOptions
  extends Pick<WorkbenchOptions, 'trust' | 'vsix' | 'environment' | 'report'> {
  /** The extension's folder. Default: this checkout, built; none when a VSIX is given. */
  readonly extensionFolder?: string;
  /** A `.code-workspace` file in the workspace, which `prepare` writes: opened instead of the folder. */
  readonly workspaceFile?: string;
  /** Called before the start, to change the home or the workspace. */
  readonly prepare?: (place: SamplePlace) => Promise<void>;
}

/**
 * Opens it and waits until its views are restored.
 *
 * @throws AiosError `extension_not_built`, and as `openWorkbench` does
 */
export async function openSampleWorkbench(options: SampleWorkbenchOptions = {}): Promise<SampleWorkbench> {
  const underTest = options.vsix === undefined ? [options.extensionFolder ?? builtExtension()] : [];
  const place = await makeSamplePlace();
  let evaluator: Evaluator | undefined;
  let workbench: Workbench | undefined;
  const close = async () => {
    await workbench?.close();
    await evaluator?.dispose();
    await place.remove();
  };
  try {
    await options.prepare?.(place);
    evaluator = await prepareEvaluator();
    workbench = await openWorkbench({
      ...options,
      extensionFolders: [...underTest, evaluator.extensionFolder],
      workspaceFolder: join(place.workspace, options.workspaceFile ?? ''),
      home: place.home,
      environment: { ...options.environment, ...evaluator.environment },
    });
    const driver = new WorkbenchDriver(workbench.page);
    await driver.waitUntilRestored();
    const { evaluate, restart } = evaluator;
    const { page } = workbench;
    const reload = async () => {
      await restart();
      await page.reload();
      await driver.waitUntilRestored();
    };
    const outputText = () =>
      evaluate((vscode) => {
        const editors = vscode.window.visibleTextEditors.map(({ document }) => document);
        return editors.find(({ uri }) => uri.scheme === 'output')?.getText() ?? '';
      });
    return { driver, page, place, evaluate, reload, outputText, close };
  } catch (error) {
    await close();
    throw error;
  }
}
