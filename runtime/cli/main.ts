#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { AiosError, fileError } from '../errors.ts';
import type { Command, CommandResult } from './command.ts';
import { commands } from './commands.ts';

/** The oldest Node.js the bundles are built for; it also is what clients will start the server with. */
const oldestNode = 22;
/** Exit code for a command line that makes no sense. */
const usageError = 2;

interface GlobalOptions {
  readonly json: boolean;
  readonly home: string | undefined;
  readonly verbose: boolean;
}

process.exitCode = await main(process.argv.slice(2));

async function main(words: string[]): Promise<number> {
  const asksJson = words.includes('--json');
  try {
    const { values, positionals } = parse(words);
    checkNode();
    const [name, ...rest] = positionals;
    if (values.version) return print((await import('../version.ts')).version, asksJson);
    if (name === undefined || name === 'help' || values.help)
      return help(rest[0] ?? (name === 'help' ? undefined : name));
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (load === undefined)
      throw usage(`There is no command "${name}".`, 'Run `aios help` to see the commands.');
    const command = await load();
    checkPositionals(name, command, rest);
    const result = await run(command, rest, values);
    print(values.json ? JSON.stringify(result.json, undefined, 2) : result.text, false);
    return result.exitCode;
  } catch (error) {
    return fail(error, asksJson);
  }
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
  const { createRuntime } = await import('../runtime.ts');
  const { terminalPorts } = await import('./host.ts');
  const { checkClientIds } = await import('../client/locate.ts');
  const options: GlobalOptions = { json: values.json, home: values.home, verbose: values.verbose };
  const runtime = createRuntime(terminalPorts(options.home, options.verbose));
  try {
    return await command.run({
      runtime,
      positionals,
      workingFolder: process.cwd(),
      options: {
        client: checkClientIds(values.client.flatMap((list) => list.split(','))),
        dryRun: values['dry-run'],
        yes: values.yes,
        keep: values.keep,
        restore: values.restore,
      },
    });
  } finally {
    runtime.dispose();
  }
}

function checkNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= oldestNode) return;
  throw new AiosError(`AI OS needs Node.js ${oldestNode} or newer; this is ${process.versions.node}.`, {
    code: 'node_too_old',
    remedy: 'Install a newer Node.js, or use the AI OS extension in your editor, which brings its own.',
  });
}

function checkPositionals(name: string, command: Command, given: readonly string[]): void {
  const [least, most] = command.positionals;
  if (given.length >= least && given.length <= most) return;
  const problem = given.length < least ? 'needs more' : 'takes fewer';
  throw usage(`\`aios ${name}\` ${problem} words than ${given.length}.`, `Usage: aios ${command.usage}`);
}

async function help(name: string | undefined): Promise<number> {
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) {
    const { usage: line, summary } = await load();
    return print(`${summary}\n\nUsage: aios ${line}`, false);
  }
  const lines = [
    'AI OS: install a skill once, use it in every AI client.',
    '',
    'Usage: aios [--home DIR] [--json] COMMAND …',
    '',
  ];
  for (const loadCommand of Object.values(commands)) {
    const command = await loadCommand();
    lines.push(`  ${command.usage.padEnd(46)} ${command.summary}`);
  }
  lines.push(
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found something.',
    'HOME decides where clients are looked for; AIOS_HOME or --home where AI OS keeps its own files.',
  );
  return print(lines.join('\n'), false);
}

function print(text: string, asJson: boolean): 0 {
  const line = asJson ? JSON.stringify(text) : text;
  if (line !== '') process.stdout.write(`${line}\n`);
  return 0;
}

function fail(error: unknown, asJson: boolean): number {
  const { code, message, remedy, file, line, column } = AiosError.is(error)
    ? error
    : fileError(error, 'work in', process.cwd());
  if (asJson)
    process.stdout.write(
      `${JSON.stringify({ error: { code, message, remedy, file, line, column } }, undefined, 2)}\n`,
    );
  else process.stderr.write(`aios: ${message}\n${remedy}\n`);
  if (!AiosError.is(error) && process.argv.includes('--verbose'))
    process.stderr.write(`${String((error as Error).stack)}\n`);
  return code === 'usage' ? usageError : 1;
}

function usage(message: string, remedy: string): AiosError {
  return new AiosError(message, { code: 'usage', remedy });
}
