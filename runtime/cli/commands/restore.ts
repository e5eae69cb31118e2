import type { InstalledSkill } from '../../registry/installed-skill.ts';
import type { RestoreDialogue } from '../../registry/restore-approval.ts';
import type { Command, CommandContext } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';

export const restore: Command = {
  usage: 'restore [--frozen] [--project] [--yes] [--allow-host HOST…] [--dry-run]',
  summary: 'Installs exactly what the lock file names; with --frozen nothing else stays installed.',
  positionals: [0, 0],
  options: ['allow-host', 'dry-run', 'frozen', 'project'],
  async run(context) {
    const { runtime, options, workingFolder, signal, say } = context;
    const { frozen, dryRun } = options;
    const opened = options.project ? await openProjectHere(context) : undefined;
    const restorer = opened?.restorer ?? (await runtime.openRestorer());
    // Folders of a project are named from its root, wherever in it the command was started.
    const from = opened?.project.folder ?? workingFolder;
    const request = { frozen, dryRun, workingFolder: from, signal, onProgress: say };
    const { restored, unchanged, removed, left, declined } = await restorer.restore(
      request,
      await dialogueOf(context),
    );
    const short = ({ manifest: { id, name, version }, digest }: InstalledSkill) => ({
      id,
      name,
      version,
      digest,
    });
    const would = dryRun ? 'would be ' : '';
    const lines = [
      ...restored.map(({ manifest }) => `${manifest.name} ${manifest.version} ${would}restored.`),
      ...removed.map(
        ({ manifest }) =>
          `${manifest.name} ${manifest.version} ${would}removed: the lock file does not name it.`,
      ),
      ...unchangedLine(unchanged.length),
      ...left.map(
        ({ manifest }) =>
          `${manifest.name} ${manifest.version} is left as it is: the lock file does not name it.`,
      ),
      ...declined.map(
        ({ skill: { manifest }, reasons }) =>
          `${manifest.name} ${manifest.version} was not restored: ${reasons.map(({ message }) => message).join(' ')} Run the command again with --yes if you agree.`,
      ),
    ];
    if (lines.length === 0) lines.push('The lock file names no skill.');
    if (!dryRun && !options.project && restored.length + removed.length > 0)
      lines.push('Bring your AI clients after it with `aios sync`.');
    const json = {
      restored: restored.map(short),
      unchanged: unchanged.map(short),
      removed: removed.map(short),
      left: left.map(short),
      declined: declined.map(({ skill, reasons }) => ({ ...short(skill), reasons })),
      dryRun,
    };
    return { exitCode: declined.length > 0 ? 1 : 0, json, text: lines.join('\n') };
  },
};

/** What nobody need be asked about is shown; the rest is shown and asked about as an update's is. */
async function dialogueOf({ options, signal, say }: CommandContext): Promise<RestoreDialogue> {
  const [{ terminalDialogue }, { overviewLines }] = await Promise.all([
    import('../terminal-dialogue.ts'),
    import('../install-text.ts'),
  ]);
  const { approve } = terminalDialogue(options.yes, signal);
  return {
    approve: async (shown, asked) => {
      const others = shown.filter((proposal) => !asked.includes(proposal));
      for (const line of overviewLines(others)) say(line);
      const agreed = asked.length === 0 ? [] : await approve(asked);
      return new Set([...others.map(({ record }) => record.digest), ...agreed]);
    },
  };
}

function unchangedLine(count: number): string[] {
  if (count === 0) return [];
  return [`${count} ${count === 1 ? 'skill was' : 'skills were'} as the lock file says already.`];
}
