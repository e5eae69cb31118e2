import * as vscode from 'vscode';
import type { LocatedClient } from '../../../runtime/client/locate.ts';
import { clientState, itemsOf } from '../../../runtime/sync/client-state.ts';
import type { PlannedItem } from '../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { stateIcon, stateWords } from '../state-words.ts';

export type ClientNode =
  | { readonly kind: 'client'; readonly client: LocatedClient }
  | { readonly kind: 'item'; readonly client: LocatedClient; readonly item: PlannedItem };

/** The Clients view: each client that was found or still has something of ours, and below it every such place. */
export class ClientsTree implements vscode.TreeDataProvider<ClientNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private status: SyncStatus | undefined;

  update(status: SyncStatus): void {
    this.status = status;
    this.changed.fire();
  }

  /** Empty while no client is found, so that the view can say what to do. */
  getChildren(node?: ClientNode): ClientNode[] {
    const { status } = this;
    if (status === undefined) return [];
    if (node === undefined) {
      return status.clients
        .filter(({ detected, definition }) => detected || itemsOf(status, definition.id).length > 0)
        .map((client) => ({ kind: 'client', client }));
    }
    if (node.kind === 'item') return [];
    const { client } = node;
    return itemsOf(status, client.definition.id).map((item) => ({ kind: 'item', client, item }));
  }

  getTreeItem(node: ClientNode): vscode.TreeItem {
    return node.kind === 'client' ? this.clientItem(node.client) : placeItem(node.client, node.item);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private clientItem({ definition, configPath }: LocatedClient): vscode.TreeItem {
    const { id, name } = definition;
    const state = this.status ? clientState(this.status, id) : 'not-found';
    const hasPlaces = this.status !== undefined && itemsOf(this.status, id).length > 0;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(name, hasPlaces ? Collapsed : None);
    item.id = id;
    item.description = stateWords[state];
    item.iconPath = stateIcon(state);
    item.contextValue = `client.${state}`;
    item.tooltip = `${name}: ${stateWords[state]}\n${configPath}`;
    item.accessibilityInformation = { label: `${name}, ${stateWords[state]}` };
    return item;
  }
}

function placeItem(
  client: LocatedClient,
  { kind, id, path, state, observation }: PlannedItem,
): vscode.TreeItem {
  const label = kind === 'server' ? `MCP server “${id}”` : `Skill “${id}”`;
  const item = new vscode.TreeItem(label);
  item.id = `${client.definition.id}/${kind}/${id}/${path}`;
  item.description = stateWords[state];
  item.iconPath = stateIcon(state);
  item.tooltip = observation.kind === 'unreadable' ? `${observation.message}\n${observation.remedy}` : path;
  item.accessibilityInformation = { label: `${label}, ${stateWords[state]}` };
  const file =
    kind === 'server' ? vscode.Uri.file(path) : vscode.Uri.joinPath(vscode.Uri.file(path), 'SKILL.md');
  if (observation.kind !== 'absent')
    item.command = { command: 'vscode.open', title: 'Open', arguments: [file] };
  return item;
}
