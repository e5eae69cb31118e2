import type { Command } from '../command.ts';
import { syncText } from '../sync-text.ts';

export const undo: Command = {
  usage: 'undo [--dry-run]',
  summary: 'Takes back what the last sync, repair or undo changed in the AI clients.',
  positionals: [0, 0],
  options: ['dry-run'],
  async run({ runtime, options }) {
    const { dryRun } = options;
    const result = await runtime.sync.undo({ dryRun });
    const { kind, at } = result.undone;
    const nothing = `Everything is as it was before the ${kind} of ${at}.`;
    const text = syncText(result, dryRun, nothing);
    return { exitCode: result.errors.length > 0 ? 1 : 0, json: { ...result, dryRun }, text };
  },
};
