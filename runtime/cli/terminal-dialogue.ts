import { createInterface } from 'node:readline/promises';
import { throwIfCancelled } from '../registry/cancel.ts';
import { decideAlone } from '../registry/decide.ts';
import type { InstallDialogue } from '../registry/installer.ts';
import type { SkillChoice } from '../registry/locate-skills.ts';
import { approvalReasons, type Proposal } from '../registry/proposal.ts';
import { forTerminal } from './for-terminal.ts';
import { oneLine, proposalLines } from './install-text.ts';

/** Where questions are shown and answered. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * The person at a terminal. Nothing is asked when stdin or stderr is none, or with `--yes`.
 *
 * @param signal ends a question that is being asked
 */
export function terminalDialogue(
  yes: boolean,
  signal: AbortSignal,
  terminal: Terminal = process,
): InstallDialogue {
  if (yes || !terminal.stdin.isTTY || !terminal.stderr.isTTY) return decideAlone(yes);
  const conversation = new Conversation(terminal, signal);
  return {
    choose: (found) => choose(found, conversation),
    approve: async (proposals) => {
      const agreed = new Set<string>();
      for (const proposal of proposals)
        if (await approve(proposal, conversation)) agreed.add(proposal.record.digest);
      return agreed;
    },
  };
}

async function choose(
  found: readonly SkillChoice[],
  conversation: Conversation,
): Promise<readonly SkillChoice[]> {
  conversation.say(`${found.length} skills were found:`);
  for (const [index, { id, description }] of found.entries())
    conversation.say(`  ${String(index + 1).padStart(3)}  ${id}  ${description.slice(0, 80)}`);
  const answer = await conversation.ask('Which ones? Numbers or ids, or "all": ');
  if (answer === 'all') return found;
  const words = answer.split(/[\s,]+/u).filter((word) => word !== '');
  return found.filter(({ id }, index) => words.includes(id) || words.includes(String(index + 1)));
}

async function approve(proposal: Proposal, conversation: Conversation): Promise<boolean> {
  const isOwn = proposal.record.source.startsWith('folder:');
  // Naming one's own folder is agreement enough, unless there is a reason to ask.
  if (isOwn && approvalReasons(proposal).length === 0) return true;
  for (const line of proposalLines(proposal)) conversation.say(line);
  const question = proposal.previous === undefined ? 'Install it? [y/N] ' : 'Update it? [y/N] ';
  return /^y(?:es)?$/iu.test(await conversation.ask(question));
}

class Conversation {
  private readonly terminal: Terminal;
  private readonly signal: AbortSignal;

  constructor(terminal: Terminal, signal: AbortSignal) {
    this.terminal = terminal;
    this.signal = signal;
  }

  /** One line, whatever it holds: a skill's own words must not look like a line of ours. */
  say(line: string): void {
    this.terminal.stderr.write(`${forTerminal(oneLine(line))}\n`);
  }

  /** @returns what was answered; nothing where the input ended (Ctrl+D) @throws AiosError `source_cancelled` */
  async ask(question: string): Promise<string> {
    const { stdin, stderr } = this.terminal;
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
