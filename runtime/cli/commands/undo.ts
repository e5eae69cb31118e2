import { checkClientIds } from '../check-client-ids.ts';
import type { Command } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';
import { syncText } from '../sync-text.ts';

export const undo: Command = {
  usage: 'undo [--project] [--is-quit ID…] [--dry-run]',
  summary:
    'Takes back what the last sync, repair or undo changed in the AI clients; with --project, in the project here. --is-quit as in sync.',
  positionals: [0, 0],
  options: ['dry-run', 'is-quit', 'project'],
  async run(context) {
    const { runtime, options } = context;
    const { dryRun } = options;
    const place = options.project ? await openProjectHere(context) : runtime;
    const result = await place.sync.undo({ dryRun, isQuit: checkClientIds(options.isQuit) });
    const { kind, at } = result.undone;
    const nothing = `Everything is as it was before the ${kind} of ${at}.`;
    const text = syncText(result, dryRun, nothing);
    return { exitCode: result.errors.length > 0 ? 1 : 0, json: { ...result, dryRun }, text };
  },
};
