import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { LocatedClient } from '../../../runtime/client/locate.ts';
import { clientState, itemsOf } from '../../../runtime/sync/client-state.ts';
import type { Confirmation } from '../../../runtime/sync/confirmation.ts';
import type { Offer } from '../../../runtime/sync/offers.ts';
import type { PlannedItem } from '../../../runtime/sync/plan.ts';
import type { Sync, SyncStatus } from '../../../runtime/sync/sync.ts';
import { stateIcon } from '../state-icons.ts';
import type { ClientRow } from './client-rows.ts';
import { clientDetails, clientWords } from './client-words.ts';
import { choicesFor } from './drift/choices-for.ts';
import { choiceWords, driftWords, isLeftForPerson } from './drift/place-words.ts';

export type ClientNode =
  | { readonly kind: 'client'; readonly client: LocatedClient }
  | { readonly kind: 'row'; readonly client: LocatedClient; readonly row: ClientRow };

/**
 * The Clients view: each client that was found or still has something of ours, and below it what it sees. Rows below
 * a client are made only where it is open.
 */
export class ClientsTree implements vscode.TreeDataProvider<ClientNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly sync: Pick<Sync, 'view' | 'views'>;
  private status: SyncStatus | undefined;
  private confirmations: ReadonlyMap<string, Confirmation> = new Map();
  private offers: readonly Offer[] = [];
  /** By client id, what is to be said where its listing is too full. */
  private full: ReadonlyMap<string, readonly string[]> = new Map();
  /** Whose listings were looked into last. */
  private lookedInto: SyncStatus | undefined;

  constructor(sync: Pick<Sync, 'view' | 'views'>) {
    this.sync = sync;
  }

  update(
    status: SyncStatus,
    confirmations: ReadonlyMap<string, Confirmation>,
    offers: readonly Offer[] = [],
  ): void {
    this.status = status;
    this.confirmations = confirmations;
    this.offers = offers;
    this.changed.fire();
  }

  /** Empty while no client is found, so that the view can say what to do. */
  async getChildren(node?: ClientNode): Promise<ClientNode[]> {
    const { status } = this;
    if (status === undefined || node?.kind === 'row') return [];
    if (node === undefined) {
      // The rows are not kept waiting for what is read from disk; opening a client tells what is wrong there.
      this.lookIntoListings(status).catch(() => undefined);
      return status.clients
        .filter(({ detected, definition }) => detected || itemsOf(status, definition.id).length > 0)
        .map((client) => ({ kind: 'client', client }));
    }
    const { client } = node;
    const [view, { clientRows }] = await Promise.all([this.sync.view(client), import('./client-rows.ts')]);
    const rows = clientRows(status, client, view, this.offers);
    return rows.map((row) => ({ kind: 'row', client, row }));
  }

  getTreeItem(node: ClientNode): vscode.TreeItem {
    return node.kind === 'client' ? this.clientItem(node.client) : rowItem(node);
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** Marks the clients whose listing is too full. Looks once for each status, and only where the view is shown. */
  private async lookIntoListings(status: SyncStatus): Promise<void> {
    if (status === this.lookedInto) return;
    this.lookedInto = status;
    const full = await (await import('./listing-row.ts')).findFullListings(this.sync, status);
    if (status !== this.status || isDeepStrictEqual(full, this.full)) return;
    this.full = full;
    this.changed.fire();
  }

  private clientItem(client: LocatedClient): vscode.TreeItem {
    const { id, name } = client.definition;
    const { status } = this;
    const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
    item.id = id;
    if (status === undefined) return item;
    const isOffered = this.offers.some((offer) => offer.client === id);
    const state = clientState(status, id, isOffered);
    const waits = status.running.has(id);
    const full = this.full.get(id);
    // What is worse is told in its place.
    const isFull = full !== undefined && !waits && state !== 'problem' && state !== 'drifted';
    const confirmation = this.confirmations.get(id);
    const { short, whole } = clientWords(status, client, confirmation, isFull, new Date(), isOffered);
    const isLeftAlone = status.leftAlone.has(id);
    if (itemsOf(status, id).length > 0 || isOffered || client.skillRoots.length > 0 || isLeftAlone)
      item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
    item.description = short;
    item.iconPath = waits ? new vscode.ThemeIcon('watch') : stateIcon(isFull ? 'drifted' : state);
    // What is left of ours at one that is left alone may drift: it can be mended, and is left alone already.
    const leftAlone = isLeftAlone && state !== 'left-alone' ? 'left-alone.' : '';
    item.contextValue = `client.${id}.${leftAlone}${waits ? 'waiting' : state}`;
    item.tooltip = tooltip(`${name}: ${whole}`, [...(full ?? []), ...clientDetails(status, client)]);
    item.accessibilityInformation = { label: `${name}, ${whole}` };
    return item;
  }
}

const icons: Readonly<Record<Exclude<ClientRow['icon'], 'state'>, [icon: string, color?: string]>> = {
  offered: ['plug'],
  own: ['account'],
  twice: ['files', 'list.warningForeground'],
  hides: ['eye-closed', 'list.warningForeground'],
  listing: ['dashboard'],
  full: ['dashboard', 'list.warningForeground'],
  upload: ['cloud-upload'],
  problem: ['error', 'list.errorForeground'],
  again: ['cloud-upload'],
};

function rowItem(node: Extract<ClientNode, { kind: 'row' }>): vscode.TreeItem {
  const { client, row } = node;
  const { label, description, whole = description, details, item: place } = row;
  const item = new vscode.TreeItem(label);
  item.id = `${client.definition.id}/${row.id}`;
  item.description = description;
  item.iconPath = iconOf(row);
  item.contextValue = place === undefined ? row.id : ['place', ...choicesFor(place)].join('.');
  const left = place !== undefined && isLeftForPerson(place) ? [leftWords(place)] : [];
  item.tooltip = tooltip(`${label}: ${whole}`, [...left, ...details]);
  item.accessibilityInformation = { label: `${label}, ${whole}` };
  const command = commandOf(node);
  if (command !== undefined) item.command = command;
  return item;
}

/** Why a place is still there though nothing is wanted at it. */
function leftWords(place: PlannedItem): string {
  return `It ${driftWords(place)}. ${choiceWords(place)}`;
}

function iconOf({ icon, item }: ClientRow): vscode.ThemeIcon {
  if (icon === 'state') return stateIcon(item?.state ?? 'in-sync');
  const [name, color] = icons[icon];
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** What a click does: a drifted place shows what changed, the others their file. */
function commandOf(node: Extract<ClientNode, { kind: 'row' }>): vscode.Command | undefined {
  const { row, client } = node;
  if (row.id === 'left-alone')
    return { command: 'aios.clients.deliverAgain', title: row.label, arguments: [client.definition.id] };
  if (row.id === 'upload') return { command: 'aios.clients.exportForUpload', title: 'Export for Upload…' };
  if (row.item !== undefined && choicesFor(row.item).includes('show'))
    return { command: 'aios.drift.show', title: 'Show Changes', arguments: [node] };
  if (row.skill !== undefined)
    return { command: 'aios.skills.enableFor', title: 'Enable for…', arguments: [row.skill] };
  if (row.file === undefined) return undefined;
  return { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.file(row.file)] };
}

/** Nothing of it is taken for Markdown but the headline's bold. */
function tooltip(headline: string, details: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(headline).appendMarkdown('**');
  for (const detail of details) text.appendMarkdown('\n\n').appendText(detail);
  return text;
}
