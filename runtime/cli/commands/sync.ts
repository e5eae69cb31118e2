import { checkClientIds } from '../check-client-ids.ts';
import type { Command } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';
import { syncText } from '../sync-text.ts';

export const sync: Command = {
  usage: 'sync [--project] [--client ID…] [--is-quit ID…] [--dry-run]',
  summary:
    'Delivers the installed skills to the AI clients; with --project, those of the project here to the folders that clients read in it. A client that is named gets the server’s entry also where its editor was offered the server by its own API. Where the system does not tell whether a client that must not be written meanwhile runs, --is-quit says that it does not.',
  positionals: [0, 0],
  options: ['client', 'dry-run', 'is-quit', 'project'],
  async run(context) {
    const { runtime, options } = context;
    const { client, dryRun } = options;
    const isQuit = checkClientIds(options.isQuit);
    const place = options.project ? await openProjectHere(context) : runtime;
    const result = await place.sync.sync({
      dryRun,
      isQuit,
      ...(client.length > 0 && { clients: client, despiteOffers: true }),
    });
    const text = syncText(result, dryRun, 'Everything is as it should be.');
    return { exitCode: result.errors.length > 0 ? 1 : 0, json: { ...result, dryRun }, text };
  },
};
