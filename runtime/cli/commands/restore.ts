import type { InstalledSkill } from '../../registry/installed-skill.ts';
import type { Command } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';

export const restore: Command = {
  usage: 'restore [--frozen] [--project] [--allow-host HOST…] [--dry-run]',
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
    const { restored, unchanged, removed } = await restorer.restore(request);
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
      `${unchanged.length} ${unchanged.length === 1 ? 'skill was' : 'skills were'} as the lock file says already.`,
    ];
    if (!dryRun && !options.project && restored.length + removed.length > 0)
      lines.push('Bring your AI clients after it with `aios sync`.');
    const json = {
      restored: restored.map(short),
      unchanged: unchanged.map(short),
      removed: removed.map(short),
      dryRun,
    };
    return { exitCode: 0, json, text: lines.join('\n') };
  },
};
