import { join } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../../../runtime/errors.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import type { ToldDrift } from './told-drift.ts';

/** Tells of drift that needs a decision, once, over restarts and in one window of all editors. */
export class DriftNotice {
  private readonly context: Pick<FeatureContext, 'runtime' | 'log'>;
  private opening: Promise<ToldDrift> | undefined;

  constructor(context: Pick<FeatureContext, 'runtime' | 'log'>) {
    this.context = context;
  }

  update(status: SyncStatus): void {
    this.tellNews(status).catch((error: unknown) =>
      this.context.log.warn(`Could not tell what drifted: ${messageOf(error)}`),
    );
  }

  private async tellNews(status: SyncStatus): Promise<void> {
    const told = await this.open();
    if (!vscode.workspace.getConfiguration('aios').get('drift.notify', true)) return told.pause();
    const news = await told.take(status.items);
    if (news.length === 0) return;
    const { tellDrift } = await import('./tell-drift.ts');
    await afterWarning(await tellDrift(news, status));
  }

  private open(): Promise<ToldDrift> {
    const { home, driftWatch } = this.context.runtime;
    this.opening ??= import('./told-drift.ts').then(
      (module) => new module.ToldDrift(join(home.told, 'drift'), () => void driftWatch.look()),
    );
    return this.opening;
  }
}

/** What the buttons of a message about several places do. */
export async function afterWarning(choice: string | undefined): Promise<void> {
  if (choice === 'Repair') await vscode.commands.executeCommand('aios.repair');
  if (choice === 'Show Changes') await vscode.commands.executeCommand('aios.drift.show');
  if (choice === 'Show') await vscode.commands.executeCommand('aios.clients.focus');
}
