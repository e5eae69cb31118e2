import { oneLine } from '../../one-line.ts';
import { isEnabled } from '../../registry/installed-skill.ts';
import { foreseeStillSeen, isOnForSome, stillSeenTexts } from '../../sync/still-seen.ts';
import type { Command } from '../command.ts';

export const enable: Command = enableCommand(true);
export const disable: Command = enableCommand(false);

function enableCommand(enabled: boolean): Command {
  const word = enabled ? 'on' : 'off';
  return {
    usage: `${enabled ? 'enable' : 'disable'} ID [--client ID…]`,
    summary: `Switches a skill ${word}, for the clients named or for all.`,
    positionals: [1, 1],
    options: ['client'],
    async run({ runtime, positionals: [id = ''], options: { client } }) {
      const skill = await runtime.registry.enable(id, enabled, client);
      const { name } = skill.manifest;
      const { enabledFor, disabledFor } = skill;
      const where = client.length === 0 ? 'everywhere' : `for ${client.join(', ')}`;
      const stillSeen = isOnForSome(skill) ? foreseeStillSeen(await runtime.sync.status(), id) : [];
      const lines = [
        `${name} is ${word} ${where}.`,
        'Bring your AI clients after it with `aios sync`.',
        ...stillSeenTexts(stillSeen),
      ];
      return {
        exitCode: 0,
        json: { skill: { id, name, enabled: isEnabled(skill), enabledFor, disabledFor }, stillSeen },
        text: lines.map(oneLine).join('\n'),
      };
    },
  };
}
