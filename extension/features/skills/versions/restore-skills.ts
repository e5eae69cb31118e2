import * as vscode from 'vscode';
import { AiosError } from '../../../../runtime/errors.ts';
import type { InstalledSkill } from '../../../../runtime/registry/installed-skill.ts';
import type { RestoreReport } from '../../../../runtime/registry/restorer.ts';
import { capital, countOf, plainText } from '../../plain-text.ts';
import { withProgress } from '../../progress.ts';
import { editorDialogue } from '../install/editor-dialogue.ts';
import { offerSync } from '../offer-sync.ts';
import type { SkillsContext } from '../skills-context.ts';
import { workingFolder } from '../working-folder.ts';

/**
 * *Restore Skills…*: brings the registry to exactly what its lock file says. What is to be switched in is shown on the page
 * that an install has; what would be taken out is asked about before that.
 */
export async function restoreSkills(context: SkillsContext): Promise<void> {
  const { runtime } = context;
  const planned = await restore(context, true);
  if (planned === undefined) return;
  if (planned.restored.length + planned.removed.length === 0) {
    void vscode.window.showInformationMessage('Your skills are as the lock file says.');
    return;
  }
  if (planned.removed.length > 0 && !(await agrees(planned))) return;
  const done = await restore(context, false);
  if (done === undefined) return;
  await runtime.driftWatch.look();
  const message = capital(
    `${countOf(done.restored.length, 'skill')} restored, ${done.removed.length} removed.`,
  );
  void offerSync(context, `${message} Deliver that to your AI clients now?`);
}

/** @returns undefined when it was cancelled, or the page was left without agreeing to anything */
async function restore(context: SkillsContext, dryRun: boolean): Promise<RestoreReport | undefined> {
  const title = dryRun ? 'Comparing your skills with the lock file…' : 'Restoring your skills…';
  let hasLeft = false;
  try {
    return await withProgress(title, async (progress) => {
      const { approve } = editorDialogue(context, progress);
      const request = {
        frozen: true,
        dryRun,
        workingFolder: workingFolder(),
        signal: progress.signal,
        onProgress: progress.say,
      };
      const restorer = await context.runtime.openRestorer();
      if (dryRun) return restorer.restore(request);
      return restorer.restore(request, {
        approve: async (shown) => {
          const agreed = await approve(shown);
          hasLeft = agreed.size === 0;
          return agreed;
        },
      });
    });
  } catch (error) {
    if (hasLeft && AiosError.is(error, 'restore_declined')) return undefined;
    throw error;
  }
}

async function agrees({ restored, removed }: RestoreReport): Promise<boolean> {
  const choice = await vscode.window.showWarningMessage(
    'Bring your skills to exactly what the lock file says?',
    { modal: true, detail: [...lines('Restored', restored), ...lines('Removed', removed)].join('\n') },
    'Restore',
  );
  return choice === 'Restore';
}

function lines(what: string, skills: readonly InstalledSkill[]): string[] {
  return skills.map(
    ({ manifest: { id, name, version } }) => `${what}: ${plainText(name)} ${version} (${id})`,
  );
}
