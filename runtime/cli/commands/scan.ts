import { formatFinding } from '../../skill/scan/blocked-error.ts';
import type { Command } from '../command.ts';

export const scan: Command = {
  usage: 'scan PATH…',
  summary:
    'Scans for secrets, hidden text and dangerous content. Exit code 3 when something would block an install.',
  positionals: [1, Number.POSITIVE_INFINITY],
  async run({ positionals, workingFolder }) {
    const { scanPaths } = await import('../../check/scan-paths.ts');
    const report = await scanPaths(positionals, workingFolder);
    const { files, findings, blocked } = report.summary;
    const lines = report.findings.map(formatFinding);
    lines.push(
      `${files} ${files === 1 ? 'file' : 'files'}: ${findings} findings, ${blocked} of them blocking.`,
    );
    return { exitCode: blocked > 0 ? 3 : 0, json: report, text: lines.join('\n') };
  },
};
