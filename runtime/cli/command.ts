import type { Runtime } from '../runtime.ts';
import type { CommandOption, CommandOptions } from './options.ts';

/** What a command needs of the process it runs in. */
export interface CommandContext {
  readonly runtime: Runtime;
  /** Words after the command, options taken out. */
  readonly positionals: readonly string[];
  readonly options: CommandOptions;
  /** What relative paths are relative to, absolute. */
  readonly workingFolder: string;
  /** Aborted when the person presses Ctrl+C. */
  readonly signal: AbortSignal;
  /** Tells the person at the terminal what is going on, on stderr. */
  readonly say: (message: string) => void;
}

/** What a command found or did. With `--json` the one is printed, without it the other. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 3;
  readonly json: unknown;
  /** Worked out only when it is printed, where that takes long. */
  readonly text: string | (() => string);
}

export interface Command {
  /** After `aios `, e.g. `install FOLDER [--client ID…]`. */
  readonly usage: string;
  readonly summary: string;
  /** How many words must follow the command. */
  readonly positionals: readonly [least: number, most: number];
  /** What it takes besides --home, --json, --verbose and --yes; anything else is wrong usage. */
  readonly options?: readonly CommandOption[];
  run(context: CommandContext): Promise<CommandResult>;
}
