import { mapAtOnce } from '../../files/map-at-once.ts';
import { isTaken } from '../../sync/plan.ts';
import type { Command } from '../command.ts';
import { projectOf } from '../project-of.ts';
import { textTable } from '../text-table.ts';

const diffsAtOnce = 8;

export const drift: Command = {
  usage: 'drift [--project]',
  summary:
    'Finds what differs from what AI OS delivered. Exit code 3 when something does. With --project, also what the project here has of its own.',
  positionals: [0, 0],
  options: ['project'],
  async run({ runtime, options, workingFolder }) {
    const status = await runtime.sync.status();
    const rivals = await runtime.sync.rivals(status, await projectOf(options, workingFolder));
    const { items } = status;
    const delivered = items.filter(({ row }) => row !== undefined);
    const drifted = delivered.filter((item) => item.drifted);
    const summary = { inSync: delivered.length - drifted.length, drifted: drifted.length };
    const told = await mapAtOnce(
      items.filter((item) => item.row !== undefined || isTaken(item.state)),
      diffsAtOnce,
      async (item) => {
        const { client, kind, id, path, state, safe, observation } = item;
        const isSame = state === 'in-sync' || isTaken(state);
        return {
          client,
          kind,
          id,
          path,
          state,
          diff: isSame ? '' : await runtime.sync.diff(item).catch(() => ''),
          safe,
          ...(observation.kind === 'unreadable' && {
            message: observation.message,
            remedy: observation.remedy,
          }),
        };
      },
    );
    const rows = drifted.map(({ client, kind, id, state, path }) => [client, `${kind} ${id}`, state, path]);
    const table = textTable(['CLIENT', 'WHAT', 'STATE', 'WHERE'], rows);
    const rivalItems = rivals.map((rival) => ({ ...rival, diff: '', safe: false }));
    const found =
      drifted.length === 0
        ? `No drift: ${summary.inSync} delivered ${summary.inSync === 1 ? 'place is' : 'places are'} as AI OS left ${summary.inSync === 1 ? 'it' : 'them'}.`
        : `${table}\nMend it with \`aios repair\`.`;
    const text = [found, ...rivals.map(({ message, remedy }) => `${message} ${remedy}`)].join('\n');
    const json = { summary, items: [...told, ...rivalItems] };
    return { exitCode: drifted.length > 0 ? 3 : 0, json, text };
  },
};
