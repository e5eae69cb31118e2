import * as vscode from 'vscode';
import { registerCommand } from '../../host/show-error.ts';
import type { ClientsContext } from './clients-context.ts';
import { choicesFor } from './drift/choices-for.ts';
import { afterWarning } from './drift/drift-notice.ts';

type Run = (...words: unknown[]) => Promise<unknown>;

/** Commands that deliver, look and mend. What each one needs is loaded when it is first called. */
export function registerSyncCommands(context: ClientsContext): void {
  const { register, log } = context;
  const syncing = () => import('./sync/sync-clients.ts');
  const deciding = () => import('./drift/decide.ts');
  const commands: Readonly<Record<string, Run>> = {
    sync: joinRuns(async () => (await syncing()).syncAll(context)),
    'sync.client': joinRuns(async (given) => (await syncing()).syncToClient(context, given)),
    'clients.deliverAgain': joinRuns(async (given) => (await syncing()).deliverAgain(context, given)),
    'clients.leaveAlone': joinRuns(async (given) =>
      (await import('./sync/leave-alone.ts')).leaveClientAlone(context, given),
    ),
    repair: async () => (await syncing()).repairAll(context),
    undo: async () => (await syncing()).undoLastSync(context),
    'drift.check': () => checkForDrift(context),
    'drift.show': async (given) => (await import('./drift/show-drift.ts')).showDrift(context, given),
    'drift.keep': async (given) => (await deciding()).decide(context, 'keep', given),
    'drift.adopt': async (given) => (await deciding()).decide(context, 'adopt', given),
    'drift.restore': async (given) => (await deciding()).decide(context, 'restore', given),
    'drift.takeOut': async (given) => (await deciding()).decide(context, 'takeOut', given),
    'clients.exportForUpload': async (given) =>
      (await import('./sync/export-for-upload.ts')).exportForUpload(context, given),
    'clients.takeServersAlong': joinRuns(async (given) =>
      (await import('./sync/take-servers-along.ts')).takeServersAlong(context, given),
    ),
    'log.show': async () => log.show(),
  };
  for (const [name, run] of Object.entries(commands)) register(registerCommand(`aios.${name}`, log, run));
}

/** Called again while it waits for the person, a command goes on with the question that was asked already. */
function joinRuns(run: Run): Run {
  let running: Promise<unknown> | undefined;
  return (...words) => {
    running ??= run(...words).finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function checkForDrift({ runtime }: ClientsContext): Promise<number> {
  await runtime.driftWatch.look();
  const { items } = await runtime.sync.status();
  const drifted = items.filter((item) => item.drifted);
  if (drifted.length === 0) {
    void vscode.window.showInformationMessage('No drift: your AI clients are as AI OS left them.');
    return 0;
  }
  const places = drifted.length === 1 ? 'One place differs' : `${drifted.length} places differ`;
  const buttons = [
    ...(drifted.some(({ safe }) => safe) ? ['Repair'] : []),
    ...(drifted.some((item) => choicesFor(item).includes('keep')) ? ['Show Changes'] : []),
    'Show',
  ];
  void vscode.window
    .showWarningMessage(`${places} from what AI OS delivered.`, ...buttons)
    .then((choice) => afterWarning(choice));
  return drifted.length;
}
