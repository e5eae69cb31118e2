import type { Environment } from '../ports.ts';
import { pathOf } from './base-folders.ts';
import type { JsonValue } from './formats/config-format.ts';

/** How a config may spell the person's home. */
const homeSpellings = /^~(?=[\\/])|\$HOME\b|\$\{(?:env:)?(?:HOME|USERPROFILE|userHome)\}|%USERPROFILE%/gu;

/**
 * Whether a server's entry starts our launcher, under whatever name it stands: as a copy made by hand does, also with
 * the home spelled as a variable, or behind a shell.
 *
 * @param launcher absolute
 */
export function startsOurServer(entry: JsonValue, launcher: string, environment: Environment): boolean {
  const own = plain(launcher, environment);
  return commandLine(entry).some((word) => {
    const text = plain(
      word.replace(homeSpellings, () => environment.home),
      environment,
    );
    return text.split(/["'\s]+/u).includes(own) || text === own;
  });
}

/** The words of an entry that are run: whatever its client calls them, and nothing of its environment. */
function commandLine(entry: JsonValue): string[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
  const { command, cmd, path, args } = entry;
  const parts = [command, cmd, path, args].flatMap((part) => {
    // Zed had the command as an object of its own.
    return typeof part === 'object' && part !== null && !Array.isArray(part)
      ? [part.path ?? null, part.args ?? null].flat()
      : (part ?? []);
  });
  return parts.flat().filter((part) => typeof part === 'string');
}

function plain(text: string, environment: Environment): string {
  const { platform } = environment;
  const spelled = platform === 'win32' ? text.replaceAll('/', '\\').toLowerCase() : text;
  return pathOf(environment).normalize(spelled);
}
