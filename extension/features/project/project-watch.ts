import { basename } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import type { ProjectSkill } from '../../../runtime/registry/project/project-skill.ts';
import type { FeatureContext } from '../feature-context.ts';

/** The skills of one folder of the workspace. */
export interface WorkspaceSkills {
  readonly name: string;
  readonly folder: string;
  readonly skills: readonly ProjectSkill[];
  /** Why they could not be read, e.g. a lock file that a merge broke. */
  readonly problem: unknown;
}

const marks = ['aios.lock.yaml', '.aios/skills'];
/** Long enough to take a checkout's burst of events as one. */
const settleMs = 300;

/** Looks at the workspace's own skills whenever they may have changed. Reads nothing of a workspace not trusted. */
export class ProjectWatch implements vscode.Disposable {
  private readonly context: Pick<FeatureContext, 'runtime' | 'log'>;
  private readonly changed = new vscode.EventEmitter<readonly WorkspaceSkills[]>();
  readonly onDidLook = this.changed.event;
  private readonly owned: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(context: Pick<FeatureContext, 'runtime' | 'log'>) {
    this.context = context;
  }

  /** Begins to watch: called once the editor has started. */
  start(): void {
    const request = (): void => this.request();
    const watcher = vscode.workspace.createFileSystemWatcher('**/{aios.lock.yaml,.aios/skills/**}');
    this.owned.push(
      watcher,
      watcher.onDidChange(request),
      watcher.onDidCreate(request),
      watcher.onDidDelete(request),
      vscode.workspace.onDidGrantWorkspaceTrust(request),
      vscode.workspace.onDidChangeWorkspaceFolders(request),
    );
    this.request();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.owned) disposable.dispose();
    this.changed.dispose();
  }

  async look(): Promise<readonly WorkspaceSkills[]> {
    const found = await this.read();
    this.changed.fire(found);
    return found;
  }

  private request(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.look().catch((error: unknown) =>
        this.context.log.error(`Could not look at the project's skills: ${messageOf(error)}`),
      );
    }, settleMs);
  }

  private async read(): Promise<WorkspaceSkills[]> {
    if (!vscode.workspace.isTrusted) return [];
    const found: WorkspaceSkills[] = [];
    for (const { uri, name } of vscode.workspace.workspaceFolders ?? []) {
      if (uri.scheme !== 'file' || !(await hasSkills(uri))) continue;
      const folder = uri.fsPath;
      try {
        const { project } = await this.context.runtime.openProject(folder);
        const skills = await project.look();
        found.push({ name: name || basename(folder), folder, skills, problem: undefined });
      } catch (problem) {
        found.push({ name, folder, skills: [], problem });
      }
    }
    return found;
  }
}

async function hasSkills(folder: vscode.Uri): Promise<boolean> {
  for (const mark of marks) {
    const there = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, mark)).then(
      () => true,
      () => false,
    );
    if (there) return true;
  }
  return false;
}
