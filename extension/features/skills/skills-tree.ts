import * as vscode from 'vscode';
import type { InstalledSkill } from '../../../runtime/registry/index-file.ts';
import { type ClientState, clientsOf, skillState } from '../../../runtime/sync/client-state.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { stateIcon, stateWords } from '../state-words.ts';

export type SkillNode =
  | { readonly kind: 'skill'; readonly skill: InstalledSkill }
  | {
      readonly kind: 'client';
      readonly skill: InstalledSkill;
      readonly client: string;
      readonly name: string;
    };

/** The Skills view: each installed skill with its version, and below it how it stands at each client. */
export class SkillsTree implements vscode.TreeDataProvider<SkillNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private status: SyncStatus | undefined;

  update(status: SyncStatus): void {
    this.status = status;
    this.changed.fire();
  }

  getChildren(node?: SkillNode): SkillNode[] {
    const { status } = this;
    if (status === undefined) return [];
    if (node === undefined) return status.skills.map((skill) => ({ kind: 'skill', skill }));
    if (node.kind === 'client') return [];
    return clientsOf(status, node.skill.manifest.id).map((client) => ({
      kind: 'client',
      skill: node.skill,
      client,
      name: status.clients.find(({ definition }) => definition.id === client)?.definition.name ?? client,
    }));
  }

  getTreeItem(node: SkillNode): vscode.TreeItem {
    return node.kind === 'skill' ? this.skillItem(node.skill) : this.clientItem(node);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private skillItem(skill: InstalledSkill): vscode.TreeItem {
    const { id, name, version, description } = skill.manifest;
    const state = this.worstState(id);
    const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
    item.id = id;
    item.description = `${version}  ${id}`;
    item.iconPath = stateIcon(state);
    item.contextValue = 'skill';
    item.accessibilityInformation = { label: `${name}, ${id}, version ${version}, ${stateWords[state]}` };
    const tooltip = new vscode.MarkdownString();
    tooltip
      .appendMarkdown('**')
      .appendText(`${name} ${version}`)
      .appendMarkdown('**\n\n')
      .appendText(description);
    tooltip.appendMarkdown(`\n\n${stateWords[state]}`);
    item.tooltip = tooltip;
    return item;
  }

  private clientItem(node: SkillNode & { kind: 'client' }): vscode.TreeItem {
    const { skill, client, name } = node;
    const state = (this.status && skillState(this.status, skill.manifest.id, client)) ?? 'not-delivered';
    const item = new vscode.TreeItem(name);
    item.id = `${skill.manifest.id}/${client}`;
    item.description = stateWords[state];
    item.iconPath = stateIcon(state);
    item.accessibilityInformation = { label: `${name}, ${stateWords[state]}` };
    return item;
  }

  private worstState(id: string): ClientState {
    const { status } = this;
    if (status === undefined) return 'nothing-to-deliver';
    const states = clientsOf(status, id).map((client) => skillState(status, id, client) ?? 'not-delivered');
    const order: ClientState[] = ['problem', 'drifted', 'not-delivered', 'in-sync'];
    return order.find((state) => states.includes(state)) ?? 'nothing-to-deliver';
  }
}
