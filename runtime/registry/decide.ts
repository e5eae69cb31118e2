import type { InstallDialogue } from './installer.ts';
import { approvalReasons } from './proposal.ts';

/**
 * Nobody is there to be asked: what needs agreement is declined unless it was given beforehand.
 *
 * @param yes everything was agreed to; blocking findings are refused all the same, long before this
 */
export function decideAlone(yes: boolean): InstallDialogue {
  return {
    choose: async (found) => (yes ? found : []),
    approve: async (proposals) =>
      new Set(
        proposals
          .filter((proposal) => yes || approvalReasons(proposal).length === 0)
          .map(({ record }) => record.digest),
      ),
  };
}
