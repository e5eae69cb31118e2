import { AiosError } from '../../../errors.ts';
import { isVersionOrRange } from '../choose-version.ts';

export interface ClawhubText {
  /** Who publishes it. Slugs are not unique: without an owner, the one there is. */
  readonly owner: string | undefined;
  readonly slug: string;
  /** A version or a range. Undefined for the newest. */
  readonly wanted: string | undefined;
}

const prefix = 'clawhub:';
const form =
  /^(?:@?(?<owner>[A-Za-z0-9][A-Za-z0-9._-]{0,63})\/)?(?<slug>[a-z0-9][a-z0-9._-]{0,127})(?:@(?<wanted>.{1,128}))?$/u;

/**
 * Reads `clawhub:slug`, `clawhub:owner/slug`, with `@version` or `@range`.
 *
 * @throws AiosError `source_refused`
 */
export function parseClawhubText(text: string): ClawhubText {
  const { owner, slug, wanted } = form.exec(text.slice(prefix.length))?.groups ?? {};
  if (!text.startsWith(prefix) || slug === undefined || (wanted !== undefined && !isWanted(wanted)))
    throw new AiosError(`${JSON.stringify(text)} is no skill of ClawHub.`, {
      code: 'source_refused',
      remedy: 'Write clawhub:slug or clawhub:owner/slug, and @version or @range after it.',
    });
  return { owner, slug, wanted: wanted === 'latest' ? undefined : wanted };
}

/** Writes it in the form that `parseClawhubText` reads. */
export function writeClawhubText({ owner, slug, wanted }: ClawhubText): string {
  return `${prefix}${owner === undefined ? '' : `${owner}/`}${slug}${wanted === undefined ? '' : `@${wanted}`}`;
}

function isWanted(wanted: string): boolean {
  return wanted === 'latest' || isVersionOrRange(wanted);
}
