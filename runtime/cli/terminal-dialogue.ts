import { throwIfCancelled } from '../registry/cancel.ts';
import { decideAlone } from '../registry/decide.ts';
import type { InstallDialogue } from '../registry/installer.ts';
import type { SkillChoice } from '../registry/locate-skills.ts';
import { approvalReasons, type Proposal } from '../registry/proposal.ts';
import { forTerminal } from './for-terminal.ts';
import { oneLine, overviewLines, proposalLines } from './install-text.ts';

/** Where questions are shown and answered. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

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
    choose: (found) => choose(found, conversation),
    approve: (proposals) => approve(proposals, conversation),
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
  const answer = await conversation.ask('Which ones? Numbers or ids, or "all": ');
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
  const agreed = new Set(others.map(({ record }) => record.digest));
  for (const proposal of asked) {
    conversation.say(proposalLines(proposal));
    const question = proposal.previous === undefined ? 'Install it? [y/N] ' : 'Update it? [y/N] ';
    if (/^y(?:es)?$/iu.test(await conversation.ask(question))) agreed.add(proposal.record.digest);
  }
  return agreed;
}

/** Whoever names a folder of their own is shown what is in it, and asked only where there is a reason to. */
function isAskedAbout(proposal: Proposal): boolean {
  return !proposal.record.source.startsWith('folder:') || approvalReasons(proposal).length > 0;
}

class Conversation {
  private readonly terminal: Terminal;
  private readonly signal: AbortSignal;

  constructor(terminal: Terminal, signal: AbortSignal) {
    this.terminal = terminal;
    this.signal = signal;
  }

  /** Each stays one line, whatever it holds: a skill's own words must not look like a line of ours. */
  say(lines: readonly string[]): void {
    if (lines.length > 0) this.terminal.stderr.write(`${forTerminal(lines.map(oneLine).join('\n'))}\n`);
  }

  /** @returns what was answered; nothing where the input ended (Ctrl+D) @throws AiosError `source_cancelled` */
  async ask(question: string): Promise<string> {
    const { stdin, stderr } = this.terminal;
    // Most installs ask nothing.
    const { createInterface } = await import('node:readline/promises');
    const lines = createInterface({ input: stdin, output: stderr });
    const interrupted = new AbortController();
    const ended = new AbortController();
    // While a line is edited, the keys come as they are: Ctrl+C is no signal unless it is made one.
    lines.once('SIGINT', () => {
      interrupted.abort();
      process.emit('SIGINT', 'SIGINT');
    });
    // An old Node.js would wait for ever for the answer.
    lines.once('close', () => ended.abort());
    try {
      const signal = AbortSignal.any([this.signal, interrupted.signal, ended.signal]);
      return (await lines.question(question, { signal })).trim();
    } catch (error) {
      stderr.write('\n');
      throwIfCancelled(this.signal);
      throwIfCancelled(interrupted.signal);
      if (ended.signal.aborted) return '';
      throw error;
    } finally {
      lines.close();
    }
  }
}
