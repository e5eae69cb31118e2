import { clientState, itemsOf } from '../../sync/client-state.ts';
import type { Command } from '../command.ts';
import { textTable } from '../text-table.ts';

export const clients: Command = {
  usage: 'clients',
  summary: 'Shows the AI clients found here and how each stands.',
  positionals: [0, 0],
  async run({ runtime }) {
    const status = await runtime.sync.status();
    const found = status.clients.map(({ definition, detected, configPath, skillRoots }) => ({
      id: definition.id,
      name: definition.name,
      detected,
      configPath,
      skillRoots,
      state: clientState(status, definition.id),
      sees: itemsOf(status, definition.id)
        .filter(({ kind, state }) => kind === 'skill' && state === 'in-sync')
        .map(({ id, path }) => ({ id, path })),
      reload: definition.reload.value,
    }));
    const rows = found.map(({ name, state, configPath }) => [name, state, configPath]);
    return { exitCode: 0, json: { clients: found }, text: textTable(['CLIENT', 'STATE', 'CONFIG'], rows) };
  },
};
