import { crc32 } from 'node:zlib';
import type { LocatedFinding } from '../run-rules.ts';
import type { ScannedText } from '../text-rule.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Tokens of GitHub and npm whose last six characters are a checksum of the thirty before them. Of GitHub's refresh
 * and fine-grained tokens it is not published what theirs is made of.
 */
const checked = /(?<![A-Za-z0-9])(?:gh[pous]|npm)_([A-Za-z0-9]{30})([A-Za-z0-9]{6})["']?$/u;

/**
 * Says whether a token carries the checksum that its maker gave it: the CRC-32 of what was drawn, in base 62, as
 * github.blog/2021-04-05-behind-githubs-new-authentication-token-formats tells.
 *
 * @param text ends in the token
 * @returns undefined when it is none of those that carry one
 */
export function hasRightChecksum(text: string): boolean | undefined {
  const [, drawn, checksum] = checked.exec(text) ?? [];
  return drawn === undefined ? undefined : checksumOf(drawn) === checksum;
}

/** @returns six characters */
export function checksumOf(drawn: string): string {
  let left = crc32(drawn);
  let written = '';
  for (let digit = 0; digit < 6; digit += 1) {
    written = `${alphabet[left % 62]}${written}`;
    left = Math.floor(left / 62);
  }
  return written;
}

/**
 * Says of each token that is found whether its checksum is right. A wrong one does not clear it: tokens are passed on
 * with a letter changed, and whoever wrote an example can say so by the letters in it.
 */
export function withChecksums(found: readonly LocatedFinding[], { text }: ScannedText): LocatedFinding[] {
  return found.map((each) => {
    const { finding, start, end } = each;
    const isRight = finding.severity === 'block' ? hasRightChecksum(text.slice(start, end)) : undefined;
    if (isRight === undefined) return each;
    const told = isRight
      ? 'Its checksum is right: it was given out'
      : 'Its checksum is wrong, as in an example';
    return { ...each, finding: { ...finding, message: `${finding.message}. ${told}` } };
  });
}
