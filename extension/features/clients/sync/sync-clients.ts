import * as vscode from 'vscode';
import { AiosError } from '../../../../runtime/errors.ts';
import { isEnabledFor } from '../../../../runtime/registry/installed-skill.ts';
import type { SyncResult } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { uploadClient } from '../client-rows.ts';
import { agreeToFirstWrites } from './first-write.ts';
import { reportSync } from './report-sync.ts';
import { whenQuit } from './when-quit.ts';

/** *Sync All*: delivers to every client, once the person has seen what is written to a new one. */
export async function syncAll(context: FeatureContext): Promise<SyncResult | undefined> {
  const { runtime } = context;
  const leaveOut = await agreeToFirstWrites(context);
  if (leaveOut === undefined) return undefined;
  const result = await working('Delivering skills to your AI clients…', () =>
    runtime.sync.sync({ leaveOut }),
  );
  await runtime.driftWatch.look();
  void reportSync(context, result, { nothing: 'Every client is as it should be.' });
  return result;
}

/** *Repair*: mends what may be mended unasked. */
export async function repairAll(context: FeatureContext): Promise<SyncResult> {
  const { runtime } = context;
  const leaveOut = await agreeToFirstOf(context, await runtime.sync.repair({ dryRun: true }));
  const result = await working('Mending your AI clients…', () => runtime.sync.repair({ leaveOut }));
  await runtime.driftWatch.look();
  void reportSync(context, result, { nothing: 'Nothing to repair.' });
  return result;
}

/**
 * *Undo Last Sync*: takes the last sync, repair, choice or undo back as a whole, where a client runs that would write over
 * that once it has been quit.
 */
export async function undoLastSync(context: FeatureContext): Promise<SyncResult | undefined> {
  const { runtime } = context;
  const undo = (isQuit: readonly string[]): Promise<SyncResult> =>
    working('Taking back the last change of your AI clients…', () => runtime.sync.undo({ isQuit }));
  const result = await undo([]).catch(async (error: unknown) => {
    const isWaiting = AiosError.is(error, 'client_running') || AiosError.is(error, 'client_may_run');
    const client = isWaiting ? error.details?.client : undefined;
    if (typeof client !== 'string') throw error;
    return whenQuit(context, client, undo);
  });
  if (result === undefined) return undefined;
  await runtime.driftWatch.look();
  void reportSync(context, result, { nothing: 'There is nothing to take back.', isUndo: true });
  return result;
}

/**
 * *Sync to Claude Desktop*: delivers to one client; where it runs, or may, and would write over that, once it has been
 * quit.
 *
 * @param given its id, or a row of the tree. Default: Claude Desktop
 */
export async function syncToClient(context: FeatureContext, given: unknown): Promise<SyncResult | undefined> {
  const { runtime } = context;
  const id = idOf(given) ?? uploadClient;
  const status = await runtime.sync.status();
  const client = status.clients.find(({ definition }) => definition.id === id);
  const name = client?.definition.name ?? id;
  if (!client?.detected) {
    void vscode.window.showInformationMessage(
      `${name} was not found. Install it and open it once, then sync again.`,
    );
    return undefined;
  }
  const own = await agreeToFirstWrites(context, [id]);
  if (own === undefined) return undefined;
  const foreseen = await runtime.sync.sync({ clients: [id], leaveOut: own, dryRun: true });
  const others = foreseen.changes.filter(({ client: other }) => other !== id);
  const leaveOut = [...own, ...(await agreeToFirstOf(context, { changes: others }))];
  const sync = (isQuit: readonly string[]): Promise<SyncResult> =>
    runtime.sync.sync({ clients: [id], leaveOut, isQuit });
  const result = status.running.has(id)
    ? await whenQuit(context, id, sync)
    : await working(`Delivering skills to ${name}…`, () => sync([]));
  await runtime.driftWatch.look();
  if (result === undefined) return undefined;
  const hasSkills = id === uploadClient && status.skills.some((skill) => isEnabledFor(skill, id));
  const exporting = (): unknown => vscode.commands.executeCommand('aios.clients.exportForUpload');
  void reportSync(context, result, {
    nothing: `${name} is as it should be.`,
    ...(hasSkills && { others: { 'Export for Upload…': exporting } }),
  });
  return result;
}

/**
 * *Deliver Again*: takes back that a client is left alone, and delivers to it.
 *
 * @param given its id, or a row of the tree
 */
export async function deliverAgain(context: FeatureContext, given: unknown): Promise<SyncResult | undefined> {
  const id = idOf(given);
  if (id === undefined) return undefined;
  await context.runtime.sync.leaveAlone(id, false);
  await context.runtime.driftWatch.look();
  return syncToClient(context, id);
}

/**
 * What moves goes to clients that nothing was ever written to, too: shows that and asks.
 *
 * @returns ids of the clients to leave out
 */
export async function agreeToFirstOf(
  context: FeatureContext,
  { changes }: Pick<SyncResult, 'changes'>,
): Promise<readonly string[]> {
  const written = changes.filter(({ kind, action }) => kind === 'skill' && action === 'create');
  const clients = [...new Set(written.map(({ client }) => client))];
  return clients.length === 0 ? [] : ((await agreeToFirstWrites(context, clients)) ?? clients);
}

/** @returns the id that a command was given, or that of the client's row it was called on */
export function idOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  const id = (given as { client?: { definition?: { id?: unknown } } } | null | undefined)?.client?.definition
    ?.id;
  return typeof id === 'string' ? id : undefined;
}

/** Says what is going on while it does. */
export function working<T>(title: string, work: () => Promise<T>): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, work),
  );
}
