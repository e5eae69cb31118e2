import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CursorPlugin } from '../../extension/features/clients/cursor-plugin.ts';
import { findCursorPlugins } from '../../extension/host/cursor-plugins.ts';
import { cursorRefusal } from '../../extension/host/cursor-refusal.ts';
import { createRuntime, type Runtime } from '../../runtime/runtime.ts';
import type { CursorWithPlugins } from './cursor-plugins.ts';
import { makeSyncHome, type SyncHome } from './sync-home.ts';

/** The extension in a window of Cursor, as far as the plugin goes. */
export interface Extension extends Disposable {
  readonly runtime: Runtime;
  /** What the person was told or asked in this window. */
  readonly told: readonly string[];
  /** How often it was asked to look again. */
  readonly looks: () => number;
  /** Looks at everything, as the drift watch does, and resolves once Cursor was told what there is to tell. */
  look(): Promise<void>;
  refresh(): Promise<void>;
  /** Resolves once an answer to what was offered is followed. */
  settled(): Promise<void>;
}

export interface ExtensionOptions {
  readonly isPluginOn?: () => boolean;
  /** Of Cursor. */
  readonly version?: string;
  /** Whether the person has copies moved when that is offered. */
  readonly wantsMoved?: boolean;
}

/** @param editor undefined for a Cursor without that API */
export function startIn(
  editor: CursorWithPlugins | undefined,
  home: SyncHome,
  { isPluginOn = () => true, version = '2.0.0', wantsMoved = false }: ExtensionOptions = {},
): Extension {
  const api = editor && findCursorPlugins(editor.vscode);
  assert.equal(api === undefined, editor === undefined);
  const runtime = createRuntime(home.ports);
  const told: string[] = [];
  let looks = 0;
  const driftWatch = {
    look: async () => {
      looks += 1;
    },
  };
  let moving: Promise<unknown> = Promise.resolve();
  const context = {
    runtime: { version: runtime.version, home: runtime.home, driftWatch },
    log: home.ports.log,
    isPluginOn,
    refusal: cursorRefusal(runtime.home, 'plugins', version),
  };
  const plugin = new CursorPlugin(context, api, {
    refused: (reason) => told.push(reason),
    ended: () => told.push('ended'),
    offer: async () => {
      told.push('offered');
      return wantsMoved;
    },
    move: () => {
      moving = runtime.sync.sync();
    },
  });
  return {
    runtime,
    told,
    looks: () => looks,
    look: async () => plugin.update(await runtime.sync.status()),
    refresh: () => plugin.refresh(),
    async settled() {
      await nextTurn();
      await plugin.refresh();
      await moving;
    },
    [Symbol.dispose]() {
      plugin.dispose();
      runtime.dispose();
    },
  };
}

/** A home, and where the plugin for Cursor is in it once it is made. */
export interface CursorHome {
  readonly home: SyncHome;
  readonly plugin: string;
  readonly manifest: string;
}

/** Makes the home alone: the plugin is the extension's to make. */
export async function makeCursorHome(): Promise<CursorHome> {
  const home = await makeSyncHome();
  const plugin = home.at('.aios', 'plugins', 'cursor');
  return { home, plugin, manifest: home.at(plugin, '.cursor-plugin', 'plugin.json') };
}

/** A skill that is for Cursor alone. */
export const id = 'meeting-notes';
export const onlyCursor = { clients: ['cursor'] };
/** Its copy, as `copies` names it. */
export const inPlugin = `api .aios/plugins/cursor/skills/${id}`;
export const inOwnFolder = `copy .cursor/skills/${id}`;

/** @returns the skills' copies that stand, each with how it got there and its path below the home */
export async function copies(home: SyncHome): Promise<string[]> {
  return (await home.runtime.sync.status()).items
    .filter(({ kind, observation }) => kind === 'skill' && observation.kind === 'present')
    .map(({ path, row }) => `${row?.mode} ${path.slice(home.path.length + 1).replaceAll('\\', '/')}`);
}

/** Has an earlier window make the plugin and a sync fill it. */
export async function fillPlugin(
  editor: CursorWithPlugins,
  home: SyncHome,
  options?: ExtensionOptions,
): Promise<void> {
  using extension = startIn(editor, home, options);
  await home.install(onlyCursor);
  await extension.look();
  await home.runtime.sync.sync();
  await extension.look();
  assert.deepEqual(await copies(home), [inPlugin]);
  editor.calls.length = 0;
}
