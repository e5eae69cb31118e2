import { AiosError, fileError, messageOf, systemErrorCode } from '../errors.ts';
import { oneLine, ownLines } from '../one-line.ts';
import { createRuntime } from '../runtime.ts';
import { version } from '../version.ts';
import { checkClientIds } from './check-client-ids.ts';
import type { Command, CommandResult } from './command.ts';
import { commands } from './commands.ts';
import { forTerminal } from './for-terminal.ts';
import { terminalPorts } from './host.ts';
import { type CommandLine, givenOptions, optionsOf, parseCommandLine } from './options.ts';

/** The oldest Node.js the bundles are built for; it also is what clients will start the server with. */
const oldestNode = 22;
/** Exit code for a command line that makes no sense. */
const usageError = 2;
/** The errors that say so. */
const usageCodes = ['usage', 'client_unknown'];

/**
 * Runs one command line and prints what it found.
 *
 * @param words what was typed after `aios`
 * @param distribution the folder that the product's bundles stand in, absolute
 * @returns the exit code
 */
export async function runCommandLine(words: string[], distribution: string): Promise<number> {
  // The reader of what is printed may stop early (`aios list | head -1`): that is no failure of ours.
  process.stdout.on('error', (error) => {
    if (systemErrorCode(error) === 'EPIPE') return;
    process.stderr.write(`aios: Could not print the result: ${error.message}\n`);
    process.exit(1);
  });
  process.stderr.on('error', () => undefined);
  const asksJson = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined).includes('--json');
  try {
    const { values, positionals } = parseCommandLine(words);
    checkNode();
    const [name, ...rest] = positionals;
    if (values.version) return await printVersion(asksJson);
    if (name === undefined || name === 'help') return await help(rest[0], asksJson);
    const command = find(name);
    if (values.help) return await help(name, asksJson);
    checkUsage(name, command, rest, values);
    const result = await run(command, rest, values, distribution);
    print(asksJson ? JSON.stringify(result.json, undefined, 2) : forTerminal(textOf(result)));
    return result.exitCode;
  } catch (error) {
    return fail(error, asksJson);
  }
}

function find(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    throw usage(`There is no command "${name}".`, 'Run `aios help` to see the commands.');
  return command;
}

async function run(
  command: Command,
  positionals: string[],
  values: CommandLine['values'],
  distribution: string,
): Promise<CommandResult> {
  const workingFolder = findWorkingFolder();
  const options = optionsOf(values);
  const runtime = createRuntime(terminalPorts(options, distribution));
  try {
    return await command.run({
      runtime,
      positionals,
      workingFolder,
      signal: abortOnInterrupt(),
      say: (message) => void process.stderr.write(`${forTerminal(oneLine(message))}\n`),
      options: { ...options, client: checkClientIds(options.client) },
    });
  } finally {
    runtime.dispose();
  }
}

/** The first Ctrl+C lets the command end and clean up; the second ends the process. */
function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(cancelled()));
  return controller.signal;
}

function cancelled(): AiosError {
  return new AiosError('Cancelled; nothing was changed.', {
    code: 'source_cancelled',
    remedy: 'Run the command again when you like.',
  });
}

function findWorkingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new AiosError('The folder this command was started in no longer exists.', {
      code: 'working_folder_gone',
      remedy: 'Change to a folder that exists and run the command again.',
      cause,
    });
  }
}

function checkNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return;
  throw new AiosError(`AI OS needs Node.js ${oldestNode} or newer; this is ${process.versions.node}.`, {
    code: 'node_too_old',
    remedy: 'Install a newer Node.js, or use the AI OS extension in your editor, which brings its own.',
  });
}

function checkUsage(
  name: string,
  command: Command,
  given: readonly string[],
  values: CommandLine['values'],
): void {
  const [least, most] = command.positionals;
  const howToCall = `Usage: aios ${command.usage}`;
  if (given.length < least || given.length > most) {
    const problem = given.length < least ? 'needs more' : 'takes fewer';
    throw usage(`\`aios ${name}\` ${problem} words than ${given.length}.`, howToCall);
  }
  // Passing over it in silence would do more than was asked, as with `remove ID --client cursor`.
  const unknown = givenOptions(values).find((option) => !command.options?.includes(option));
  if (unknown !== undefined) throw usage(`\`aios ${name}\` knows no --${unknown}.`, howToCall);
  if (values.home === '')
    throw usage('--home is empty.', 'Give a folder, or leave --home out for the usual one.');
}

async function printVersion(asJson: boolean): Promise<0> {
  return print(asJson ? JSON.stringify({ version }) : version);
}

async function help(name: string | undefined, asJson: boolean): Promise<0> {
  if (name !== undefined) {
    const { usage: line, summary } = find(name);
    return print(asJson ? JSON.stringify({ usage: line, summary }) : `${summary}\n\nUsage: aios ${line}`);
  }
  const all = Object.values(commands);
  if (asJson) {
    return print(
      JSON.stringify({ commands: all.map(({ usage: line, summary }) => ({ usage: line, summary })) }),
    );
  }
  const lines = [
    'AI OS: install a skill once, use it in every AI client.',
    '',
    'Usage: aios [--home DIR] [--json] COMMAND …',
    '',
    ...all.map(({ usage: line, summary }) => `  ${withoutOptions(line).padEnd(20)} ${summary}`),
    '',
    '`aios help COMMAND` shows its options.',
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found something.',
    'HOME decides where clients are looked for; AIOS_HOME or --home where AI OS keeps its own files.',
  ];
  return print(lines.join('\n'));
}

function textOf({ text }: CommandResult): string {
  return typeof text === 'string' ? text : text();
}

/** `install SOURCE [--client ID…]` is `install SOURCE`. */
function withoutOptions(line: string): string {
  return line.replace(/ \[?--.*$/u, '');
}

function print(text: string): 0 {
  if (text !== '') process.stdout.write(`${text}\n`);
  return 0;
}

function fail(error: unknown, asJson: boolean): number {
  const { code, message, remedy, file, line, column, details } = AiosError.is(error)
    ? error
    : unexpected(error);
  const json = { error: { code, message, remedy, file, line, column, details } };
  if (asJson) print(JSON.stringify(json, undefined, 2));
  else
    process.stderr.write(
      `${forTerminal([...ownLines(`aios: ${message}`), ...ownLines(remedy)].join('\n'))}\n`,
    );
  if (!AiosError.is(error) && process.argv.includes('--verbose'))
    process.stderr.write(`${String((error as Error).stack)}\n`);
  return usageCodes.includes(code) ? usageError : 1;
}

/** What nobody foresaw: a system's refusal still names its path, the rest is ours to mend. */
function unexpected(error: unknown): AiosError {
  const path = error instanceof Error && 'path' in error ? String(error.path) : undefined;
  if (path !== undefined) return fileError(error, 'use', path);
  return new AiosError(`Something went wrong inside AI OS: ${messageOf(error)}.`, {
    code: 'internal',
    remedy: 'Run the command again with --verbose and report what it prints.',
    cause: error,
  });
}

function usage(message: string, remedy: string): AiosError {
  return new AiosError(message, { code: 'usage', remedy });
}
