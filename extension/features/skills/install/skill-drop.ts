import * as vscode from 'vscode';
import { showError } from '../../../host/show-error.ts';
import type { SkillsContext } from '../skills-context.ts';
import type { SkillNode } from '../skills-tree.ts';

/** How every program names the files that are dragged out of it. */
const uriList = 'text/uri-list';

/** A folder or an archive that is dragged onto the Skills view is installed. */
export class SkillDrop implements vscode.TreeDragAndDropController<SkillNode> {
  readonly dropMimeTypes = [uriList];
  readonly dragMimeTypes = [];
  private readonly context: SkillsContext;

  constructor(context: SkillsContext) {
    this.context = context;
  }

  async handleDrop(_onto: SkillNode | undefined, dragged: vscode.DataTransfer): Promise<void> {
    const list = await dragged.get(uriList)?.asString();
    const paths = filesOf(list ?? '');
    if (paths.length === 0) return;
    try {
      const { installSkill } = await import('./install-skill.ts');
      for (const source of paths) await installSkill(this.context, { source });
    } catch (error) {
      void showError(error, this.context.log);
    }
  }
}

/** The files on this machine among what a URI list (RFC 2483) names; addresses that were dragged are not followed. */
function filesOf(list: string): string[] {
  return list
    .split(/\r?\n/u)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => vscode.Uri.parse(line))
    .filter(({ scheme }) => scheme === 'file')
    .map(({ fsPath }) => fsPath);
}
