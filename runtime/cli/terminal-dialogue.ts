import { decideAlone } from '../registry/decide.ts';
import type { InstallDialogue } from '../registry/installer.ts';
import type { SkillChoice } from '../registry/locate-skills.ts';
import { approvalReasons, type Proposal } from '../registry/proposal.ts';
import { Conversation, type Terminal } from './conversation.ts';
import { overviewLines, proposalLines } from './install-text.ts';

/**
 * The person at a terminal. What is about to be switched in is always said first; nothing is asked when stdin or stderr
 * is no terminal, or with `--yes`.
 *
 * @param signal ends a question that is being asked
 */
export function terminalDialogue(
  yes: boolean,
  signal: AbortSignal,
  terminal: Terminal = process,
): InstallDialogue {
  const conversation = new Conversation(terminal, signal);
  if (yes || !terminal.stdin.isTTY || !terminal.stderr.isTTY) {
    const { choose: chooseAlone, approve: approveAlone } = decideAlone(yes);
    return {
      choose: chooseAlone,
      approve: (proposals) => {
        conversation.say(overviewLines(proposals));
        return approveAlone(proposals);
      },
    };
  }
  return {
    choose: (found) => conversation.during(() => choose(found, conversation)),
    approve: (proposals) => conversation.during(() => approve(proposals, conversation)),
  };
}

async function choose(
  found: readonly SkillChoice[],
  conversation: Conversation,
): Promise<readonly SkillChoice[]> {
  conversation.say([
    `${found.length} skills were found:`,
    ...found.map(
      ({ id, description }, index) =>
        `  ${String(index + 1).padStart(3)}  ${id}  ${description.slice(0, 80)}`,
    ),
  ]);
  const answer = (await conversation.ask('Which ones? Numbers or ids, or "all": ')) ?? '';
  if (answer === 'all') return found;
  const words = answer.split(/[\s,]+/u).filter((word) => word !== '');
  return found.filter(({ id }, index) => words.includes(id) || words.includes(String(index + 1)));
}

/** Shows everything, what is not asked about first. @returns the digests of what may be switched in */
async function approve(
  proposals: readonly Proposal[],
  conversation: Conversation,
): Promise<ReadonlySet<string>> {
  const asked = proposals.filter(isAskedAbout);
  const others = proposals.filter((proposal) => !asked.includes(proposal));
  conversation.say(overviewLines(others));
  const agreed = [...others, ...(await askAboutEach(asked, conversation))];
  return new Set(agreed.map(({ record }) => record.digest));
}

/** Each is shown before it is asked about. @returns those agreed to */
async function askAboutEach(
  asked: readonly Proposal[],
  conversation: Conversation,
): Promise<readonly Proposal[]> {
  const agreed: Proposal[] = [];
  for (const [index, proposal] of asked.entries()) {
    conversation.say(proposalLines(proposal));
    const left = asked.slice(index + 1);
    const answers = left.length > 0 ? '[y/N/all/none]' : '[y/N]';
    const question = proposal.previous === undefined ? 'Install it?' : 'Update it?';
    const answer = await conversation.ask(`${question} ${answers} `);
    if (answer === undefined || /^none$/iu.test(answer)) return agreed;
    const isAll = left.length > 0 && /^a(?:ll)?$/iu.test(answer);
    if (isAll || isYes(answer)) agreed.push(proposal);
    if (isAll) return [...agreed, ...(await askAboutAll(left, conversation))];
  }
  return agreed;
}

/** Nobody agrees to what they have not seen: what is left is shown first, all of it, and asked about once. */
async function askAboutAll(
  left: readonly Proposal[],
  conversation: Conversation,
): Promise<readonly Proposal[]> {
  conversation.say(overviewLines(left));
  const them = left.length === 1 ? 'this one' : `these ${left.length}`;
  const answer = await conversation.ask(`And ${them}, as shown here? [y/N] `);
  return answer !== undefined && isYes(answer) ? left : [];
}

function isYes(answer: string): boolean {
  return /^y(?:es)?$/iu.test(answer);
}

/** Whoever names a folder of their own is shown what is in it, and asked only where there is a reason to. */
function isAskedAbout(proposal: Proposal): boolean {
  return !proposal.record.source.startsWith('folder:') || approvalReasons(proposal).length > 0;
}
