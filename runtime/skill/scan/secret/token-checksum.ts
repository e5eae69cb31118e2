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

/** @returns what refuses, as a warning where the token's checksum shows that no service gave it out */
export function withoutMadeUp(found: readonly LocatedFinding[], { text }: ScannedText): LocatedFinding[] {
  return found.map((each) => {
    const { finding, start, end } = each;
    if (finding.severity !== 'block') return each;
    const isRight = hasRightChecksum(text.slice(start, end));
    if (isRight === undefined) return each;
    const message = isRight
      ? `${finding.message}. Its checksum is right: it was given out`
      : `${finding.message}. Its checksum is wrong, so it is likely an example`;
    return { ...each, finding: { ...finding, message, severity: isRight ? 'block' : 'warn' } };
  });
}
