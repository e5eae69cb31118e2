import { oneLine } from '../../one-line.ts';
import type { Command } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';

export const remove: Command = {
  usage: 'remove ID [--project] [--dry-run]',
  summary: 'Takes a skill out of the registry; its versions are kept.',
  positionals: [1, 1],
  options: ['dry-run', 'project'],
  async run(context) {
    const { runtime, positionals, options } = context;
    const { dryRun } = options;
    const asked = positionals[0] ?? '';
    const { manifest } = options.project
      ? await (await openProjectHere(context)).project.remove(asked, { dryRun })
      : await runtime.registry.remove(asked, { dryRun });
    const { id, name, version } = manifest;
    const what = oneLine(`${name} ${version}`);
    const text = dryRun
      ? `${what} would be removed.`
      : `${what} removed.${options.project ? '' : '\nTake it away from your AI clients with `aios sync`.'}`;
    return { exitCode: 0, json: { removed: { id, name, version }, dryRun }, text };
  },
};
