import { mapAtOnce } from '../../files/map-at-once.ts';
import { oneLine } from '../../one-line.ts';
import { isTaken, type PlannedItem } from '../../sync/plan.ts';
import type { Command, CommandContext } from '../command.ts';
import { openProjectHere } from '../open-project-here.ts';
import { textTable } from '../text-table.ts';

const diffsAtOnce = 8;

export const drift: Command = {
  usage: 'drift [--project]',
  summary:
    'Finds what differs from what AI OS delivered. Exit code 3 when something does. With --project, also in the project here, and what that has of its own.',
  positionals: [0, 0],
  options: ['project'],
  async run(context) {
    const { sync } = context.runtime;
    const status = await sync.status();
    const project = context.options.project ? await lookAtProject(context) : undefined;
    const [rivals, offers] = await Promise.all([sync.rivals(status, project?.folder), sync.offers(status)]);
    const own = status.items.map((item): Place => ({ item, diff: () => sync.diff(item) }));
    const places = [...own, ...(project?.places ?? [])];
    const delivered = places.filter(({ item }) => item.row !== undefined);
    const drifted = delivered.filter(({ item }) => item.drifted);
    const summary = { inSync: delivered.length - drifted.length, drifted: drifted.length };
    const told = await mapAtOnce(
      places.filter(({ item }) => item.row !== undefined || isTaken(item.state)),
      diffsAtOnce,
      describe,
    );
    const rows = drifted.map(({ item }) => [item.client, `${item.kind} ${item.id}`, item.state, item.path]);
    const table = textTable(['CLIENT', 'WHAT', 'STATE', 'WHERE'], rows);
    const rivalItems = rivals.map((rival) => ({ ...rival, diff: '', safe: false }));
    const found =
      drifted.length === 0
        ? `No drift: ${summary.inSync} delivered ${summary.inSync === 1 ? 'place is' : 'places are'} as AI OS left ${summary.inSync === 1 ? 'it' : 'them'}.`
        : [table, ...adviceOn(drifted, project?.places ?? []).map(oneLine)].join('\n');
    const text = [found, ...rivals.map(({ message, remedy }) => oneLine(`${message} ${remedy}`))].join('\n');
    const json = { summary, items: [...told, ...rivalItems], ...(offers.length > 0 && { offers }) };
    return { exitCode: drifted.length > 0 ? 3 : 0, json, text };
  },
};

/** A place of the person's own or of the project's, and what tells how it differs. */
interface Place {
  readonly item: PlannedItem;
  readonly diff: () => Promise<string>;
}

async function lookAtProject(context: CommandContext): Promise<{ folder: string; places: Place[] }> {
  const { project, sync } = await openProjectHere(context);
  const status = await sync.status();
  const places = status.items.map((item): Place => ({ item, diff: () => sync.diff(item, status) }));
  return { folder: project.folder, places };
}

async function describe({ item, diff }: Place): Promise<object> {
  const { client, kind, id, path, state, safe, observation, row } = item;
  const isSame = state === 'in-sync' || isTaken(state);
  return {
    client,
    kind,
    id,
    path,
    state,
    diff: isSame ? '' : await diff().catch(() => ''),
    safe,
    ...(row && { mode: row.mode, since: row.at }),
    ...(observation.kind === 'unreadable' && {
      message: observation.message,
      remedy: observation.remedy,
    }),
  };
}

/** @returns what mends what drifted, a sentence each: by itself, by a person's choice, or by that person alone */
function adviceOn(drifted: readonly Place[], ofProject: readonly Place[]): string[] {
  const safe = drifted.filter(({ item }) => item.safe);
  const edited = drifted.filter(({ item }) => item.state === 'edited');
  const unreadable = drifted.flatMap(({ item: { observation } }) =>
    observation.kind === 'unreadable' ? [`${observation.message} ${observation.remedy}`] : [],
  );
  // What a project has of its own is changed there.
  const adopt = edited.some((place) => place.item.kind === 'skill' && !ofProject.includes(place))
    ? ', `--adopt` (the next version for every client)'
    : '';
  const choices = `\`--keep\` (yours from then on)${adopt} or \`--restore\``;
  return [
    ...(safe.length > 0 ? [`Mend it with ${commandsFor(safe, ofProject)}.`] : []),
    ...(edited.length > 0
      ? [
          `What was edited stays until you say what becomes of it: ${commandsFor(edited, ofProject)} with ${choices}.`,
        ]
      : []),
    ...new Set(unreadable),
  ];
}

/** The person's own places and the project's each have a command. */
function commandsFor(drifted: readonly Place[], ofProject: readonly Place[]): string {
  const isIn = (place: Place): boolean => ofProject.includes(place);
  const commands = [
    ...(drifted.every(isIn) ? [] : ['`aios repair`']),
    ...(drifted.some(isIn) ? ['`aios repair --project`'] : []),
  ];
  return commands.join(' and ');
}
