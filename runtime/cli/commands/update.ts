import type { Command } from '../command.ts';

export const update: Command = {
  usage: 'update [ID…] [--to VERSION] [--yes] [--accept DIGEST] [--allow-host HOST…] [--dry-run]',
  summary: 'Brings installed skills to what their sources offer now; pinned ones are passed over.',
  positionals: [0, 1000],
  options: ['accept', 'allow-host', 'dry-run', 'to'],
  async run({ runtime, positionals, options, workingFolder, signal, say }) {
    const { to, dryRun, accept, yes } = options;
    if (to !== undefined && positionals.length !== 1) throw await oneSkillOnly();
    const [{ terminalDialogue }, { reportJson, reportText }] = await Promise.all([
      import('../terminal-dialogue.ts'),
      import('../install-text.ts'),
    ]);
    const report = await runtime.updater.update(
      {
        ids: positionals,
        workingFolder,
        signal,
        onProgress: say,
        dryRun,
        ...(to !== undefined && { to }),
        ...(accept !== undefined && { acceptDigest: accept }),
      },
      terminalDialogue(yes, signal),
    );
    const isWhole = report.refused.length === 0 && report.declined.length === 0;
    const text = reportText(report, dryRun) || 'No skill is installed that could be updated.';
    return { exitCode: isWhole ? 0 : 1, json: reportJson(report, dryRun), text };
  },
};

async function oneSkillOnly(): Promise<Error> {
  const { AiosError } = await import('../../errors.ts');
  return new AiosError('--to needs exactly one skill.', {
    code: 'usage',
    remedy: 'Name the one skill that is to have that version.',
  });
}
