import { AiosError } from '../errors.ts';
import type { InstalledSkill } from './installed-skill.ts';
import { type ApprovalReason, approvalReasons, type Proposal } from './proposal.ts';

/** Who sees what a restore is about to switch in. */
export interface RestoreDialogue {
  /**
   * Shows everything that is about to be switched in. With a dry run nobody is asked about any of it.
   *
   * @param shown everything
   * @param asked those among them that somebody must agree to
   * @returns the digests of what may be switched in
   */
  approve(shown: readonly Proposal[], asked: readonly Proposal[]): Promise<ReadonlySet<string>>;
}

/** A skill that nobody agreed to. */
export interface DeclinedSkill {
  readonly skill: InstalledSkill;
  readonly reasons: readonly ApprovalReason[];
}

/** Nobody is there to see or to be asked: what needs agreement is declined. */
export const nobodyThere: RestoreDialogue = {
  approve: async (shown, asked) =>
    new Set(shown.filter((proposal) => !asked.includes(proposal)).map(({ record }) => record.digest)),
};

/**
 * Whether showing is not enough. What is new here was agreed to where the lock file was written, to exactly this digest;
 * what a person has here already must not come to want more, or come from elsewhere, without them.
 */
function needsAgreement(proposal: Proposal): boolean {
  return proposal.previous !== undefined && approvalReasons(proposal).length > 0;
}

/** @returns what was agreed to, with what is here already, and what was not */
export async function agreeOn(
  proposals: readonly Proposal[],
  dialogue: RestoreDialogue,
): Promise<{ agreed: readonly Proposal[]; declined: readonly DeclinedSkill[] }> {
  const shown = proposals.filter(({ action }) => action !== 'unchanged');
  if (shown.length === 0) return { agreed: proposals, declined: [] };
  const digests = await dialogue.approve(shown, shown.filter(needsAgreement));
  const declined = shown.filter(({ record }) => !digests.has(record.digest));
  return {
    agreed: proposals.filter((proposal) => !declined.includes(proposal)),
    declined: declined.map((proposal) => ({ skill: proposal.record, reasons: approvalReasons(proposal) })),
  };
}

/** The exact state that a frozen restore is to bring cannot be reached. */
export function declinedError(declined: readonly DeclinedSkill[]): AiosError {
  const lines = declined.map(
    ({ skill: { manifest }, reasons }) =>
      `  ${manifest.id} ${manifest.version}: ${reasons.map(({ message }) => message).join(' ') || 'left out.'}`,
  );
  return new AiosError(
    `The lock file was not followed, since ${declined.length === 1 ? 'one skill was' : `${declined.length} skills were`} not agreed to; nothing was changed.\n${lines.join('\n')}`,
    {
      code: 'restore_declined',
      remedy: 'Read what is shown of it. If you agree, run `aios restore` again with --yes.',
      details: {
        declined: declined.map(({ skill: { manifest, digest }, reasons }) => ({
          id: manifest.id,
          version: manifest.version,
          digest,
          reasons,
        })),
      },
    },
  );
}
