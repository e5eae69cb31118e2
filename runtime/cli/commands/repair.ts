import { AiosError } from '../../errors.ts';
import { unknownSkill } from '../../registry/registry-state.ts';
import type { Runtime } from '../../runtime.ts';
import type { PlannedItem } from '../../sync/plan.ts';
import { checkClientIds } from '../check-client-ids.ts';
import type { Command } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';
import { syncText } from '../sync-text.ts';

export const repair: Command = {
  usage: 'repair [ID…] [--project] [--keep|--adopt|--restore] [--client ID…] [--is-quit ID…] [--dry-run]',
  summary:
    'Mends drift. What a person edited stays, unless --keep (theirs now), --adopt (a new version for every client) or --restore (ours again) is given. With --project, what was delivered into the project here. --is-quit as in sync.',
  positionals: [0, Number.POSITIVE_INFINITY],
  options: ['adopt', 'client', 'dry-run', 'is-quit', 'keep', 'project', 'restore'],
  async run(context) {
    const { runtime, positionals, options } = context;
    const { client, dryRun, keep, adopt, restore } = options;
    const [edited = 'ask', second] = [
      ...(keep ? ['keep' as const] : []),
      ...(adopt ? ['adopt' as const] : []),
      ...(restore ? ['restore' as const] : []),
    ];
    if (second !== undefined) {
      throw new AiosError(`--${edited} and --${second} exclude each other.`, {
        code: 'usage',
        remedy: 'Give one of them.',
      });
    }
    const place = options.project ? await openProjectHere(context) : runtime;
    if (positionals.length > 0) await checkKnown(positionals, await place.sync.status(), runtime);
    const result = await place.sync.repair({
      dryRun,
      edited,
      isQuit: checkClientIds(options.isQuit),
      ...(positionals.length > 0 && { ids: positionals }),
      ...(client.length > 0 && { clients: client }),
    });
    const text = syncText(result, dryRun, 'Nothing to repair.');
    return { exitCode: result.errors.length > 0 ? 1 : 0, json: { ...result, dryRun }, text };
  },
};

/** @throws AiosError `skill_unknown`: to a slip of the pen, “nothing to repair” would be the wrong answer */
async function checkKnown(
  ids: readonly string[],
  { items }: { readonly items: readonly PlannedItem[] },
  { registry }: Runtime,
): Promise<void> {
  const installed = (await registry.list()).map(({ manifest }) => manifest.id);
  const known = new Set([...installed, ...items.map(({ id }) => id)]);
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw unknownSkill(unknown);
}
