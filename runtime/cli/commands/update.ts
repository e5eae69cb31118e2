import type { Command } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';

export const update: Command = {
  usage: 'update [ID…] [--to VERSION] [--yes] [--accept DIGEST] [--allow-host HOST…] [--project] [--dry-run]',
  summary: 'Brings installed skills to what their sources offer now; pinned ones are passed over.',
  positionals: [0, 1000],
  options: ['accept', 'allow-host', 'dry-run', 'project', 'to'],
  async run(context) {
    const { runtime, positionals, options, workingFolder, signal, say } = context;
    const { to, dryRun, accept, yes } = options;
    if (to !== undefined && positionals.length !== 1) throw await oneSkillOnly();
    const [{ terminalDialogue }, { reportJson, reportText }] = await Promise.all([
      import('../terminal-dialogue.ts'),
      import('../install-text.ts'),
    ]);
    const opened = options.project ? await openProjectHere(context) : undefined;
    const report = await (opened ?? runtime).updater.update(
      {
        ids: positionals,
        // Folders of a project are named from its root.
        workingFolder: opened?.project.folder ?? workingFolder,
        signal,
        onProgress: say,
        dryRun,
        ...(to !== undefined && { to }),
        ...(accept !== undefined && { acceptDigest: accept }),
      },
      terminalDialogue(yes, signal),
    );
    const isWhole = report.refused.length === 0 && report.declined.length === 0;
    const text =
      reportText(report, dryRun, opened?.project.folder) || 'No skill is installed that could be updated.';
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
