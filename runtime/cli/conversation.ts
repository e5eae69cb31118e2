import type { Interface } from 'node:readline';
import { oneLine } from '../one-line.ts';
import { throwIfCancelled } from '../registry/cancel.ts';
import { forTerminal } from './for-terminal.ts';

/** Where questions are shown and answered. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Questions to a person at a terminal. What they type ahead or paste answers the questions to come, one line each.
 */
export class Conversation {
  private readonly terminal: Terminal;
  /** Ends a question that is being asked. */
  private readonly signal: AbortSignal;
  /** Ends it too: Ctrl+C while a line is edited. */
  private readonly interrupted = new AbortController();
  /** Lines that were typed before they were asked for. */
  private readonly ahead: string[] = [];
  /** What was begun of the next one. */
  private begun = '';
  private isEnded = false;
  private reader: Interface | undefined;
  /** Told when there is something new: a line, the end of the input, or an interruption. */
  private onNews: () => void = () => undefined;

  constructor(terminal: Terminal, signal: AbortSignal) {
    this.terminal = terminal;
    this.signal = signal;
  }

  /** Each stays one line, whatever it holds: a skill's own words must not look like a line of ours. */
  say(lines: readonly string[]): void {
    if (lines.length > 0) this.terminal.stderr.write(`${forTerminal(lines.map(oneLine).join('\n'))}\n`);
  }

  /** The terminal is read while this work lasts, and as before after it: then Ctrl+C is a signal again. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      this.closeReader();
    }
  }

  /**
   * Only in the work given to `during`.
   *
   * @returns what was answered; undefined where the input ended (Ctrl+D), and to every later question too
   * @throws AiosError `source_cancelled`
   */
  async ask(question: string): Promise<string | undefined> {
    const { stderr } = this.terminal;
    this.throwIfEnded();
    const typed = this.ahead.shift();
    if (typed !== undefined) {
      // It was seen when it was typed, but not what it answers.
      stderr.write(`${question}${forTerminal(typed)}\n`);
      return typed;
    }
    if (this.isEnded) return undefined;
    const reader = await this.openReader();
    reader.setPrompt(question);
    reader.prompt(true);
    await this.news();
    // What is typed before the next question answers no earlier one.
    reader.setPrompt('');
    const answer = this.ahead.shift();
    if (answer === undefined) stderr.write('\n');
    this.throwIfEnded();
    return answer;
  }

  /** Waits for a line, the end of the input, or an interruption. */
  private news(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.onNews = resolve;
    const ends = AbortSignal.any([this.signal, this.interrupted.signal]);
    ends.addEventListener('abort', () => resolve(), { once: true });
    if (this.ahead.length > 0 || this.isEnded || ends.aborted) resolve();
    return promise;
  }

  private throwIfEnded(): void {
    throwIfCancelled(this.signal);
    throwIfCancelled(this.interrupted.signal);
  }

  private async openReader(): Promise<Interface> {
    if (this.reader !== undefined) return this.reader;
    // Most installs ask nothing.
    const { createInterface } = await import('node:readline');
    const { stdin, stderr } = this.terminal;
    const reader = createInterface({ input: stdin, output: stderr, prompt: '' });
    this.reader = reader;
    reader.on('line', (line) => {
      this.ahead.push(line.trim());
      this.onNews();
    });
    // While a line is edited, the keys come as they are: Ctrl+C is no signal unless it is made one.
    reader.once('SIGINT', () => {
      this.interrupted.abort();
      this.closeReader();
      process.emit('SIGINT', 'SIGINT');
    });
    reader.once('close', () => {
      if (this.reader !== reader) return;
      this.reader = undefined;
      this.isEnded = true;
      this.onNews();
    });
    if (this.begun !== '') reader.write(this.begun);
    this.begun = '';
    return reader;
  }

  private closeReader(): void {
    const { reader } = this;
    if (reader === undefined) return;
    // Closed by ourselves, the input has not ended.
    this.reader = undefined;
    this.begun = reader.line;
    reader.close();
  }
}
