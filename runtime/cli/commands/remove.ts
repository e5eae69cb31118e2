import type { Command } from '../command.ts';

export const remove: Command = {
  usage: 'remove ID [--dry-run]',
  summary: 'Takes a skill out of the registry; its versions are kept.',
  positionals: [1, 1],
  options: ['dry-run'],
  async run({ runtime, positionals, options: { dryRun } }) {
    const { manifest } = await runtime.registry.remove(positionals[0] ?? '', { dryRun });
    const { id, name, version } = manifest;
    const text = dryRun
      ? `${name} ${version} would be removed.`
      : `${name} ${version} removed.\nTake it away from your AI clients with \`aios sync\`.`;
    return { exitCode: 0, json: { removed: { id, name, version }, dryRun }, text };
  },
};
