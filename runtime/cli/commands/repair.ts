import { AiosError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { syncText } from '../sync-text.ts';

export const repair: Command = {
  usage: 'repair [ID…] [--keep|--restore] [--dry-run]',
  summary:
    'Mends drift. What a person edited stays, unless --keep (theirs now) or --restore (ours again) is given.',
  positionals: [0, Number.POSITIVE_INFINITY],
  options: ['client', 'dry-run', 'keep', 'restore'],
  async run({ runtime, positionals, options }) {
    const { client, dryRun, keep, restore } = options;
    if (keep && restore) {
      throw new AiosError('--keep and --restore exclude each other.', {
        code: 'usage',
        remedy: 'Give one of them.',
      });
    }
    const result = await runtime.sync.repair({
      dryRun,
      edited: keep ? 'keep' : restore ? 'restore' : 'ask',
      ...(positionals.length > 0 && { ids: positionals }),
      ...(client.length > 0 && { clients: client }),
    });
    const text = syncText(result, dryRun, 'Nothing to repair.');
    return { exitCode: result.errors.length > 0 ? 1 : 0, json: { ...result, dryRun }, text };
  },
};
