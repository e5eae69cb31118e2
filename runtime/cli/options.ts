import { parseArgs } from 'node:util';
import { AiosError } from '../errors.ts';

/** What every command takes. */
const commonOptions = {
  json: { type: 'boolean', default: false },
  home: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
} as const;

/** What only some commands take; each names its own in `Command.options`. */
const commandOptions = {
  accept: { type: 'string' },
  adopt: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  'allow-host': { type: 'string', multiple: true, default: [] as string[] },
  client: { type: 'string', multiple: true, default: [] as string[] },
  deliver: { type: 'string', multiple: true, default: [] as string[] },
  'dry-run': { type: 'boolean', default: false },
  format: { type: 'string' },
  frozen: { type: 'boolean', default: false },
  'is-quit': { type: 'string', multiple: true, default: [] as string[] },
  keep: { type: 'boolean', default: false },
  leave: { type: 'string', multiple: true, default: [] as string[] },
  link: { type: 'boolean', default: false },
  out: { type: 'string' },
  project: { type: 'boolean', default: false },
  restore: { type: 'boolean', default: false },
  skill: { type: 'string', multiple: true, default: [] as string[] },
  to: { type: 'string' },
  verify: { type: 'boolean', default: false },
} as const;

/** An option that only some commands know, as it is typed after `--`. */
export type CommandOption = keyof typeof commandOptions;

export type CommandLine = ReturnType<typeof parseCommandLine>;
type Values = CommandLine['values'];

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** The options' values by their names in camel case: `--dry-run` is `dryRun`. */
export type CommandOptions = { readonly [Name in keyof Values & string as CamelCase<Name>]: Values[Name] };

/** @throws AiosError `usage` */
export function parseCommandLine(words: string[]) {
  try {
    const options = { ...commonOptions, ...commandOptions };
    return parseArgs({ args: words, allowPositionals: true, options });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new AiosError(message.replace(/\.?$/u, '.'), {
      code: 'usage',
      remedy: 'Run `aios help` to see the commands and options.',
    });
  }
}

export function optionsOf(values: Values): CommandOptions {
  const camelCase = (name: string): string =>
    name.replace(/-(?<letter>[a-z])/gu, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [camelCase(name), value]),
  ) as unknown as CommandOptions;
}

/** @returns the options that were given and that only some commands know */
export function givenOptions(values: Values): CommandOption[] {
  return (Object.keys(commandOptions) as CommandOption[]).filter((option) => {
    const value = values[option];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
  });
}
