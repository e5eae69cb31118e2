import { stripVTControlCharacters } from 'node:util';
import { type IPty, spawn } from '@lydell/node-pty';
import { cliFile, environmentOf, type ThrowAwayHome } from './run-cli.ts';

/** The `aios` command at a terminal of its own, with somebody at the keys. */
export interface PseudoTerminal extends AsyncDisposable {
  /** Everything that was written to the terminal, escape sequences included. */
  raw(): string;
  /** The same as a person reads it: without escape sequences, one line end for all systems. */
  text(): string;
  /** Waits until the text that came since the last wait matches. Rejects when the program ends first. */
  shows(pattern: RegExp): Promise<void>;
  /** Presses keys: `\r` is Enter, `\x03` Ctrl+C, `\x04` Ctrl+D. */
  type(keys: string): void;
  /** The program's exit code, once it has ended. */
  readonly ended: Promise<number>;
}

interface Waiting {
  readonly pattern: RegExp;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts `aios` at a pseudo-terminal: a pty on Linux and macOS, ConPTY on Windows.
 *
 * @param after shell words run at the same terminal once `aios` has ended, e.g. `stty -a`; not on Windows
 */
export function startAtTerminal(
  home: ThrowAwayHome,
  words: readonly string[],
  { after }: { after?: string } = {},
): PseudoTerminal {
  const command = [cliFile, ...words];
  const [file, parameters] =
    after === undefined
      ? [process.execPath, command]
      : ['/bin/sh', ['-c', `"$0" "$@"; code=$?; ${after}; exit $code`, process.execPath, ...command]];
  // Wide enough that no line is broken by the terminal itself.
  const program = spawn(file, parameters, {
    name: 'xterm-256color',
    cols: 400,
    rows: 60,
    cwd: home.path,
    env: { ...environmentOf(home.path), TERM: 'xterm-256color' },
  });
  return watch(program);
}

function watch(program: IPty): PseudoTerminal {
  let raw = '';
  let read = 0;
  let exitCode: number | undefined;
  let waiting: Waiting | undefined;
  const text = (): string => stripVTControlCharacters(raw).replaceAll(/\r+\n/gu, '\n');
  const look = (): void => {
    if (waiting === undefined) return;
    const { pattern, resolve, reject } = waiting;
    const found = pattern.exec(text().slice(read));
    if (found !== null) read += found.index + found[0].length;
    else if (exitCode === undefined) return;
    waiting = undefined;
    if (found !== null) resolve();
    else reject(new Error(`it ended with ${exitCode} before it showed ${pattern}:\n${text()}`));
  };
  program.onData((data) => {
    raw += data;
    look();
  });
  const ended = new Promise<number>((resolve) => {
    program.onExit(({ exitCode: code }) => {
      exitCode = code;
      look();
      resolve(code);
    });
  });
  return {
    raw: () => raw,
    text,
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        waiting = { pattern, resolve, reject };
        look();
      }),
    type: (keys) => program.write(keys),
    ended,
    [Symbol.asyncDispose]: async () => {
      if (exitCode === undefined) program.kill();
      await ended;
    },
  };
}
