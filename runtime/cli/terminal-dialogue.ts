import { createInterface } from 'node:readline/promises';
import { decideAlone } from '../registry/decide.ts';
import type { InstallDialogue } from '../registry/installer.ts';
import type { SkillChoice } from '../registry/locate-skills.ts';
import type { Proposal } from '../registry/proposal.ts';
import { approvalReasons } from '../registry/proposal.ts';
import { forTerminal } from './for-terminal.ts';
import { proposalLines } from './install-text.ts';

/**
 * The person at a terminal. Nothing is asked when stdin or stderr is none, or with `--yes`.
 *
 * @param signal ends a question that is being asked
 */
export function terminalDialogue(yes: boolean, signal: AbortSignal): InstallDialogue {
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return decideAlone(yes);
  return {
    choose: (found) => chooseAtTerminal(found, signal),
    approve: async (proposals) => {
      const agreed = new Set<string>();
      for (const proposal of proposals)
        if (await approveAtTerminal(proposal, signal)) agreed.add(proposal.record.digest);
      return agreed;
    },
  };
}

async function chooseAtTerminal(
  found: readonly SkillChoice[],
  signal: AbortSignal,
): Promise<readonly SkillChoice[]> {
  say(`${found.length} skills were found:`);
  for (const [index, { id, description }] of found.entries())
    say(`  ${String(index + 1).padStart(3)}  ${id}  ${description.slice(0, 80)}`);
  const answer = await ask('Which ones? Numbers or ids, or "all": ', signal);
  if (answer === 'all') return found;
  const words = answer.split(/[\s,]+/u).filter((word) => word !== '');
  return found.filter(({ id }, index) => words.includes(id) || words.includes(String(index + 1)));
}

async function approveAtTerminal(proposal: Proposal, signal: AbortSignal): Promise<boolean> {
  const isOwn = proposal.record.source.startsWith('folder:');
  // Naming one's own folder is agreement enough, unless there is a reason to ask.
  if (isOwn && approvalReasons(proposal).length === 0) return true;
  for (const line of proposalLines(proposal)) say(line);
  const answer = await ask(
    proposal.previous === undefined ? 'Install it? [y/N] ' : 'Update it? [y/N] ',
    signal,
  );
  return /^y(?:es)?$/iu.test(answer);
}

function say(line: string): void {
  process.stderr.write(`${forTerminal(line)}\n`);
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question, { signal })).trim();
  } finally {
    terminal.close();
  }
}
