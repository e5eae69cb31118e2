import { oneLine } from '../../one-line.ts';
import type { Command } from '../command.ts';

export const pin: Command = pinCommand(true);
export const unpin: Command = pinCommand(false);

function pinCommand(pinned: boolean): Command {
  return {
    usage: `${pinned ? 'pin' : 'unpin'} ID`,
    summary: pinned
      ? 'Keeps a skill at its version: updates pass over it.'
      : 'Lets a pinned skill be updated again.',
    positionals: [1, 1],
    async run({ runtime, positionals: [id = ''] }) {
      const { manifest } = await runtime.registry.pin(id, pinned);
      const { name, version } = manifest;
      const text = pinned ? `${name} stays at ${version}.` : `${name} ${version} may be updated again.`;
      return { exitCode: 0, json: { skill: { id, name, version, pinned } }, text: oneLine(text) };
    },
  };
}
