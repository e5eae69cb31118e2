import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/ports.ts';
import { type InstalledSkill, isEnabled, isEnabledFor } from '../../../runtime/registry/installed-skill.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import type { Refusal } from '../../host/cursor-refusal.ts';

/** How this editor gets at the server. */
export type Offer = 'offered' | 'in-config' | 'no-skills' | 'left-alone' | 'not-able';

/** The server as this very editor's chat has it. */
export interface EditorServer extends vscode.Disposable {
  readonly offer: Offer;
  /** How many skills are on here. */
  readonly skills: number;
  /** Offers what is on, or takes it back. */
  update(status: SyncStatus): Promise<void>;
  /** Offers the server as another one, so that the editor ends its copy. */
  restart(): Promise<void>;
}

/** What an editor is offered. */
export interface Definition {
  readonly command: string;
  readonly args: string[];
  /** The editor ends its copy when this changes, and asks the next one for its tools. */
  readonly version: string;
}

/** One way of offering a server to an editor. */
export interface Shop extends vscode.Disposable {
  /** The client's id in the matrix; undefined for editors of the kind that are in none. */
  readonly client: 'cursor' | 'vscode' | undefined;
  /** The editor's own config of servers, absolute; it need not exist. */
  readonly config: string;
  /** False once the editor has refused what it was offered. */
  readonly takesServers: boolean;
  /** Whether the editor starts what it was offered without asking once more. */
  readonly startsUnasked: boolean;
  /** @param definition undefined takes it back */
  show(definition: Definition | undefined): Promise<void>;
  /** Takes it for refused without asking; left out where an editor refuses nothing. */
  refuse?(): void;
}

/** What is needed of a feature's context. */
export interface OfferContext {
  readonly runtime: Pick<Runtime, 'launch' | 'version' | 'refreshLauncher'> & {
    readonly driftWatch: Pick<Runtime['driftWatch'], 'look'>;
    readonly sync: Pick<Runtime['sync'], 'noteOffer'>;
  };
  readonly log: Pick<Log, 'warn'>;
  /** What is remembered of the editor's refusal, where it may refuse. */
  readonly refusal?: Refusal;
}

/** Offers the server to an editor for as long as a skill is on for it and its own config has no entry of that name. */
export class OfferedServer implements EditorServer {
  offer: Offer = 'no-skills';
  private on: readonly InstalledSkill[] = [];
  private restarts = 0;
  private updates = 0;
  private readonly context: OfferContext;
  private readonly shop: Shop;
  private readonly tellRefused: (reason: string) => void;
  private shown: Definition | undefined;
  /** What is to be delivered differs, and nobody has looked since: its config is to have an entry. */
  private isRefusedNow = false;
  /** What was last kept of the offer: its version, or that there is none. */
  private noted: string | undefined;

  /** @param tellRefused called in one window, when the editor refuses what it is offered */
  constructor(context: OfferContext, shop: Shop, tellRefused: (reason: string) => void) {
    this.context = context;
    this.shop = shop;
    this.tellRefused = tellRefused;
  }

  get skills(): number {
    return this.on.length;
  }

  async update(status: SyncStatus): Promise<void> {
    this.updates += 1;
    const turn = this.updates;
    this.followRefusal();
    const isLeftAlone = this.shop.client !== undefined && status.leftAlone.has(this.shop.client);
    const skills = isLeftAlone ? [] : status.skills.filter((skill) => this.isOn(skill));
    const { client = 'vscode', config } = this.shop;
    // Whoever put it there: an entry of that name and an offer would be the server twice.
    const isInConfig = skills.length > 0 && (await isEntryIn(client, config));
    // Another look was quicker, and newer.
    if (turn !== this.updates) return;
    this.on = skills;
    const none = isLeftAlone ? 'left-alone' : 'no-skills';
    this.offer = skills.length === 0 ? none : isInConfig ? 'in-config' : this.offerOfShop();
    const wanted = this.offer === 'offered' ? this.definitionOf(skills) : undefined;
    if (wanted?.version !== this.shown?.version) await this.show(wanted);
    await this.note();
  }

  async restart(): Promise<void> {
    this.restarts += 1;
    if (this.shown === undefined) return;
    await this.show(this.definitionOf(this.on));
    await this.note();
  }

  dispose(): void {
    this.shown = undefined;
    this.shop.dispose();
  }

  private isOn(skill: InstalledSkill): boolean {
    const { client } = this.shop;
    return client === undefined ? isEnabled(skill) : isEnabledFor(skill, client);
  }

  /** Another window may have been refused it by now, or an earlier one was. */
  private followRefusal(): void {
    const { shop, context } = this;
    if (!context.refusal?.isKnown || !shop.takesServers || this.shown !== undefined) return;
    shop.refuse?.();
    this.isRefusedNow = true;
  }

  private offerOfShop(): Offer {
    return this.shop.takesServers ? 'offered' : 'not-able';
  }

  private async show(wanted: Definition | undefined): Promise<void> {
    const { shop, context } = this;
    this.shown = wanted;
    try {
      if (wanted !== undefined && shop.startsUnasked) await context.runtime.refreshLauncher();
      // Something newer is shown by now, or nothing any more.
      if (this.shown === wanted) await shop.show(wanted);
    } catch (error) {
      this.shown = undefined;
      this.offer = 'not-able';
      if (shop.takesServers) throw error;
      context.log.warn(`The editor did not take the MCP server: ${messageOf(error)}`);
      this.isRefusedNow = true;
      if ((await context.refusal?.keep()) ?? true) this.tellRefused(messageOf(error));
    }
  }

  /** Keeps for the reports what the editor has now. It stays when the window closes: the next one offers it again. */
  private async note(): Promise<void> {
    await this.noteShown();
    // Not before, since an offer that stands keeps the entry away.
    if (this.isRefusedNow) void this.context.runtime.driftWatch.look();
    this.isRefusedNow = false;
  }

  private async noteShown(): Promise<void> {
    const { client, config } = this.shop;
    // Once a day as well: an offer that was made long ago counts no longer.
    const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
    const shown = this.shown === undefined ? 'none' : `${this.shown.version} ${today}`;
    if (client === undefined || shown === this.noted) return;
    this.noted = shown;
    try {
      await this.context.runtime.sync.noteOffer(client, config, this.shown !== undefined);
    } catch (error) {
      this.context.log.warn(`Could not keep what the editor was offered: ${messageOf(error)}`);
    }
  }

  private definitionOf(skills: readonly InstalledSkill[]): Definition {
    const { launch, version } = this.context.runtime;
    const digests = skills.map(({ manifest, digest }) => `${manifest.id} ${digest}`);
    const shown = [launch.command, ...launch.args, ...digests].join('\n');
    return {
      ...launch,
      version: `${version}+${createHash('sha256').update(shown).digest('hex').slice(0, 12)}.${this.restarts}`,
    };
  }
}

/** What knows clients and their configs is loaded when there is something to offer. */
async function isEntryIn(client: string, config: string): Promise<boolean> {
  const { hasServerEntry } = await import('../../../runtime/client/has-server-entry.ts');
  return hasServerEntry(client, config);
}
