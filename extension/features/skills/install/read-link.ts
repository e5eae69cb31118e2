import { AiosError } from '../../../../runtime/errors.ts';
import {
  isPath,
  matchesArchive,
  matchesClawhub,
  matchesFolder,
  matchesGit,
  matchesNpm,
  matchesWellKnown,
} from '../../../../runtime/registry/sources/source-patterns.ts';

/** Longer than any address that a person can read before they agree to it. */
const longest = 300;
/** Spaces, and what is not seen or reorders what is. A source's text has none. */
const odd = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;
/** Letters of other alphabets pass for those of this one. */
const beyondAscii = /[^\x20-\x7e]/u;

/**
 * Reads `vscode://aios.aios/install?source=…`. A link may name a place on the internet only: what stands on this
 * machine is nothing that a web page should point at.
 *
 * @param path of the link
 * @param query of the link, decoded once
 * @returns the source as it is to be shown and fetched
 * @throws AiosError `link_refused`
 */
export function readInstallLink(path: string, query: string): string {
  if (path !== '/install') throw refused(`It asks for ${JSON.stringify(path.slice(0, 40))}, not /install.`);
  const parameters = new URLSearchParams(query);
  const sources = parameters.getAll('source');
  const [source = ''] = sources;
  if (sources.length !== 1 || source === '' || [...parameters.keys()].length !== 1)
    throw refused('It must name one source and nothing else.');
  if (source.length > longest) throw refused(`Its source is longer than ${longest} characters.`);
  if (odd.test(source) || beyondAscii.test(source))
    throw refused('Its source holds spaces or characters that are easily mistaken for others.');
  if (source.startsWith('-') || isPath(source) || matchesFolder(source) || /^file:/iu.test(source))
    throw refused('Its source is a place on this machine.');
  if (!isRemote(source)) throw refused('Its source is of no kind that is known.');
  return source;
}

function isRemote(source: string): boolean {
  if (matchesNpm(source) || matchesClawhub(source) || matchesGit(source)) return true;
  return /^https?:/iu.test(source) && (matchesArchive(source) || matchesWellKnown(source));
}

function refused(why: string): AiosError {
  return new AiosError(`The link was not followed. ${why}`, {
    code: 'link_refused',
    remedy: 'Ask whoever gave it to you for the source, and put that into Install Skill…',
  });
}
