import type { Command } from '../command.ts';

export const remove: Command = {
  usage: 'remove ID',
  summary: 'Takes a skill out of the registry; its versions are kept.',
  positionals: [1, 1],
  async run({ runtime, positionals }) {
    const { manifest } = await runtime.registry.remove(positionals[0] ?? '');
    const { id, name, version } = manifest;
    const text = `${name} ${version} removed.\nTake it away from your AI clients with \`aios sync\`.`;
    return { exitCode: 0, json: { removed: { id, name, version } }, text };
  },
};
