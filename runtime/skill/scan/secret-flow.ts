import type { Finding } from './finding.ts';
import { findFlow } from './flow.ts';
import { codeFlow, decodedFlow, flowGroups, secretFlow } from './flow-kinds.ts';
import { isAmongPatterns, isMention, isProse, zoneOf } from './rules/context.ts';
import { secretPlaces } from './rules/credentials.ts';
import { classifyUrl, isSuspectUrl } from './rules/hosts.ts';
import { LineIndex, quote } from './run-rules.ts';
import type { FoundHints } from './scan-hints.ts';
import type { WholeText } from './text-rule.ts';

/** @returns whether something may flow in a text with these hints, or in several together */
export function mayFlow(hints: FoundHints): boolean {
  const has = (group: keyof typeof flowGroups): boolean => hints.has('flow', flowGroups[group]);
  return (has('secrets') && has('network')) || ((has('downloads') || has('decoders')) && has('execution'));
}

/**
 * Follows whole stores of secrets (key files, the environment, browser profiles, an agent's memory) to a request
 * that sends them out, and downloads to a place where they are run as code.
 */
export function flowFindings(file: WholeText, hints: FoundHints): Finding[] {
  if (!mayFlow(hints)) return [];
  return isProse(file) ? flowsInProse(file, hints) : flowsIn(file, hints);
}

/** In a text for readers only its blocks of code are programs, and only those that it does not warn of. */
function flowsInProse(file: WholeText, hints: FoundHints): Finding[] {
  if (!file.text.includes('```')) return [];
  return flowsIn({ ...file, text: onlyCode(file.text) }, hints).map((finding) => {
    const index = offsetOfLine(file.text, finding.line);
    const match = Object.assign([''], { index, input: file.text }) as unknown as RegExpExecArray;
    const isNamed = isMention({ file, match, value: '', line: '' });
    return isNamed && finding.severity === 'block' ? { ...finding, severity: 'warn' } : finding;
  });
}

/** The blocks inside fences; of the other lines only the ends. */
function onlyCode(text: string): string {
  let code = '';
  let parts: string[] = [];
  let isInside = false;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end + 1;
    const isFence = /^\s{0,12}(?:```|~~~)/u.test(text.slice(start, Math.min(next, start + 16)));
    if (isFence) isInside = !isInside;
    if (isInside && !isFence) parts.push(text.slice(start, next));
    else if (end >= 0) parts.push('\n');
    if (parts.length >= 10_000) {
      code += parts.join('');
      parts = [];
    }
    start = next;
  }
  return code + parts.join('');
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let at = 1; at < line; at += 1) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

function flowsIn(file: WholeText, hints: FoundHints): Finding[] {
  const has = (group: keyof typeof flowGroups): boolean => hints.has('flow', flowGroups[group]);
  const findings: Finding[] = [];
  const maySend = has('secrets') && has('network');
  const sent = maySend ? findFlow(secretFlow, file.text) : undefined;
  if (sent)
    findings.push({
      ...place(file, sent.line),
      rule: 'secrets-flow-to-network',
      severity: weighSent(file),
      message: `Keys, passwords or the environment sent out by a program: ${quote(sent.text)}. What it read before, it sends to somebody else.`,
    });
  else if (maySend) {
    const line = collectingLine(file);
    if (line !== undefined)
      findings.push({
        ...place(file, line),
        rule: 'secret-places-collected',
        severity: weighSent(file),
        message:
          'A list of places where keys and passwords lie, in a program that sends data out. Together that is a thief’s tool.',
      });
  }
  const run = has('downloads') && has('execution') ? findFlow(codeFlow, file.text) : undefined;
  if (run)
    findings.push({
      ...place(file, run.line),
      rule: 'download-flows-to-execution',
      severity: weighRun(file),
      message: `Code that is fetched and run: ${quote(run.text)}. Whatever the other side serves at that moment runs with your rights.`,
    });
  const decoded = has('decoders') && has('execution') ? findFlow(decodedFlow, file.text) : undefined;
  if (decoded)
    findings.push({
      ...place(file, decoded.line),
      rule: 'decoded-text-flows-to-execution',
      severity: weighDecoded(file),
      message: `Decoded text that is run: ${quote(decoded.text)}. Encoding keeps readers and scanners from seeing what it does.`,
    });
  return findings;
}

/** Text that the program itself brings along in a coat has no reason to wear it. */
function weighDecoded(file: WholeText): Finding['severity'] {
  const isOwn = /["'`](?:[A-Za-z0-9+/_-]{20,}={0,2}|(?:[0-9a-f]{2}){12,})["'`]/u.test(file.text);
  return isOwn && zoneOf(file) !== 'fixture' && !isProse(file) ? 'block' : 'warn';
}

const places = new RegExp(
  `${secretPlaces}|~\\/\\.(?:ssh|aws|gnupg|kube|gcloud|azure|env)\\b|["']\\.(?:ssh|aws|gnupg|kube|gcp|gcloud|azure|env|docker|netrc)["']`,
  'giu',
);

/** A text that names so many of them is a list to look for. */
const mostPlaces = 5_000;

/** @returns the line of the first of three places of secrets in a program that has no pattern to look for, only a request to send */
function collectingLine(file: WholeText): number | undefined {
  if (!['code', 'instruction'].includes(zoneOf(file))) return undefined;
  if (
    !/\b(?:requests|httpx|axios|client|https?|session)\.(?:post|put|request)\(|\burlopen\(|\bfetch\([^\n]{0,200}(?:POST|PUT|method)|\.sendall?\(|\bcurl\b[^\n]{0,200}(?:\s-d|\s--data|\s-F|\s-T)|\bInvoke-RestMethod\b|\b(?:nc|ncat)\s{1,3}\S/iu.test(
      file.text,
    )
  )
    return undefined;
  const seen = new Set<string>();
  let first: number | undefined;
  let looked = 0;
  for (const { index, 0: each } of file.text.matchAll(places)) {
    const place = each.toLowerCase();
    if (seen.has(place) || isAmongPatterns(file.text, index)) {
      looked += 1;
      if (looked >= mostPlaces) return undefined;
      continue;
    }
    seen.add(place);
    first ??= index;
    if (seen.size === 3) return new LineIndex(file.text).positionOf(first).line;
  }
  return undefined;
}

function place(file: WholeText, line: number): Pick<Finding, 'path' | 'line' | 'column' | 'kind'> {
  return { path: file.path, line, column: 1, kind: 'malware' };
}

function urlsOf(file: WholeText): string[] {
  return [...file.text.matchAll(/(?:https?|wss?):\/\/[^\s"'`)<>\]|]{3,300}/giu)].map(([each]) => each);
}

function isChatHook(each: string): boolean {
  return /api\.telegram\.org\/(?:bot|file)|discord(?:app)?\.com\/api\/webhooks/u.test(each);
}

function weighSent(file: WholeText): Finding['severity'] {
  const urls = urlsOf(file);
  const isSuspect = urls.some((each) => isSuspectUrl(each) || isChatHook(each));
  const isExample = zoneOf(file) === 'fixture' || (isProse(file) && zoneOf(file) !== 'instruction');
  if (isSuspect) return isExample ? 'warn' : 'block';
  const isOwn = urls.every((each) => ['known', 'local'].includes(classifyUrl(each)));
  const isNowhere =
    urls.length === 0 &&
    !/\b(?:hostname|host)\s{0,2}:\s{0,2}["'`][\w-]{1,60}\.[\w.-]{2,60}|connect\(\s{0,3}\(?\s{0,2}["'`]|\bSMTP\w{0,4}\(\s{0,2}["']|\bhost\s{0,2}=\s{0,2}["'`][\w-]{1,60}\./iu.test(
      file.text,
    );
  return isOwn && (urls.length > 0 || isNowhere) ? 'warn' : isExample ? 'warn' : 'block';
}

function weighRun(file: WholeText): Finding['severity'] {
  const urls = urlsOf(file);
  if (zoneOf(file) === 'fixture' || isProse(file)) return 'warn';
  return urls.length === 0 || urls.every((each) => ['known', 'local'].includes(classifyUrl(each)))
    ? 'warn'
    : 'block';
}
