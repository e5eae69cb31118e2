import { AiosError } from '../../errors.ts';
import { oneLine } from '../../one-line.ts';
import type { Finding } from './finding.ts';

/** What a person sees of a long list; the rest is in `findings`. */
const shownFindings = 20;

/** A skill that is refused for what the scan found. A person may accept exactly this content, by its digest. */
export class BlockedError extends AiosError {
  readonly findings: readonly Finding[];
  /** Of the content that was scanned, see `digestOfDigests`. */
  readonly digest: string;

  constructor(name: string, findings: readonly Finding[], digest: string) {
    const blocking = findings.filter(({ severity }) => severity === 'block');
    const lines = blocking.slice(0, shownFindings).map(formatFinding);
    const more = blocking.length > shownFindings ? [`… and ${blocking.length - shownFindings} more`] : [];
    super(
      `${oneLine(name)} is not installed; the scan found:\n${[...lines, ...more].map((line) => `  ${line}`).join('\n')}`,
      {
        code: 'scan_blocked',
        remedy: `Remove what was found. If you have read it and want exactly this content all the same, add --accept ${digest}`,
        details: { digest, findings },
      },
    );
    this.findings = findings;
    this.digest = digest;
  }
}

/** One line for people, whatever the file is called: `SKILL.md:3:10 block [rule] message`. */
export function formatFinding({ path, line, column, severity, rule, message }: Finding): string {
  return oneLine(`${path}:${line}:${column} ${severity} [${rule}] ${message}`);
}
