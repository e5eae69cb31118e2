import type * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import { claim, isClaimed, release } from '../../../runtime/files/claims.ts';
import type { Log } from '../../../runtime/ports.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import type { CursorPluginsApi } from '../../host/cursor-plugins.ts';
import { type Refusal, toldOfCursor } from '../../host/cursor-refusal.ts';
import { CursorPluginManifest } from './cursor-plugin-manifest.ts';

/** Claimed once nothing is to be delivered to the plugin any more, until the person wants it again. */
const ended = 'plugin-ended';
/** Claimed once the person was asked whether copies that stand elsewhere are to move. */
const offered = 'plugin-offered';

/** What is needed of a feature's context. */
export interface PluginContext {
  readonly runtime: Pick<Runtime, 'version' | 'home'> & {
    readonly driftWatch: Pick<Runtime['driftWatch'], 'look'>;
  };
  readonly log: Pick<Log, 'warn'>;
  /** Whether the person's settings let Cursor have it. Asked each time. */
  readonly isPluginOn: () => boolean;
  readonly refusal: Refusal;
}

/** What the person is told, each in one window only. */
export interface PluginNotices {
  readonly refused: (reason: string) => void;
  /** Copies stand in the plugin that the next sync moves. */
  readonly ended: () => void;
  /** Copies stand elsewhere that could be in the plugin. @returns whether they are to move */
  readonly offer: () => Promise<boolean>;
  /** Starts the sync that moves them. */
  readonly move: () => void;
}

/**
 * Keeps a plugin of ours for Cursor, so that a skill for Cursor alone needs no folder of its own, and tells Cursor when
 * its skills changed. Only the documentation vouches for how Cursor behaves. As long as its manifest counts, every host
 * delivers there; the copies are theirs to write and to move, so that none of it is done before a sync.
 */
export class CursorPlugin implements vscode.Disposable {
  private readonly context: PluginContext;
  /** Undefined in a Cursor that has none, or no more. */
  private readonly api: CursorPluginsApi | undefined;
  private readonly notices: PluginNotices;
  private readonly manifest: CursorPluginManifest;
  private readonly told: string;
  private turn: Promise<unknown> = Promise.resolve();
  /** What stood in the plugin when Cursor was told of it last; undefined while this window has not told it. */
  private shown: string | undefined;
  private wasOn: boolean | undefined;
  private isRefused = false;
  private isOver = false;

  constructor(context: PluginContext, api: CursorPluginsApi | undefined, notices: PluginNotices) {
    const { home, version } = context.runtime;
    this.context = context;
    this.api = api;
    this.notices = notices;
    this.manifest = new CursorPluginManifest(home.cursorPlugin, version);
    this.told = toldOfCursor(home);
  }

  /** To be called with each scan, which follows every sync: Cursor is told once of all that changed. */
  update(status: SyncStatus): Promise<void> {
    return this.inTurn(() => this.follow(status));
  }

  /** To be called now and then: a plugin that Cursor was not told of for long no longer counts. */
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      if (this.shown !== undefined && this.manifest.counts) await this.manifest.touch();
    });
  }

  /** Cursor may know folders for all of its windows: one that closes takes nothing from the others. */
  dispose(): void {
    this.isOver = true;
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.turn.catch(() => undefined).then(() => (this.isOver ? undefined : work()));
    this.turn = turn;
    return turn;
  }

  private async follow(status: SyncStatus): Promise<void> {
    const contents = contentsOf(status);
    const isFilled = contents !== '';
    const isOn = this.context.isPluginOn();
    this.noticeSwitch(isOn);
    const isTaken = this.api !== undefined && !this.isRefusedHere();
    if (isOn && isTaken) await this.begin(status, isFilled);
    else if (await this.end(isFilled)) this.notices.ended();
    if (!this.manifest.counts && !isFilled) await this.manifest.remove();
    const isShown = isTaken && !status.leftAlone.has('cursor') && (this.manifest.counts || isFilled);
    try {
      await this.show(isShown ? contents : undefined);
    } catch (error) {
      await this.endRefused(messageOf(error), isFilled);
    }
  }

  /** Switching it off forgets what Cursor refused and what was offered, switching it on that it had ended. */
  private noticeSwitch(isOn: boolean): void {
    const wasOn = this.wasOn;
    this.wasOn = isOn;
    if (wasOn === undefined || wasOn === isOn) return;
    if (isOn) {
      release(this.told, ended);
      return;
    }
    this.isRefused = false;
    this.context.refusal.forget();
    release(this.told, offered);
  }

  private isRefusedHere(): boolean {
    return this.isRefused || this.context.refusal.isKnown;
  }

  /** Has skills delivered to the plugin where that moves none, and asks where it would. */
  private async begin(status: SyncStatus, isFilled: boolean): Promise<void> {
    if (this.manifest.counts) return;
    const isEnded = isClaimed(this.told, ended);
    // Copies of an earlier sync, and the manifest was lost or is old: Cursor was not opened for long.
    if (isFilled && !isEnded) return this.make();
    const elsewhere = isFilled ? [] : forCursorAlone(status);
    if (elsewhere.length === 0) return;
    const isAsked = isEnded || elsewhere.some(({ row }) => row !== undefined);
    if (!isAsked) return this.make();
    if (await claim(this.told, offered)) void this.offer();
  }

  private async offer(): Promise<void> {
    const { log } = this.context;
    try {
      if (!(await this.notices.offer())) return;
      release(this.told, ended);
      await this.inTurn(() => this.make());
      this.notices.move();
    } catch (error) {
      log.warn(`Could not make the plugin for Cursor: ${messageOf(error)}`);
    }
  }

  /** What is to be delivered differs from now on: what is for Cursor alone goes there. */
  private async make(): Promise<void> {
    await this.manifest.write();
    await this.manifest.touch();
    void this.context.runtime.driftWatch.look();
  }

  /**
   * Has nothing more delivered to the plugin. What stands in it stays known to Cursor until a sync has moved it.
   * @returns whether it is for this window to tell that a sync is to move it
   */
  private async end(isFilled: boolean): Promise<boolean> {
    if (!this.manifest.counts) return false;
    const isFirst = await claim(this.told, ended);
    release(this.told, offered);
    await this.manifest.retire();
    void this.context.runtime.driftWatch.look();
    return isFirst && isFilled;
  }

  private async endRefused(reason: string, isFilled: boolean): Promise<void> {
    const { log, refusal } = this.context;
    this.isRefused = true;
    this.shown = undefined;
    log.warn(`Cursor did not take the plugin with AI OS’s skills: ${reason}`);
    const isFirst = await refusal.keep();
    await this.end(isFilled);
    if (!isFilled) await this.manifest.remove();
    if (isFirst) this.notices.refused(reason);
  }

  private async show(contents: string | undefined): Promise<void> {
    const { api, manifest, context } = this;
    if (api === undefined) return;
    const isNew = contents !== undefined && (await manifest.write());
    if (contents === this.shown && !isNew) return;
    const folder = context.runtime.home.cursorPlugin;
    // Documented to answer nothing. Should it come to answer later, a refusal counts all the same.
    const answers: unknown[] = [];
    if (this.shown !== undefined) answers.push(api.unregisterPath(folder));
    this.shown = contents;
    if (contents !== undefined) answers.push(api.registerPath(folder));
    await Promise.all(answers);
    if (contents !== undefined && manifest.counts) await manifest.touch();
  }
}

/** The skills that are delivered, or would be, to a folder that nobody but Cursor reads. */
function forCursorAlone({ items }: SyncStatus): SyncStatus['items'] {
  return items.filter(
    ({ kind, client, readers, desired }) =>
      kind === 'skill' &&
      client === 'cursor' &&
      desired?.mode === 'copy' &&
      desired.clash === undefined &&
      readers.every((reader) => reader === 'cursor'),
  );
}

/** A text that changes with what stands in the plugin, and not with what is yet to be written there. */
function contentsOf({ items }: SyncStatus): string {
  return items
    .filter(({ row, observation }) => row?.mode === 'api' && observation.kind !== 'absent')
    .map(({ path, observation: seen }) => `${path} ${seen.kind === 'present' ? seen.hash : seen.kind}`)
    .sort()
    .join('\n');
}
