#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { checkClientIds } from '../client/locate.ts';
import { AiosError, fileError, messageOf, systemErrorCode } from '../errors.ts';
import { createRuntime } from '../runtime.ts';
import { version } from '../version.ts';
import type { Command, CommandResult } from './command.ts';
import { commands } from './commands.ts';
import { forTerminal } from './for-terminal.ts';
import { terminalPorts } from './host.ts';

/** The oldest Node.js the bundles are built for; it also is what clients will start the server with. */
const oldestNode = 22;
/** Exit code for a command line that makes no sense. */
const usageError = 2;
/** The errors that say so. */
const usageCodes = ['usage', 'client_unknown'];

// The reader of what is printed may stop early (`aios list | head -1`): that is no failure of ours.
process.stdout.on('error', (error) => {
  if (systemErrorCode(error) === 'EPIPE') return;
  process.stderr.write(`aios: Could not print the result: ${error.message}\n`);
  process.exit(1);
});
process.stderr.on('error', () => undefined);
process.exitCode = await main(process.argv.slice(2));

async function main(words: string[]): Promise<number> {
  const asksJson = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined).includes('--json');
  try {
    const { values, positionals } = parse(words);
    checkNode();
    const [name, ...rest] = positionals;
    if (values.version) return await printVersion(asksJson);
    if (name === undefined || name === 'help') return await help(rest[0], asksJson);
    const command = find(name);
    if (values.help) return await help(name, asksJson);
    checkUsage(name, command, rest, values);
    const result = await run(command, rest, values);
    print(asksJson ? JSON.stringify(result.json, undefined, 2) : forTerminal(result.text));
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

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
        client: { type: 'string', multiple: true, default: [] },
        'dry-run': { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
        keep: { type: 'boolean', default: false },
        format: { type: 'string' },
        out: { type: 'string' },
        accept: { type: 'string' },
        restore: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw usage(message.replace(/\.?$/u, '.'), 'Run `aios help` to see the commands and options.');
  }
}

type Values = ReturnType<typeof parse>['values'];

async function run(command: Command, positionals: string[], values: Values): Promise<CommandResult> {
  const workingFolder = findWorkingFolder();
  const runtime = createRuntime(terminalPorts(values.home, values.verbose));
  try {
    return await command.run({
      runtime,
      positionals,
      workingFolder,
      options: {
        client: checkClientIds(values.client.flatMap((list) => list.split(','))),
        dryRun: values['dry-run'],
        yes: values.yes,
        keep: values.keep,
        format: values.format,
        out: values.out,
        accept: values.accept,
        restore: values.restore,
      },
    });
  } finally {
    runtime.dispose();
  }
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

function checkUsage(name: string, command: Command, given: readonly string[], values: Values): void {
  const [least, most] = command.positionals;
  const howToCall = `Usage: aios ${command.usage}`;
  if (given.length < least || given.length > most) {
    const problem = given.length < least ? 'needs more' : 'takes fewer';
    throw usage(`\`aios ${name}\` ${problem} words than ${given.length}.`, howToCall);
  }
  for (const option of ['client', 'dry-run', 'keep', 'restore', 'format', 'out', 'accept'] as const) {
    const value = values[option];
    const isGiven = Array.isArray(value) ? value.length > 0 : value;
    // Passing over it in silence would do more than was asked, as with `remove ID --client cursor`.
    if (isGiven && !command.options?.includes(option))
      throw usage(`\`aios ${name}\` knows no --${option}.`, howToCall);
  }
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
    ...all.map(({ usage: line, summary }) => `  ${line.padEnd(46)} ${summary}`),
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found something.',
    'HOME decides where clients are looked for; AIOS_HOME or --home where AI OS keeps its own files.',
  ];
  return print(lines.join('\n'));
}

function print(text: string): 0 {
  if (text !== '') process.stdout.write(`${text}\n`);
  return 0;
}

function fail(error: unknown, asJson: boolean): number {
  const { code, message, remedy, file, line, column } = AiosError.is(error) ? error : unexpected(error);
  if (asJson) print(JSON.stringify({ error: { code, message, remedy, file, line, column } }, undefined, 2));
  else process.stderr.write(`${forTerminal(`aios: ${message}\n${remedy}`)}\n`);
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
