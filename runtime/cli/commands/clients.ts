import type { LocatedClient } from '../../client/locate.ts';
import type { SeenSkill, SkillPlace } from '../../client/what-clients-see.ts';
import { type ClientState, clientState } from '../../sync/client-state.ts';
import { confirmationText } from '../../sync/confirmation-text.ts';
import type { Confirmation } from '../../sync/heartbeats.ts';
import type { Rival } from '../../sync/rivals.ts';
import type { Command } from '../command.ts';
import { projectOf } from '../project-of.ts';
import { textTable } from '../text-table.ts';

interface ShownClient {
  readonly client: LocatedClient;
  readonly state: ClientState;
  readonly sees: readonly SeenSkill[];
  readonly confirmation: Confirmation | undefined;
  readonly waits: boolean;
  readonly rivals: readonly Rival[];
}

export const clients: Command = {
  usage: 'clients [--project]',
  summary:
    'Shows the AI clients found here, how each stands and which skills it sees. With --project, also what the project here has of its own.',
  positionals: [0, 0],
  options: ['project'],
  async run({ runtime, options, workingFolder }) {
    const status = await runtime.sync.status();
    const [seen, confirmed, rivals] = await Promise.all([
      runtime.sync.sees(status.clients),
      runtime.sync.confirmations(status),
      runtime.sync.rivals(status, await projectOf(options, workingFolder)),
    ]);
    const shown = status.clients.map((client) => {
      const { id } = client.definition;
      return {
        client,
        state: clientState(status, id),
        sees: seen.get(id) ?? [],
        confirmation: confirmed.get(id),
        waits: status.running.has(id),
        rivals: rivals.filter(({ client: owner }) => owner === id),
      };
    });
    return { exitCode: 0, json: { clients: shown.map(toJson) }, text: toText(shown) };
  },
};

function toJson({ client, state, sees, confirmation, waits, rivals }: ShownClient): object {
  const { definition, detected, configPath, configPaths, problem } = client;
  return {
    id: definition.id,
    name: definition.name,
    detected,
    configPath,
    configPaths,
    otherConfigPaths: client.otherConfigPaths,
    earlierConfigPaths: client.earlierConfigPaths,
    ...(problem && { problem }),
    skillRoots: client.skillRoots,
    writableSkillRoots: client.writableSkillRoots,
    state,
    ...(confirmation && { confirmation }),
    waitsUntilQuit: waits,
    sees,
    rivals,
    reload: definition.reload.value,
    writableWhileRunning: definition.writableWhileRunning.value,
  };
}

function toText(shown: readonly ShownClient[]): string {
  const found = shown.filter(({ client, state }) => client.detected || state !== 'not-found');
  const missing = shown.filter((one) => !found.includes(one)).map(({ client }) => client.definition.name);
  const rows = found.map(({ client, state, sees, confirmation }) => [
    client.definition.name,
    state,
    confirmation === undefined ? '–' : confirmationText(confirmation),
    client.definition.skillRoots.value.length === 0 ? 'none on disk' : String(sees.length),
    client.configPaths.join(', '),
  ]);
  const table = textTable(['CLIENT', 'STATE', 'SERVER', 'SKILLS', 'CONFIG'], rows);
  const parts = [table === '' ? 'No AI client was found.' : table, found.flatMap(remarks).join('\n')];
  if (missing.length > 0) parts.push(`Not found: ${missing.join(', ')}.`);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** So many skills are named in a remark; the rest are counted. */
const namedSkills = 5;

function remarks({ client, sees, waits, rivals }: ShownClient): string[] {
  const { name } = client.definition;
  const { problem, earlierConfigPaths } = client;
  const doubled = sees.filter(({ alsoShown }) => alsoShown.length > 0);
  // Of two copies of ours it does not matter which one is shown.
  const covered = sees.filter(({ id, hidden }) => hidden.some((other) => other.id !== id));
  return [
    ...(problem === undefined ? [] : [`${problem.message} ${problem.remedy}`]),
    ...(waits
      ? [`${name} is running and would write over what is written now: quit it, then sync again.`]
      : []),
    ...earlierConfigPaths.map(
      (path) =>
        `${name} has servers in a file of an earlier version, ${path}. Open ${name} once: it moves them itself.`,
    ),
    ...(doubled.length === 0 ? [] : [`${name} finds more than one ${namesOf(doubled)}.`]),
    ...covered.map(
      (skill) =>
        `${name} takes ${skill.name} from ${skill.path}, not from ${pathsOf(skill.hidden).join(', ')}.`,
    ),
    ...rivals.map(({ message, remedy }) => `${message} ${remedy}`),
  ];
}

function namesOf(skills: readonly SeenSkill[]): string {
  const named = skills
    .slice(0, namedSkills)
    .map(({ name, path, alsoShown }) => `${name} (${[path, ...pathsOf(alsoShown)].join(', ')})`);
  const more = skills.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(' and ');
}

function pathsOf(places: readonly SkillPlace[]): string[] {
  return places.map(({ path }) => path);
}
