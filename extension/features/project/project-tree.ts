import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import type { ProjectSkill } from '../../../runtime/registry/project/project-skill.ts';
import type { WorkspaceSkills } from './project-watch.ts';

export type ProjectNode =
  | { readonly kind: 'project'; readonly project: WorkspaceSkills }
  | { readonly kind: 'skill'; readonly project: WorkspaceSkills; readonly skill: ProjectSkill };

/** For a narrow view. */
const shortWords: Readonly<Record<ProjectSkill['state'], string>> = {
  locked: 'as locked',
  behind: 'behind',
  edited: 'edited',
  unlocked: 'not locked',
  missing: 'not here yet',
  invalid: 'cannot be used',
};

/** The same as tooltips and screen readers say it. */
const words: Readonly<Record<ProjectSkill['state'], string>> = {
  locked: 'as locked',
  behind: 'behind: not yet as locked',
  edited: 'edited: not as locked',
  unlocked: 'not in the lock file',
  missing: 'not here yet',
  invalid: 'cannot be used',
};

const icons: Readonly<Record<ProjectSkill['state'], string>> = {
  locked: 'pass',
  behind: 'cloud-download',
  edited: 'edit',
  unlocked: 'unlock',
  missing: 'cloud-download',
  invalid: 'error',
};

/** The Project Skills view: what the workspace's own skills are and whether they are as the lock file says. */
export class ProjectTree implements vscode.TreeDataProvider<ProjectNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private projects: readonly WorkspaceSkills[] = [];
  /** Ids that the person has installed themselves. */
  private own: ReadonlySet<string> = new Set();

  update(projects: readonly WorkspaceSkills[]): void {
    this.projects = projects;
    this.changed.fire();
  }

  updateOwn(ids: ReadonlySet<string>): void {
    this.own = ids;
    this.changed.fire();
  }

  getChildren(node?: ProjectNode): ProjectNode[] {
    if (node?.kind === 'skill') return [];
    const [only, ...more] = this.projects;
    if (node === undefined && (more.length > 0 || only?.problem !== undefined))
      return this.projects.map((project) => ({ kind: 'project', project }));
    const project = node?.project ?? only;
    return (project?.skills ?? []).map((skill) => ({
      kind: 'skill',
      project: project as WorkspaceSkills,
      skill,
    }));
  }

  getTreeItem(node: ProjectNode): vscode.TreeItem {
    return node.kind === 'project' ? projectItem(node.project) : this.skillItem(node.project, node.skill);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private skillItem({ folder }: WorkspaceSkills, skill: ProjectSkill): vscode.TreeItem {
    const { id, state, record, entry, problem } = skill;
    const name = record?.manifest.name ?? id;
    const version = record?.manifest.version ?? entry?.version;
    const isHidden = this.own.has(id);
    const isOlder = state === 'behind' && entry !== undefined && entry.version !== version;
    const how = isOlder ? `behind: ${entry.version} is locked` : words[state];
    const facts = [
      ...(version === undefined ? [] : [`version ${version}`]),
      how,
      ...(isHidden ? ['hidden by your own skill of that id'] : []),
    ];
    const item = new vscode.TreeItem(name);
    item.id = `${folder}/${id}`;
    const versions = isOlder ? `${version} → ${entry.version}` : version;
    // What is last is cut in a narrow view, and what is as it should be needs no words beside what is not.
    const short = isHidden && state === 'locked' ? [] : [shortWords[state]];
    const parts = [versions, ...short, ...(isHidden ? ['hidden by yours'] : [])];
    item.description = parts.filter((part) => part !== undefined).join('  ');
    item.iconPath = new vscode.ThemeIcon(icons[state]);
    item.contextValue = `project.${state}`;
    item.tooltip = new vscode.MarkdownString()
      .appendMarkdown('**')
      .appendText(name)
      .appendMarkdown('**\n\n')
      .appendText(problem?.message ?? record?.manifest.description ?? '')
      .appendMarkdown('\n\n')
      .appendText(facts.join(', '));
    item.accessibilityInformation = { label: [name, ...facts].join(', ') };
    if (record !== undefined) {
      const file = vscode.Uri.joinPath(
        vscode.Uri.file(folder),
        '.aios',
        'skills',
        id,
        record.manifest.promptFile,
      );
      item.command = { command: 'vscode.open', title: 'Open', arguments: [file] };
    }
    return item;
  }
}

function projectItem({ name, folder, problem }: WorkspaceSkills): vscode.TreeItem {
  const state =
    problem === undefined ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(name, state);
  item.id = folder;
  item.contextValue = 'project';
  if (problem !== undefined) {
    item.iconPath = new vscode.ThemeIcon('error');
    item.description = 'the lock file cannot be used';
    item.tooltip = messageOf(problem);
    const lock = vscode.Uri.joinPath(vscode.Uri.file(folder), 'aios.lock.yaml');
    item.command = { command: 'vscode.open', title: 'Open', arguments: [lock] };
  }
  return item;
}
