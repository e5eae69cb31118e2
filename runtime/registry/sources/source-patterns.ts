/**
 * How each kind of source is told by the look of its text, in light code of its own: nothing heavy is loaded for the
 * kinds that a text is not.
 */
import { isArchiveName } from './archive-name.ts';
import { readGitText } from './git/parse-git-text.ts';

/** `folder:/absolute/path`, as the registry remembers it. A folder that is there is told by looking. */
export function matchesFolder(text: string): boolean {
  return text.startsWith('folder:');
}

/** `npm:name`, `npm:@scope/name@range`. */
export function matchesNpm(text: string): boolean {
  return text.startsWith('npm:');
}

/** `clawhub:slug`, `clawhub:owner/slug@version`. */
export function matchesClawhub(text: string): boolean {
  return text.startsWith('clawhub:');
}

/** `owner/repo`, an address that git knows or that of a repository's page, and not one of an archive. */
export function matchesGit(text: string): boolean {
  return !isPath(text) && readGitText(text) !== undefined;
}

/** An archive's file name, or its address. */
export function matchesArchive(text: string): boolean {
  const url = webAddress(text);
  return isArchiveName(url === undefined ? text : url.pathname) && !matchesGit(text);
}

/** A web site: an http(s) address that is neither git's nor an archive's. */
export function matchesWellKnown(text: string): boolean {
  return webAddress(text) !== undefined && !matchesGit(text) && !matchesArchive(text);
}

/** A path by its looks: nothing else begins so. */
export function isPath(text: string): boolean {
  return /^(?:[./~\\]|[A-Za-z]:[/\\])/u.test(text);
}

function webAddress(text: string): URL | undefined {
  return /^https?:\/\//iu.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}
