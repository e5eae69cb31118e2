import * as vscode from 'vscode';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { stateIcon } from '../state-icons.ts';
import { stateWords } from '../state-words.ts';
import { stateAt, stateWordsOf, worstState } from './skill-states.ts';
import { type ClientSwitch, clientSwitches } from './versions/enabled-clients.ts';
import type { UpdateWatch } from './versions/update-watch.ts';

export type SkillNode =
  | { readonly kind: 'skill'; readonly skill: InstalledSkill }
  | { readonly kind: 'client'; readonly skill: InstalledSkill; readonly client: ClientSwitch };

/** The Skills view: each installed skill with its version, and below it how it stands at each client. */
export class SkillsTree implements vscode.TreeDataProvider<SkillNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly updates: Pick<UpdateWatch, 'offeredFor'>;
  private status: SyncStatus | undefined;

  constructor(updates: Pick<UpdateWatch, 'offeredFor'>) {
    this.updates = updates;
  }

  update(status: SyncStatus): void {
    this.status = status;
    this.changed.fire();
  }

  /** Something else than how the clients stand has changed. */
  refresh(): void {
    this.changed.fire();
  }

  /** The number on the view: how many skills are outdated. */
  badge(): vscode.ViewBadge | undefined {
    const value = (this.status?.skills ?? []).filter(
      (skill) => this.updates.offeredFor(skill) !== undefined,
    ).length;
    if (value === 0) return undefined;
    return { value, tooltip: value === 1 ? 'One skill is outdated' : `${value} skills are outdated` };
  }

  getChildren(node?: SkillNode): SkillNode[] {
    const { status } = this;
    if (status === undefined) return [];
    if (node === undefined) return status.skills.map((skill) => ({ kind: 'skill', skill }));
    if (node.kind === 'client') return [];
    const { skill } = node;
    return clientSwitches(skill, status.clients).map((client) => ({ kind: 'client', skill, client }));
  }

  getTreeItem(node: SkillNode): vscode.TreeItem {
    return node.kind === 'skill' ? this.skillItem(node) : this.clientItem(node);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private skillItem(node: SkillNode): vscode.TreeItem {
    const { skill } = node;
    const { id, name, version, description } = skill.manifest;
    const state = this.status ? worstState(this.status, skill) : 'nothing-to-deliver';
    const offered = this.updates.offeredFor(skill);
    const choices = [...(skill.pinned ? ['pinned'] : []), ...(skill.link === undefined ? [] : ['linked'])];
    const marks = [...(offered === undefined ? [] : [`${offered} is out`]), ...choices];
    const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
    item.id = id;
    const versions = offered === undefined ? version : `${version} → ${offered}`;
    // What is last is cut in a narrow view.
    item.description = [versions, ...choices, ...(id === name ? [] : [id])].join('  ');
    item.iconPath = stateIcon(state);
    item.contextValue = contextValue(skill, offered !== undefined);
    item.command = { command: 'aios.skills.showDetails', title: 'Show Details', arguments: [node] };
    item.accessibilityInformation = {
      label: [name, id, `version ${version}`, ...marks, stateWords[state]].join(', '),
    };
    const tooltip = new vscode.MarkdownString();
    tooltip
      .appendMarkdown('**')
      .appendText(`${name} ${version}`)
      .appendMarkdown('**\n\n')
      .appendText(description);
    tooltip.appendMarkdown(`\n\n${[stateWords[state], ...marks].join(', ')}`);
    item.tooltip = tooltip;
    return item;
  }

  private clientItem({ skill, client: { id, name, on } }: SkillNode & { kind: 'client' }): vscode.TreeItem {
    const { status } = this;
    const words = status ? stateWordsOf(status, skill, id, on) : '';
    const item = new vscode.TreeItem(name);
    item.id = `${skill.manifest.id}/${id}`;
    item.description = words;
    item.iconPath = on && status ? stateIcon(stateAt(status, skill, id)) : stateIcon('not-found');
    item.contextValue = on ? 'client.on' : 'client.off';
    item.accessibilityInformation = { label: `${name}, ${words}` };
    return item;
  }
}

/** What conditions of menus look at, e.g. `skill.outdated.pinned`. */
function contextValue({ pinned, link }: InstalledSkill, isOutdated: boolean): string {
  return [
    'skill',
    ...(isOutdated ? ['outdated'] : []),
    ...(pinned ? ['pinned'] : ['unpinned']),
    ...(link === undefined ? [] : ['linked']),
  ].join('.');
}
