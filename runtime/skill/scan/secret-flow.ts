import type { Finding } from './finding.ts';
import { findFlow } from './flow.ts';
import { codeFlow, decodedFlow, secretFlow } from './flow-kinds.ts';
import { isAmongPatterns, isMention, isProse, zoneOf } from './rules/context.ts';
import { secretPlaces } from './rules/credentials.ts';
import { classifyUrl, isSuspectUrl } from './rules/hosts.ts';
import { quote } from './run-rules.ts';
import type { ScannedText } from './text-rule.ts';

/**
 * Follows whole stores of secrets (key files, the environment, browser profiles, an agent's memory) to a request
 * that sends them out, and downloads to a place where they are run as code.
 *
 * @param hasHint for each group of {@link flowHints} whether one of its hints stands in the file
 */
export function flowFindings(file: ScannedText, hasHint: readonly boolean[]): Finding[] {
  return isProse(file) ? flowsInProse(file, hasHint) : flowsIn(file, hasHint);
}

/** In a text for readers only its blocks of code are programs, and only those that it does not warn of. */
function flowsInProse(file: ScannedText, hasHint: readonly boolean[]): Finding[] {
  if (!file.text.includes('```')) return [];
  const text = onlyCode(file.text);
  return flowsIn({ ...file, text, lower: text.toLowerCase() }, hasHint).map((finding) => {
    const index = offsetOfLine(file.text, finding.line);
    const match = Object.assign([''], { index, input: file.text }) as unknown as RegExpExecArray;
    const isNamed = isMention({ file, match, value: '', line: '' });
    return isNamed && finding.severity === 'block' ? { ...finding, severity: 'warn' } : finding;
  });
}

/** The lines inside fences; the others are empty. */
function onlyCode(text: string): string {
  let isInside = false;
  return text
    .split('\n')
    .map((line) => {
      const isFence = /^\s{0,12}(?:```|~~~)/u.test(line);
      if (isFence) isInside = !isInside;
      return isInside && !isFence ? line : '';
    })
    .join('\n');
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let at = 1; at < line; at += 1) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

function flowsIn(file: ScannedText, hasHint: readonly boolean[]): Finding[] {
  const [hasSecret, hasSink, hasDownload, hasExecution, hasDecoder] = hasHint;
  const findings: Finding[] = [];
  const sent = hasSecret && hasSink ? findFlow(secretFlow, file) : undefined;
  if (sent)
    findings.push({
      ...place(file, sent.line),
      rule: 'secrets-flow-to-network',
      severity: weighSent(file),
      message: `Keys, passwords or the environment sent out by a program: ${quote(sent.text)}. What it read before, it sends to somebody else.`,
    });
  else if (hasSecret && hasSink) {
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
  const run = hasDownload && hasExecution ? findFlow(codeFlow, file) : undefined;
  if (run)
    findings.push({
      ...place(file, run.line),
      rule: 'download-flows-to-execution',
      severity: weighRun(file),
      message: `Code that is fetched and run: ${quote(run.text)}. Whatever the other side serves at that moment runs with your rights.`,
    });
  const decoded = hasDecoder && hasExecution ? findFlow(decodedFlow, file) : undefined;
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
function weighDecoded(file: ScannedText): Finding['severity'] {
  const isOwn = /["'`](?:[A-Za-z0-9+/_-]{20,}={0,2}|(?:[0-9a-f]{2}){12,})["'`]/u.test(file.text);
  return isOwn && zoneOf(file) !== 'fixture' && !isProse(file) ? 'block' : 'warn';
}

const places = new RegExp(
  `${secretPlaces}|~\\/\\.(?:ssh|aws|gnupg|kube|gcloud|azure|env)\\b|["']\\.(?:ssh|aws|gnupg|kube|gcp|gcloud|azure|env|docker|netrc)["']`,
  'giu',
);

/** @returns the line of the first of three places of secrets in a program that has no pattern to look for, only a request to send */
function collectingLine(file: ScannedText): number | undefined {
  if (!['code', 'instruction'].includes(zoneOf(file))) return undefined;
  if (
    !/\b(?:requests|httpx|axios|client|https?|session)\.(?:post|put|request)\(|\burlopen\(|\bfetch\([^\n]{0,200}(?:POST|PUT|method)|\.sendall?\(|\bcurl\b[^\n]{0,200}(?:\s-d|\s--data|\s-F|\s-T)|\bInvoke-RestMethod\b|\b(?:nc|ncat)\s{1,3}\S/iu.test(
      file.text,
    )
  )
    return undefined;
  const found = [...file.text.matchAll(places)].filter(({ index }) => !isAmongPatterns(file.text, index));
  const [first] = found;
  if (first === undefined || new Set(found.map(([each]) => each.toLowerCase())).size < 3) return undefined;
  return file.text.slice(0, first.index).split('\n').length;
}

function place(file: ScannedText, line: number): Pick<Finding, 'path' | 'line' | 'column' | 'kind'> {
  return { path: file.path, line, column: 1, kind: 'malware' };
}

function urlsOf(file: ScannedText): string[] {
  return [...file.text.matchAll(/(?:https?|wss?):\/\/[^\s"'`)<>\]|]{3,300}/giu)].map(([each]) => each);
}

function isChatHook(each: string): boolean {
  return /api\.telegram\.org\/(?:bot|file)|discord(?:app)?\.com\/api\/webhooks/u.test(each);
}

function weighSent(file: ScannedText): Finding['severity'] {
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

function weighRun(file: ScannedText): Finding['severity'] {
  const urls = urlsOf(file);
  if (zoneOf(file) === 'fixture' || isProse(file)) return 'warn';
  return urls.length === 0 || urls.every((each) => ['known', 'local'].includes(classifyUrl(each)))
    ? 'warn'
    : 'block';
}
