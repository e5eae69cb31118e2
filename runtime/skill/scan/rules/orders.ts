import type { TextMatch } from '../text-rule.ts';
import { isMention, zoneOf } from './context.ts';

/** Why a text that turns the agent against its owner is refused. */
export const whyInjection =
  'A skill serves the person who installed it; text that turns the agent against them serves somebody else.';

/** Orders weigh where the agent reads them as orders; in code and in reference files they are mostly quoted. */
export function softenOrder(match: TextMatch): 'info' | 'warn' | undefined {
  if (isMention(match)) return 'info';
  return zoneOf(match.file) === 'instruction' || isProseReference(match) ? undefined : 'warn';
}

function isProseReference({ file }: TextMatch): boolean {
  return zoneOf(file) === 'reference' && /\.(?:md|mdx|txt|html?)$/iu.test(file.path);
}

/** Said in quotation marks or in code type, an order is mostly an example of one. */
export function isQuoted({ file, match }: TextMatch): boolean {
  const before = file.text.slice(Math.max(0, match.index - 3), match.index);
  const after = file.text.slice(match.index + match[0].length, match.index + match[0].length + 60);
  return /["'“‘`«「]\s{0,2}$/u.test(before) && /^[^\n]{0,50}["'”’`»」]/u.test(after);
}

/** What harm consists of, as verbs: a source text for patterns. */
export const actions =
  '(?:send|upload|post|transmit|exfiltrat|forward|cop(?:y|ies)|collect|gather|harvest|read|scan|steal|download|fetch|install|execut|run|launch|modif|edit|delet|overwrit|insert|inject|append|add|replac|writ|chang|disabl|enabl|creat|commit|push|transfer|access|extract|record|log|save|store|encod|includ|call|invok|updat|backup|sync)';
