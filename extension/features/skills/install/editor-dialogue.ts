import type { InstallDialogue } from '../../../../runtime/registry/installer.ts';
import type { FeatureContext } from '../../feature-context.ts';
import type { Progress } from '../../progress.ts';
import { chooseSkills } from './choose-skills.ts';

/** The person at the editor: whatever is to be switched in is shown on a page first, also what stands in their own folder. */
export function editorDialogue(context: FeatureContext, progress: Progress): InstallDialogue {
  return {
    choose: (found) => progress.aside(() => chooseSkills(found)),
    async approve(proposals) {
      const { askOnPage } = await import('./approval.ts');
      return progress.aside(() => askOnPage(context, proposals));
    },
  };
}
