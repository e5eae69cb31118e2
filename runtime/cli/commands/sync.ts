import type { Command } from '../command.ts';
import { syncText } from '../sync-text.ts';

export const sync: Command = {
  usage: 'sync [--client ID…] [--dry-run]',
  summary: 'Delivers the installed skills to the AI clients.',
  positionals: [0, 0],
  options: ['client', 'dry-run'],
  async run({ runtime, options }) {
    const { client, dryRun } = options;
    const result = await runtime.sync.sync({ dryRun, ...(client.length > 0 && { clients: client }) });
    const text = syncText(result, dryRun, 'Everything is as it should be.');
    return { exitCode: result.errors.length > 0 ? 1 : 0, json: { ...result, dryRun }, text };
  },
};
