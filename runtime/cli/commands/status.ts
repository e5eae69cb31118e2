import type { HostState } from '../../broker/broker-status.ts';
import { clientState, clientsOf, skillState } from '../../sync/client-state.ts';
import type { Command } from '../command.ts';
import { textTable } from '../text-table.ts';

export const status: Command = {
  usage: 'status',
  summary: 'Shows skills and clients at one glance.',
  positionals: [0, 0],
  async run({ runtime }) {
    const [now, host] = await Promise.all([runtime.sync.status(), runtime.broker.askLeader()]);
    const skills = now.skills.map(({ manifest }) => ({
      id: manifest.id,
      version: manifest.version,
      clients: Object.fromEntries(
        clientsOf(now, manifest.id).map((client) => [client, skillState(now, manifest.id, client)]),
      ),
    }));
    const clients = now.clients.map(({ definition, detected }) => ({
      id: definition.id,
      name: definition.name,
      detected,
      state: clientState(now, definition.id),
    }));
    const drifted = now.items.filter((item) => item.drifted).length;
    const json = { version: runtime.version, skills, clients, drifted, host: hostJson(host) };
    const found = now.clients.filter(({ detected }) => detected).map(({ definition }) => definition);
    const rows = skills.map((skill) => [
      skill.id,
      skill.version,
      ...found.map(({ id }) => skill.clients[id] ?? '–'),
    ]);
    const table = textTable(['SKILL', 'VERSION', ...found.map(({ name }) => name.toUpperCase())], rows);
    const lines = [table || 'No skill is installed. Install one with `aios install FOLDER`.'];
    if (found.length === 0) lines.push('No AI client was found here.');
    if (drifted > 0)
      lines.push(
        `${drifted} delivered ${drifted === 1 ? 'place has' : 'places have'} drifted. See \`aios drift\`.`,
      );
    lines.push(hostText(host));
    return { exitCode: 0, json, text: lines.join('\n') };
  },
};

function hostJson(host: HostState): object {
  if (host.state === 'running') return { state: host.state, ...host.status };
  const { code, message, remedy } = host.problem;
  return { state: host.state, error: { code, message, remedy } };
}

function hostText(host: HostState): string {
  if (host.state !== 'running') return host.problem.message;
  const { version, pid, clients } = host.status;
  const count = clients.filter((client) => client.pid !== process.pid).length;
  const others =
    count === 0 ? '' : `, ${count} ${count === 1 ? 'other program' : 'other programs'} connected`;
  return `AI OS ${version} runs in the editor (process ${pid}${others}).`;
}
