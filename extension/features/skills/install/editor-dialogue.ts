import type { InstallDialogue } from '../../../../runtime/registry/installer.ts';
import { approvalReasons, type Proposal } from '../../../../runtime/registry/proposal.ts';
import type { FeatureContext } from '../../feature-context.ts';
import type { Progress } from '../../progress.ts';
import { chooseSkills } from './choose-skills.ts';

/** The person at the editor. */
export function editorDialogue(context: FeatureContext, progress: Progress): InstallDialogue {
  return {
    choose: (found) => progress.aside(() => chooseSkills(found)),
    async approve(proposals) {
      if (!proposals.some(isToBeShown)) return new Set(proposals.map(({ record }) => record.digest));
      const { askOnPage } = await import('./approval.ts');
      return progress.aside(() => askOnPage(context, proposals));
    },
  };
}

/** Naming one's own folder is agreement enough, unless there is a reason to ask. */
function isToBeShown(proposal: Proposal): boolean {
  return !proposal.record.source.startsWith('folder:') || approvalReasons(proposal).length > 0;
}
