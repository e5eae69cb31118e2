import type { TextMatch } from '../text-rule.ts';
import { softenMention } from './context.ts';
import { classifyUrl } from './hosts.ts';

/** Why data that leaves the machine matters. */
export const whyExfiltration = 'What leaves the machine this way, nobody can call back.';

/** Words for what is secret, as a source text for patterns. */
export const secretWords =
  '(?:api[ _-]?keys?|access tokens?|auth(?:entication)? tokens?|tokens?|secrets?|credentials?|passwords?|private keys?|ssh keys?|environment variables?|env(?:ironment)? vars?|\\.env(?: files?)?|cookies|session tokens?|seed phrases?|wallet\\w{0,4}|keychain|system prompt|(?:complete|full|entire|whole) (?:prompt|transcripts?)|tool (?:results|outputs)|(?:all|any|every) keys?|(?:every|each|all) messages?|conversation(?: history)?|chat (?:history|log)|(?:user|private|personal) (?:data|files?|information|messages?)|memory files?|SOUL\\.md|MEMORY\\.md|USER\\.md|id_rsa|credentials file)';

/** @returns the web addresses in a text */
export function urlsIn(text: string): string[] {
  return [...text.matchAll(/https?:\/\/[^\s"'`)<>\]|]{3,300}/giu)].map(([each]) => each);
}

/** What an honest backup or deployment does too is a warning unless the place it goes to gives it away. */
export function softenUpload(match: TextMatch): 'info' | 'warn' | 'block' | undefined {
  const softened = softenMention(match);
  if (softened) return softened;
  const urls = urlsIn(`${match.match[0]} ${match.line}`);
  return urls.length > 0 && urls.every((each) => ['known', 'local'].includes(classifyUrl(each)))
    ? 'warn'
    : undefined;
}
