import type { FileContents } from '../../files/digest.ts';
import { binaryFindings } from './binary.ts';
import { contentFindings } from './content-analysis.ts';
import { crossFileFindings } from './cross-file-flow.ts';
import { decodeScanned } from './decode-scanned.ts';
import type { Finding } from './finding.ts';
import { secretFindings } from './scan-secrets.ts';
import { usedFiles } from './used-files.ts';
import { brokenPromises } from './word-and-deed.ts';

/**
 * Looks through every file of a skill, whole, for secrets and for what would harm the person who installs it.
 * Never throws for what stands in the files.
 *
 * @returns the findings by path and line, the same rule once for each line; of secrets, one for each place
 */
export async function scanFiles(files: FileContents): Promise<Finding[]> {
  const findings: Finding[] = [];
  const used = usedFiles(files);
  for (const [path, bytes] of files) {
    const text = decodeScanned(path, bytes);
    const file = text && used.has(path) ? { ...text, isUsed: true } : text;
    const content = [...binaryFindings(path, bytes), ...(file ? contentFindings(file) : [])];
    findings.push(...withoutDoubles(content), ...(await secretFindings(path, bytes, file)));
  }
  findings.push(...crossFileFindings(files, findings), ...brokenPromises(files));
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
