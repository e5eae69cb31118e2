import semver from 'semver';
import { AiosError } from '../../../errors.ts';

export interface NpmText {
  /** `name` or `@scope/name`. */
  readonly name: string;
  /** A version, a range or a tag, as it was written. Undefined for the tag `latest`. */
  readonly wanted: string | undefined;
}

const prefix = 'npm:';
/** What packages may be called (validate-npm-package-name), and a spec may follow. */
const form =
  /^(?<name>(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*)(?:@(?<wanted>[^@/:\\#?%]*))?$/iu;
/** What tags are called: nothing that an address would have to escape. */
const tag = /^[a-z][\w.~-]*$/iu;
const maxNameLength = 214;

/**
 * Reads `npm:name`, `npm:@scope/name@^1.2.0`, `npm:name@next`. Only what a registry keeps can be asked for: no address,
 * no path, no repository and no other name.
 *
 * @throws AiosError `source_refused`
 */
export function parseNpmText(text: string): NpmText {
  const { name, wanted } =
    form.exec(text.startsWith(prefix) ? text.slice(prefix.length) : text)?.groups ?? {};
  const isRefused =
    name === undefined ||
    name.length > maxNameLength ||
    (wanted !== undefined && wanted !== '' && semver.validRange(wanted) === null && !tag.test(wanted));
  if (isRefused)
    throw new AiosError(`${JSON.stringify(text)} is no package of a registry.`, {
      code: 'source_refused',
      remedy: 'Write npm:name or npm:@scope/name, and @version, @range or @tag after it.',
    });
  return { name, wanted: wanted?.trim() || undefined };
}

/** Writes it in the form that `parseNpmText` reads. */
export function writeNpmText({ name, wanted }: NpmText): string {
  return wanted === undefined ? `${prefix}${name}` : `${prefix}${name}@${wanted}`;
}
