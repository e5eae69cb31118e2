import * as vscode from 'vscode';
import type { InstalledSkill } from '../../../../runtime/registry/installed-skill.ts';
import type { RestoreReport } from '../../../../runtime/registry/restorer.ts';
import { capital, countOf, plainText } from '../../plain-text.ts';
import { withProgress } from '../../progress.ts';
import { offerSync } from '../offer-sync.ts';
import type { SkillsContext } from '../skills-context.ts';
import { workingFolder } from '../working-folder.ts';

/** *Restore Skills…*: brings the registry to exactly what its lock file says, once the person has seen what changes. */
export async function restoreSkills({ runtime }: SkillsContext): Promise<void> {
  const restore = (dryRun: boolean): Promise<RestoreReport | undefined> =>
    withProgress(
      dryRun ? 'Comparing your skills with the lock file…' : 'Restoring your skills…',
      async ({ signal, say }) =>
        (await runtime.openRestorer()).restore({
          frozen: true,
          dryRun,
          workingFolder: workingFolder(),
          signal,
          onProgress: say,
        }),
    );
  const planned = await restore(true);
  if (planned === undefined) return;
  if (planned.restored.length + planned.removed.length === 0) {
    void vscode.window.showInformationMessage('Your skills are as the lock file says.');
    return;
  }
  if (!(await agrees(planned))) return;
  const done = await restore(false);
  if (done === undefined) return;
  await runtime.driftWatch.look();
  const message = capital(
    `${countOf(done.restored.length, 'skill')} restored, ${done.removed.length} removed.`,
  );
  void offerSync(`${message} Deliver that to your AI clients now?`);
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
