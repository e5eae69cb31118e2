import type { FileContents } from '../../files/digest.ts';
import { binaryFindings } from './binary.ts';
import { crossFileFindings } from './cross-file-flow.ts';
import { decodeScanned } from './decode-scanned.ts';
import type { Finding } from './finding.ts';
import type { FoundHints } from './scan-hints.ts';
import { scanText } from './scan-text.ts';
import type { WholeText } from './text-rule.ts';
import { usedFiles } from './used-files.ts';
import { brokenPromises } from './word-and-deed.ts';

/** What the texts of a skill may unpack to besides their own size, in bytes. */
const leastAllowance = 4_000_000;
/** More is never unpacked: what one window unpacks to is in memory at once. */
const mostAllowance = 8_000_000;

/**
 * Looks through every file of a skill, whole, for secrets and for what would harm the person who installs it.
 * Never throws for what stands in the files.
 *
 * @returns the findings by path and line, the same rule once for each line; of secrets, one for each place
 */
export async function scanFiles(files: FileContents): Promise<Finding[]> {
  const findings: Finding[] = [];
  const hints = new Map<string, FoundHints>();
  const used = usedFiles(files);
  const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const allowance = { left: Math.min(leastAllowance + size, mostAllowance) };
  for (const [path, bytes] of files) {
    const text = decodeScanned(path, bytes);
    const file: WholeText | undefined = text && { ...text, allowance, isUsed: used.has(path) };
    const found = await scanText(path, bytes, file);
    findings.push(...withoutDoubles([...binaryFindings(path, bytes), ...found.content]), ...found.secrets);
    hints.set(path, found.hints);
  }
  findings.push(...crossFileFindings(files, findings, hints), ...brokenPromises(files));
  return findings.sort(byPlace);
}

function withoutDoubles(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, line, rule }) => {
    const key = `${path}\n${line}\n${rule}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
