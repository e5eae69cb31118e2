import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../../../runtime/files/atomic-write.ts';
import { readIfPresent } from '../../../runtime/files/read-bounded.ts';
import type { Log } from '../../../runtime/ports.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { removeEmptyFolders } from '../../../runtime/sync/leftovers.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import type { CursorPluginsApi } from '../../host/cursor-plugins.ts';

const maxManifestBytes = 16 * 1024;

/** What is needed of a feature's context. */
export interface PluginContext {
  readonly runtime: Pick<Runtime, 'version' | 'home'> & {
    readonly driftWatch: Pick<Runtime['driftWatch'], 'look'>;
  };
  readonly log: Pick<Log, 'warn'>;
  /** Whether the person's settings let Cursor have it. Asked each time. */
  readonly isPluginOn: () => boolean;
}

/**
 * Keeps a plugin of ours for Cursor, so that a skill for Cursor alone needs no folder of its own, and tells Cursor when
 * its skills changed. As long as its manifest stands, every host delivers there (`apiSkillRoot` in the matrix); the
 * copies are theirs to write. Only the documentation vouches for how Cursor behaves: a call that it refuses is the last
 * one. Then the manifest goes, and with the next sync the copies move to where Cursor looks by itself.
 */
export class CursorPlugin implements vscode.Disposable {
  private readonly context: PluginContext;
  private readonly api: CursorPluginsApi;
  private readonly tellRefused: (reason: string) => void;
  private turn: Promise<void> = Promise.resolve();
  private hasManifest = false;
  /** What stood in the plugin when Cursor was told of it last; undefined while Cursor does not know it. */
  private shown: string | undefined;
  private isOver = false;

  /** @param tellRefused called once, when Cursor refuses the plugin */
  constructor(context: PluginContext, api: CursorPluginsApi, tellRefused: (reason: string) => void) {
    this.context = context;
    this.api = api;
    this.tellRefused = tellRefused;
  }

  /** To be called with each scan, which follows every sync: Cursor is told once of all that changed. */
  update(status: SyncStatus): Promise<void> {
    const turn = this.turn.catch(() => undefined).then(() => this.follow(status));
    this.turn = turn;
    return turn;
  }

  /** What Cursor says to that is of use to nobody: the window closes. The manifest stays for the next one. */
  dispose(): void {
    this.isOver = true;
    this.show(undefined).catch(() => undefined);
  }

  private async follow(status: SyncStatus): Promise<void> {
    if (this.isOver) return;
    const { runtime, isPluginOn } = this.context;
    if (!isPluginOn()) return this.switchOff();
    const isWanted = !status.leftAlone.has('cursor');
    const isNew =
      isWanted && !this.hasManifest && (await writeManifest(runtime.home.cursorPlugin, runtime.version));
    this.hasManifest ||= isWanted;
    // Another window may have taken the manifest away: Cursor refused it there.
    const isThere = this.hasManifest && existsSync(manifestOf(runtime.home.cursorPlugin));
    try {
      await this.show(isWanted && isThere ? contentsOf(status) : undefined);
    } catch (error) {
      await this.endRefused(messageOf(error));
      return;
    }
    // What is to be delivered differs now: what is for Cursor alone goes there.
    if (isNew) void runtime.driftWatch.look();
  }

  private async switchOff(): Promise<void> {
    const { home, driftWatch } = this.context.runtime;
    this.hasManifest = false;
    if (await removeManifest(home.cursorPlugin)) void driftWatch.look();
    await this.show(undefined);
  }

  private async show(contents: string | undefined): Promise<void> {
    if (contents === this.shown) return;
    const folder = this.context.runtime.home.cursorPlugin;
    // Documented to answer nothing. Should it come to answer later, a refusal counts all the same.
    const answers: unknown[] = [];
    if (this.shown !== undefined) answers.push(this.api.unregisterPath(folder));
    this.shown = contents;
    if (contents !== undefined) answers.push(this.api.registerPath(folder));
    await Promise.all(answers);
  }

  private async endRefused(reason: string): Promise<void> {
    const { runtime, log } = this.context;
    this.isOver = true;
    this.shown = undefined;
    log.warn(`Cursor did not take the plugin with AI OS’s skills: ${reason}`);
    await removeManifest(runtime.home.cursorPlugin);
    this.tellRefused(reason);
    void runtime.driftWatch.look();
  }
}

/**
 * Takes the plugin's manifest away, so that nothing is delivered there any more.
 * @returns whether there was one
 */
export async function removeManifest(plugin: string): Promise<boolean> {
  const manifest = manifestOf(plugin);
  const wasThere = existsSync(manifest);
  await rm(manifest, { force: true });
  await removeEmptyFolders(dirname(manifest), plugin);
  return wasThere;
}

/**
 * Writes the plugin's manifest as cursor.com/docs/reference/plugins has it, where it is not there as it should be. The
 * skills are found by where they stand.
 *
 * @returns whether there was none
 */
async function writeManifest(plugin: string, version: string): Promise<boolean> {
  const manifest = manifestOf(plugin);
  const description = 'The skills that AI OS delivers to Cursor alone.';
  const text = `${JSON.stringify({ name: 'aios', displayName: 'AI OS', version, description }, undefined, 2)}\n`;
  const before = await readIfPresent(manifest, maxManifestBytes);
  if (before?.toString('utf8') === text) return false;
  await ensurePrivateFolder(dirname(manifest));
  await writeFileAtomically(manifest, text);
  return before === undefined;
}

function manifestOf(plugin: string): string {
  return join(plugin, '.cursor-plugin', 'plugin.json');
}

/** A text that changes with what stands in the plugin, and not with what is yet to be written there. */
function contentsOf({ items }: SyncStatus): string {
  return items
    .filter(({ row, observation }) => row?.mode === 'api' && observation.kind !== 'absent')
    .map(({ path, observation: seen }) => `${path} ${seen.kind === 'present' ? seen.hash : seen.kind}`)
    .sort()
    .join('\n');
}
