import type { FileContents } from '../../files/digest.ts';
import { decodeScanned } from './decode-scanned.ts';
import type { Finding } from './finding.ts';
import { isInstruction, zoneOf } from './rules/context.ts';
import { classifyUrl } from './rules/hosts.ts';
import { LineIndex, quote } from './run-rules.ts';

/** A skill's word that nothing leaves the machine. */
const promise =
  /\b(?:works?|runs?|operates?)\s(?:\w{1,12}\s)?(?:entirely|fully|completely|100 ?%|purely)\s(?:offline|locally|on[- ](?:device|your (?:own )?machine))\b|\b(?:nothing|no data|none of (?:it|your data)|never)\b[^\n.]{0,40}\b(?:leaves?|leaving|sent|uploaded|transmitted)\b[^\n.]{0,30}|\b(?:no|without(?: any)?|never (?:touches|uses|needs)(?: the| any)?)\s(?:network|internet)\s?(?:access|calls?|connections?|requests?|traffic)?\b/iu;

/** A skill gives its word at its beginning: so many characters, of four bytes at most. */
const promiseLength = 6_000;
const promiseBytes = 4 * promiseLength + 4;

/** A program's request that carries something out. */
const upload =
  /\b(?:requests|httpx|session|axios|got|client)\.(?:post|put)\([^\n]{0,200}|\bcurl\b(?:[^\n]|\\\r?\n){0,240}?(?:\s-d\s|\s--data\S{0,10}\s|\s-F\s|\s-T\s|-X\s{0,2}(?:POST|PUT))[^\n]{0,200}|\bfetch\([^\n]{0,200}(?:\n[^\n]{0,120}){0,3}?method\s{0,2}:\s{0,2}["'](?:POST|PUT)|\bInvoke-RestMethod\b[^\n]{0,200}-Method\s{1,3}(?:Post|Put)/giu;

/**
 * Holds a skill to its word: one that says that nothing leaves the machine, and whose programs send something to a
 * host that no known maker answers for.
 */
export function brokenPromises(files: FileContents): Finding[] {
  const word = [...files].find(
    ([path, bytes]) =>
      isInstruction(path) &&
      promise.test(decodeScanned(path, bytes.subarray(0, promiseBytes))?.text.slice(0, promiseLength) ?? ''),
  );
  if (word === undefined) return [];
  const findings: Finding[] = [];
  for (const [path, bytes] of files) {
    if (zoneOf({ path }) !== 'code') continue;
    const text = decodeScanned(path, bytes)?.text ?? '';
    for (const match of text.matchAll(upload)) {
      const urls = [
        ...text.slice(0, match.index + match[0].length).matchAll(/https?:\/\/[^\s"'`)<>\\]{4,200}/giu),
      ];
      const kinds = urls.map(([each]) => classifyUrl(each));
      if (!kinds.some((kind) => !['known', 'local', 'code'].includes(kind))) continue;
      findings.push({
        path,
        ...new LineIndex(text).positionOf(match.index),
        rule: 'sends-against-its-word',
        kind: 'malware',
        severity: 'block',
        message: `Something sent out by a skill that says nothing leaves the machine: ${quote(match[0])}. Who says so and does it all the same means to hide it.`,
      });
      break;
    }
  }
  return findings;
}
