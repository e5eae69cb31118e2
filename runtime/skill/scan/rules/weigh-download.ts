import type { FindingSeverity } from '../finding.ts';
import type { TextMatch, WholeText } from '../text-rule.ts';
import { wholeOf } from '../whole-text.ts';
import { around, softenMention } from './context.ts';
import { classifyUrl, splitUrl } from './hosts.ts';

/** Why code that is fetched and run matters. */
export const whyDownload =
  'Whatever the other side serves at that moment runs with your rights, and no scan has seen it.';

const url =
  /https?:\/\/[^\s"'`)<>|\\]{3,300}|\bcurl\s{1,3}(?:-\S{1,20}\s{1,3}){0,5}([a-z0-9.-]{4,80}\/[^\s"'`|]{0,200})/giu;
/**
 * What a download that is run at once weighs: an installer of a known maker is no news, a bare address or a
 * paste site no honest skill needs, and of the rest it decides whether the skill speaks of that maker at all.
 */
export function weighDownload(match: TextMatch): FindingSeverity {
  const text = `${match.match[0]}${restOfLine(match)}`;
  const here = urlsOf(text);
  // A variable: its value mostly stands a few lines above.
  const urls = here.length > 0 ? here : urlsOf(around(match, 500, 0));
  const kinds = urls.map(classifyUrl);
  if (kinds.some((kind) => kind === 'throw-away' || kind === 'address' || kind === 'hidden-address'))
    return 'block';
  if (kinds.includes('free-hosting')) return 'block';
  if (kinds.length === 0) return 'warn';
  if (kinds.every((kind) => kind === 'known' || kind === 'local')) return 'info';
  if (urls.some((each) => each.startsWith('http:') && classifyUrl(each) === 'unknown')) return 'block';
  if (isHiddenInCode(match)) return 'block';
  if (kinds.includes('unknown')) return urls.every((each) => isNamed(match, each)) ? 'warn' : 'block';
  return 'warn';
}

function urlsOf(text: string): string[] {
  return [...text.matchAll(url)].map(([whole, bare]) => bare ?? whole);
}

/** A line of a program that starts a shell to fetch and run something is no installation guide. */
function isHiddenInCode({ file, line }: TextMatch): boolean {
  if (/\.(?:sh|bash|zsh|command|md|txt|mk)$|makefile|dockerfile/iu.test(file.path)) return false;
  return /\b(?:system|popen|exec(?:Sync|File|FileSync)?|spawn(?:Sync)?|run|call|check_output|check_call|do shell script|shell_exec|passthru|Start-Process|Invoke-Expression)\b\s{0,3}[("'`]/u.test(
    line,
  );
}

/** The maker's own name stands in the host and, apart from the download, in the skill. */
function isNamed({ file }: TextMatch, each: string): boolean {
  const host = splitUrl(each)?.host ?? '';
  const label = host.split('.').at(-2) ?? host;
  if (
    label.length < 2 ||
    /^(?:example|evil|attacker|malicious|hacker|bad|domain|your-?domain|install|setup|download|update|cdn|api)s?/u.test(
      label,
    )
  )
    return false;
  return isSaid(wholeOf(file), label);
}

/** So many times a skill says the name of the maker whose download it is about. */
const timesSaid = 3;

const said = new WeakMap<WholeText, Map<string, boolean>>();

function isSaid(whole: WholeText, label: string): boolean {
  const known = said.get(whole) ?? new Map<string, boolean>();
  said.set(whole, known);
  const answer = known.get(label) ?? countsTo(timesSaid, whole.text, label);
  known.set(label, answer);
  return answer;
}

function countsTo(times: number, text: string, label: string): boolean {
  let count = 0;
  for (const _ of text.matchAll(new RegExp(label.replaceAll(/[$()*+.?[\\\]^{|}]/gu, '\\$&'), 'giu'))) {
    count += 1;
    if (count === times) return true;
  }
  return false;
}

function restOfLine({ file, match }: TextMatch): string {
  const end = match.index + match[0].length;
  const lineEnd = file.text.indexOf('\n', end);
  return file.text.slice(end, Math.min(lineEnd < 0 ? file.text.length : lineEnd, end + 300));
}

/** The weight of the download, less where it is only spoken of; a known maker's stays a note. */
export function softenDownload(match: TextMatch): FindingSeverity {
  const weight = weighDownload(match);
  if (weight === 'info') return 'info';
  const softened = softenMention(match);
  if (weight === 'warn') return softened === 'info' ? 'info' : 'warn';
  return softened ?? 'block';
}
