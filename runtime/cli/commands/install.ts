import type { Command, CommandContext, CommandResult } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';

export const install: Command = {
  usage:
    'install SOURCE [--skill ID…] [--all] [--client ID…] [--link] [--yes] [--accept DIGEST] [--allow-host HOST…] [--project] [--dry-run]',
  summary:
    'Fetches, checks and scans the skills of a folder, archive, repository or registry and installs them.',
  positionals: [1, 1],
  options: ['accept', 'all', 'allow-host', 'client', 'dry-run', 'link', 'project', 'skill'],
  async run(context) {
    const { positionals, options } = context;
    const { client, accept, skill, all, link, project } = options;
    if (link && project) throw await noLinksInProjects();
    return installWith(context, {
      source: positionals[0] ?? '',
      skills: skill.flatMap((list) => list.split(',')),
      all,
      link,
      ...(client.length > 0 && { clients: client }),
      ...(accept !== undefined && { acceptDigest: accept }),
    });
  },
};

async function noLinksInProjects(): Promise<Error> {
  const { AiosError } = await import('../../errors.ts');
  return new AiosError('--link and --project do not go together: a team cannot follow a folder of yours.', {
    code: 'usage',
    remedy: 'Leave --link out, or edit the skill where the project has it, in `.aios/skills`.',
  });
}

type Request = Omit<
  Parameters<CommandContext['runtime']['installer']['install']>[0],
  'workingFolder' | 'dryRun' | 'signal' | 'onProgress'
>;

/** Installs and tells what was done: exit code 1 when something was refused or not agreed to. */
export async function installWith(context: CommandContext, request: Request): Promise<CommandResult> {
  const { runtime, options, workingFolder, signal, say } = context;
  const { dryRun, yes } = options;
  const [{ terminalDialogue }, { reportJson, reportText }] = await Promise.all([
    import('../terminal-dialogue.ts'),
    import('../install-text.ts'),
  ]);
  const opened = options.project ? await openProjectHere(context) : undefined;
  const installer = (opened ?? runtime).installer;
  const report = await installer.install(
    { ...request, workingFolder, dryRun, signal, onProgress: say },
    terminalDialogue(yes, signal),
  );
  const isWhole = report.refused.length === 0 && report.declined.length === 0;
  return {
    exitCode: isWhole ? 0 : 1,
    json: reportJson(report, dryRun),
    text: reportText(report, dryRun, opened?.project.folder),
  };
}
