import * as vscode from 'vscode';
import type { SyncResult } from '../../../runtime/sync/sync.ts';
import { registerCommand } from '../../host/show-error.ts';
import type { FeatureContext } from '../feature-context.ts';

/** Commands that deliver, look and mend. */
export function registerSyncCommands(context: FeatureContext): void {
  const { register, log } = context;
  register(registerCommand('aios.sync', log, () => sync(context)));
  register(registerCommand('aios.drift.check', log, () => checkForDrift(context)));
  register(registerCommand('aios.repair', log, () => repair(context)));
  register(registerCommand('aios.undo', log, () => undo(context)));
  register(registerCommand('aios.log.show', log, async () => log.show()));
}

async function sync(context: FeatureContext): Promise<SyncResult> {
  const result = await withProgress('Delivering skills to your AI clients…', () =>
    context.runtime.sync.sync(),
  );
  await context.runtime.driftWatch.look();
  void report(context, result, 'Every client is as it should be.');
  return result;
}

async function repair(context: FeatureContext): Promise<SyncResult> {
  const result = await withProgress('Mending your AI clients…', () => context.runtime.sync.repair());
  await context.runtime.driftWatch.look();
  void report(context, result, 'Nothing to repair.');
  return result;
}

/** Takes the last sync, repair or undo back as a whole. */
async function undo(context: FeatureContext): Promise<SyncResult> {
  const result = await withProgress('Taking back the last change of your AI clients…', () =>
    context.runtime.sync.undo(),
  );
  await context.runtime.driftWatch.look();
  void report(context, result, 'There is nothing to take back.');
  return result;
}

async function checkForDrift({ runtime }: FeatureContext): Promise<number> {
  await runtime.driftWatch.look();
  const { items } = await runtime.sync.status();
  const drifted = items.filter((item) => item.drifted);
  if (drifted.length === 0) {
    void vscode.window.showInformationMessage('No drift: your AI clients are as AI OS left them.');
    return 0;
  }
  const places = drifted.length === 1 ? 'One place differs' : `${drifted.length} places differ`;
  void vscode.window
    .showWarningMessage(`${places} from what AI OS delivered.`, 'Repair', 'Show')
    .then((choice) => afterWarning(choice));
  return drifted.length;
}

/** What the buttons of a drift message do. */
export async function afterWarning(choice: 'Repair' | 'Show' | undefined): Promise<void> {
  if (choice === 'Repair') await vscode.commands.executeCommand('aios.repair');
  if (choice === 'Show') await vscode.commands.executeCommand('aios.clients.focus');
}

function withProgress<T>(title: string, work: () => Promise<T>): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, work),
  );
}

async function report(
  context: FeatureContext,
  { changes, errors }: SyncResult,
  nothing: string,
): Promise<void> {
  const { runtime, log } = context;
  const [error] = errors;
  if (error !== undefined) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see the log)` : '';
    const choice = await vscode.window.showWarningMessage(
      `${error.message} ${error.remedy}${more}`,
      'Show Log',
    );
    if (choice === 'Show Log') log.show();
    return;
  }
  if (changes.length === 0) {
    await vscode.window.showInformationMessage(nothing);
    return;
  }
  const { clients } = await runtime.sync.status();
  const touched = clients.filter(({ definition }) =>
    changes.some(({ readers }) => readers.includes(definition.id)),
  );
  const names = touched.map(({ definition }) => definition.name).join(', ');
  const choice = await vscode.window.showInformationMessage(
    `${changes.length} ${changes.length === 1 ? 'change' : 'changes'} made for ${names}.`,
    'How to Reload',
  );
  if (choice !== 'How to Reload') return;
  const steps = touched.map(({ definition }) => `${definition.name}: ${definition.reload.value}`);
  await vscode.window.showInformationMessage(steps.join('\n'), { modal: true });
}
