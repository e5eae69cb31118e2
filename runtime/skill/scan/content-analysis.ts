import { encodedTextsOf, findEncodedText } from './encoded-text.ts';
import type { Finding, FindingSeverity } from './finding.ts';
import { findHiddenSections } from './hidden-sections.ts';
import { isMention, zoneOf } from './rules/context.ts';
import { decodeTags } from './rules/hidden-text.ts';
import { LineIndex, matchRules, quote } from './run-rules.ts';
import { hintsOf } from './scan-hints.ts';
import type { ScannedText, TextMatch } from './text-rule.ts';
import { plainViews } from './views.ts';
import { matchesIn } from './whole-text.ts';

/** A coat inside a coat inside a coat: what goes deeper is found by the coat itself. */
const maxDepth = 3;

/**
 * Looks through a text of a skill, or a window of one, for what would harm the person who installs it: by the content
 * rules, in the text as it stands and as a shell or a model takes it, and in what is encoded or not shown. Never
 * throws for what stands in the text.
 */
export function contentIn(file: ScannedText): Finding[] {
  const hints = hintsOf(file);
  const lines = new LineIndex(file.text);
  const findings = matchRules(hints.contentRules(), file, lines).map(({ finding }) => finding);
  for (const view of plainViews(file)) findings.push(...onlyNew(bareFindings(view), findings));
  findings.push(
    ...tagMessages(file, lines),
    ...encodedFindings(file, lines),
    ...hiddenFindings(file, lines, hints.groupsIn('hidden')),
  );
  return findings;
}

/** What the rules say of text that was taken out of its coat: what it looks like there does not matter. */
function bareFindings(file: ScannedText): Finding[] {
  const rules = hintsOf(file)
    .contentRules()
    .filter(({ rule }) => rule.kind !== 'hidden-text');
  return matchRules(rules, file, new LineIndex(file.text)).map(({ finding }) => finding);
}

function onlyNew(found: readonly Finding[], known: readonly Finding[]): Finding[] {
  return found.filter(
    ({ line, rule }) => !known.some((each) => each.rule === rule && Math.abs(each.line - line) <= 3),
  );
}

/** What tag characters spell is an instruction like any other, only that nobody sees it. */
function tagMessages(file: ScannedText, lines: LineIndex): Finding[] {
  if (!file.text.includes('\udb40')) return [];
  return [...matchesIn(file, /[\u{e0020}-\u{e007e}]{8,4096}/gu)].slice(0, 5).map((match) => ({
    path: file.path,
    ...lines.positionOf(match.index),
    rule: 'tag-message',
    kind: 'hidden-text',
    severity: 'block',
    message: `An invisible message: ${quote(decodeTags(match[0]))}. A person who reads the file does not see it; an agent that reads it does.`,
  }));
}

const codeMarks =
  /^#!|\/bin\/(?:ba|z)?sh\b|\bcurl\s|\bwget\s|\bpowershell\b|\bInvoke-(?:Expression|WebRequest)|\bIEX\b|^\s{0,4}import\s{1,3}(?:os|subprocess|socket|requests|urllib)|\bchild_process\b|\bos\.system\(|\bsubprocess\.|\beval\(|\bexec\(|https?:\/\/(?:\d{1,3}\.){3}\d/imu;

function encodedFindings(file: ScannedText, lines: LineIndex): Finding[] {
  const findings: Finding[] = [];
  for (const { match, how, decoded, isCut } of encodedTextsOf(file)) {
    if (isCut) findings.push(packedBeyondMeasure(file, lines, match.index));
    const inner = innerHarm(file, decoded, 1);
    if (inner === undefined) continue;
    const about: TextMatch = { file, match, value: match[0], line: lines.lineAt(match.index) };
    findings.push({
      path: file.path,
      ...lines.positionOf(match.index),
      rule: 'harm-in-encoded-text',
      kind: 'malware',
      severity: softenHidden(about, inner.severity),
      message: `Written in ${how}: ${quote(inner.text)}. Encoding keeps readers and scanners from seeing it.`,
    });
    if (findings.length >= 10) break;
  }
  return findings;
}

function packedBeyondMeasure({ path }: ScannedText, lines: LineIndex, offset: number): Finding {
  return {
    path,
    ...lines.positionOf(offset),
    rule: 'packed-beyond-measure',
    kind: 'malware',
    severity: 'block',
    message:
      'Packed text that grows beyond measure when it is unpacked, so that it was not read to its end. A skill has no use for it.',
  };
}

function innerHarm(
  { allowance }: ScannedText,
  text: string,
  depth: number,
): { text: string; severity: FindingSeverity } | undefined {
  // Judged like a script: what is decoded is there to be run, and no heading around it explains it away.
  const file = { path: 'decoded.sh', text, ...(allowance && { allowance }) };
  const found = bareFindings(file).filter(({ severity }) => severity !== 'info');
  const worst = found.find(({ severity }) => severity === 'block') ?? found[0];
  if (worst) return { text, severity: 'block' };
  if (depth < maxDepth) {
    for (const { decoded } of findEncodedText(file)) {
      const inner = innerHarm(file, decoded, depth + 1);
      if (inner) return inner;
    }
  }
  return codeMarks.test(text) && /[\s(]/u.test(text) ? { text, severity: 'warn' } : undefined;
}

function softenHidden(about: TextMatch, severity: FindingSeverity): FindingSeverity {
  if (severity !== 'block') return severity;
  if (isMention(about)) return 'warn';
  return zoneOf(about.file) === 'fixture' ? 'warn' : severity;
}

const hiddenOrder =
  /\b(?:send|upload|post|exfiltrate|transmit|forward|leak|curl|wget|execute|run|read|cat|open|fetch|download|include|append|encode|copy)\b[^\n]{0,160}(?:https?:\/\/|~\/\.|\.env\b|\.ssh\b|\bid_rsa\b|\bcredentials?\b|\bapi[ _-]?keys?\b|\bsecrets?\b|\bpasswords?\b|\btokens\b|\benvironment variables?\b|\bsystem prompt\b|\bconversation\b)/iu;
const toAgent =
  /\b(?:AI|agent|assistant|claude|codex|copilot|gemini|gpt|LLM|model|bot|you)\b[^\n.]{0,40}\b(?:must|should|shall|will|please|always|are (?:required|instructed|to)|need to|have to)\b|\b(?:ignore|disregard)\b[^\n.]{0,30}\b(?:instructions?|rules|guidelines|prompt)\b|\b(?:do not|don['’]t|never|without)\b[^\n.]{0,20}\b(?:tell|mention|inform|show|reveal|notify)|\bsecretly\b|\bsilently\b|\b(?:before|after|when|whenever) (?:respond|answer|complet|finish|run|you)\w{0,5}\b|\bSYSTEM\b|\bhidden instruction|\bIMPORTANT\b|忽略|不要告诉/iu;
const templateTalk =
  /\b(?:fill in|replace|placeholder|template|delete this|remove this|TODO|FIXME|example|optional|e\.g\.|prettier|eslint|markdownlint|vale|cspell|toc|generated|badge|begin|end|start|stop|copyright|license|see also|note to (?:authors?|contributors?))\b/iu;

function hiddenFindings(file: ScannedText, lines: LineIndex, kinds: readonly number[]): Finding[] {
  const findings: Finding[] = [];
  for (const { match, what, text } of findHiddenSections(file, kinds)) {
    const severity = hiddenSeverity(text);
    if (severity === undefined) continue;
    const about: TextMatch = { file, match, value: match[0], line: lines.lineAt(match.index) };
    findings.push({
      path: file.path,
      ...lines.positionOf(match.index),
      rule: 'instructions-out-of-sight',
      kind: 'hidden-text',
      severity: softenHidden(about, severity),
      message: `Instructions in ${what}: ${quote(text.trim())}. A person who looks at the page does not see them; an agent reads them.`,
    });
    if (findings.length >= 10) break;
  }
  return findings;
}

function hiddenSeverity(text: string): FindingSeverity | undefined {
  const file: ScannedText = { path: 'SKILL.md', text };
  const found = bareFindings(file);
  if (found.some(({ severity }) => severity === 'block')) return 'block';
  if (hiddenOrder.test(text) && toAgent.test(text)) return 'block';
  if (found.some(({ severity, kind }) => severity === 'warn' && kind === 'injection') && toAgent.test(text))
    return 'block';
  return toAgent.test(text) &&
    !templateTalk.test(text) &&
    text.length > 40 &&
    /\b(?:ignore|disregard|secretly|silently|hidden instruction|do not (?:tell|mention|show|reveal))\b/iu.test(
      text,
    )
    ? 'warn'
    : undefined;
}
