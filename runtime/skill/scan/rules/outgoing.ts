import type { TextMatch } from '../text-rule.ts';
import { softenMention } from './context.ts';
import { classifyUrl } from './hosts.ts';

/** Why data that leaves the machine matters. */
export const whyExfiltration = 'What leaves the machine this way, nobody can call back.';

/** Words for what is secret, as a source text for patterns. */
export const secretWords =
  '(?:api[ _-]?keys?|access tokens?|auth(?:entication)? tokens?|tokens?|secrets?|credentials?|passwords?|private keys?|ssh keys?|environment variables?|env(?:ironment)? vars?|\\.env(?: files?)?|cookies|session tokens?|seed phrases?|wallet\\w{0,4}|keychain|system prompt|(?:complete|full|entire|whole) (?:prompt|transcripts?)|tool (?:results|outputs)|(?:all|any|every) keys?|(?:every|each|all) messages?|conversation(?: history)?|chat (?:history|log)|(?:user|private|personal) (?:data|files?|information|messages?)|memory files?|SOUL\\.md|MEMORY\\.md|USER\\.md|id_rsa|credentials file)';

/** Commands that make a web request, one of which stands in every line that sends something by one. */
export const webRequestHints: readonly string[] = [
  'curl',
  'wget',
  'invoke-rest',
  'invoke-web',
  'irm http',
  'irm -',
  '(irm',
  'irm $',
  'irm "',
  'iwr ',
];

/** netcat under its names; the short one with what stands around a command. */
export const netcatHints: readonly string[] = [
  ' nc ',
  '|nc ',
  '\nnc ',
  '`nc ',
  '"nc ',
  '/nc ',
  "'nc ",
  'ncat',
  'netcat',
];

/** @returns the web addresses in a text */
export function urlsIn(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^\s"'`)<>\]|]{3,300}/giu)].map(([each]) => each);
}

/** What an honest backup or deployment does too is a warning unless the place it goes to gives it away. */
export function softenUpload(match: TextMatch): 'info' | 'warn' | 'block' | undefined {
  const softened = softenMention(match);
  if (softened) return softened;
  const kinds = urlsIn(`${match.match[0]} ${match.line}`).map(classifyUrl);
  // To the machine itself goes what a test or a proxy of its own takes, and no private key.
  const harmless = /\bid_(?:rsa|dsa|ecdsa|ed25519)\b|\.aws\/credentials|\.gnupg/u.test(match.match[0])
    ? ['known']
    : ['known', 'local'];
  return kinds.length > 0 && kinds.every((kind) => harmless.includes(kind)) ? 'warn' : undefined;
}
