import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { hasServerEntry } from '../../../runtime/client/has-server-entry.ts';
import { serverName } from '../../../runtime/client/server-entry.ts';
import { type InstalledSkill, isEnabled, isEnabledFor } from '../../../runtime/registry/installed-skill.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { ownConfigPath, takesServerDefinitions } from '../../host/own-config.ts';
import type { FeatureContext } from '../feature-context.ts';
import { cursorServers } from './cursor-servers.ts';

/** How this editor gets at the server. */
export type Offer = 'offered' | 'in-config' | 'no-skills' | 'not-able';

/** The server as this very editor's chat has it. */
export interface EditorServer extends vscode.Disposable {
  readonly offer: Offer;
  /** How many skills are on here. */
  readonly skills: number;
  /** Offers what is on, or takes it back. */
  update(status: SyncStatus): Promise<void>;
  /** Offers the server as another one, so that the editor ends its copy. */
  restart(): void;
}

/** What an editor is offered. */
interface Definition {
  readonly command: string;
  readonly args: string[];
  /** The editor ends its copy when this changes, and asks the next one for its tools. */
  readonly version: string;
}

/** One way of offering a server to an editor. */
interface Shop extends vscode.Disposable {
  /** The client's id in the matrix; undefined for editors of the kind that are in none. */
  readonly client: 'cursor' | 'vscode' | undefined;
  /** @param definition undefined takes it back */
  show(definition: Definition | undefined): void;
}

/** Editors that the matrix has as one client. */
const inMatrix = /^(?:Visual Studio Code|VSCodium)/u;

/**
 * Offers the server to the editor itself, where that can be done without a file. It is not offered beside an entry of
 * the editor's own config, so that nobody has it twice.
 */
export function offerServer(context: FeatureContext): EditorServer {
  const shop = openShop(context);
  return shop === undefined ? new NoServer() : new OfferedServer(context, shop);
}

/** Where an editor takes none from an extension. */
class NoServer implements EditorServer {
  readonly offer = 'not-able';
  readonly skills = 0;
  async update(): Promise<void> {}
  restart(): void {}
  dispose(): void {}
}

function openShop(context: FeatureContext): Shop | undefined {
  const cursor = cursorServers();
  if (cursor !== undefined) {
    let isShown = false;
    const show: Shop['show'] = (definition) => {
      if (isShown) cursor.unregisterServer(serverName);
      isShown = definition !== undefined;
      if (definition === undefined) return;
      const { command, args } = definition;
      cursor.registerServer({ name: serverName, server: { command, args, env: {} } });
    };
    return { client: 'cursor', show, dispose: () => show(undefined) };
  }
  return takesServerDefinitions() ? new DefinitionShop(context) : undefined;
}

/** VS Code asks for the servers that an extension offers, and again when it is told that they changed. */
class DefinitionShop implements Shop {
  readonly client = inMatrix.test(vscode.env.appName) ? 'vscode' : undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly registered: vscode.Disposable;
  private definition: Definition | undefined;

  constructor({ runtime }: FeatureContext) {
    this.registered = vscode.lm.registerMcpServerDefinitionProvider('aios.server', {
      onDidChangeMcpServerDefinitions: this.changed.event,
      provideMcpServerDefinitions: () => this.definitions(),
      resolveMcpServerDefinition: async (server) => {
        // Nothing is put on the disk before the editor really starts it.
        await runtime.refreshLauncher();
        return server;
      },
    });
  }

  show(definition: Definition | undefined): void {
    this.definition = definition;
    this.changed.fire();
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }

  private definitions(): vscode.McpStdioServerDefinition[] {
    if (this.definition === undefined) return [];
    const { command, args, version } = this.definition;
    return [new vscode.McpStdioServerDefinition(serverName, command, args, {}, version)];
  }
}

class OfferedServer implements EditorServer {
  offer: Offer = 'no-skills';
  private on: readonly InstalledSkill[] = [];
  private restarts = 0;
  private updates = 0;
  private readonly context: FeatureContext;
  private readonly shop: Shop;
  private shown: Definition | undefined;

  constructor(context: FeatureContext, shop: Shop) {
    this.context = context;
    this.shop = shop;
  }

  get skills(): number {
    return this.on.length;
  }

  async update(status: SyncStatus): Promise<void> {
    this.updates += 1;
    const turn = this.updates;
    const skills = status.skills.filter((skill) => this.isOn(skill));
    const isInConfig = skills.length > 0 && (await this.isInConfig(status));
    // Another look was quicker, and newer.
    if (turn !== this.updates) return;
    this.on = skills;
    this.offer = skills.length === 0 ? 'no-skills' : isInConfig ? 'in-config' : 'offered';
    const wanted = this.offer === 'offered' ? this.definitionOf(skills) : undefined;
    if (wanted?.version === this.shown?.version) return;
    this.shown = wanted;
    this.shop.show(wanted);
  }

  restart(): void {
    this.restarts += 1;
    if (this.shown === undefined) return;
    this.shown = this.definitionOf(this.on);
    this.shop.show(this.shown);
  }

  dispose(): void {
    this.shop.dispose();
  }

  private isOn(skill: InstalledSkill): boolean {
    const { client } = this.shop;
    return client === undefined ? isEnabled(skill) : isEnabledFor(skill, client);
  }

  /** Whoever put it there: an entry of that name and an offer would be the server twice. */
  private async isInConfig({ items }: SyncStatus): Promise<boolean> {
    if (this.shop.client === 'cursor')
      return items.some(
        ({ kind, client, observation }) =>
          kind === 'server' && client === 'cursor' && observation.kind !== 'absent',
      );
    // Editions and profiles have a config each, so that the file counts and not the client.
    return hasServerEntry('vscode', ownConfigPath(this.context.globalStorageUri));
  }

  private definitionOf(skills: readonly InstalledSkill[]): Definition {
    const { launch, version } = this.context.runtime;
    const digests = skills.map(({ manifest, digest }) => `${manifest.id} ${digest}`).join('\n');
    return {
      ...launch,
      version: `${version}+${createHash('sha256').update(digests).digest('hex').slice(0, 12)}.${this.restarts}`,
    };
  }
}
