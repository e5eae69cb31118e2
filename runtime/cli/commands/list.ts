import type { Command } from '../command.ts';
import { textTable } from '../text-table.ts';

export const list: Command = {
  usage: 'list',
  summary: 'Lists the installed skills.',
  positionals: [0, 0],
  async run({ runtime }) {
    const skills = (await runtime.registry.list()).map(({ manifest, source, digest, enabledFor }) => ({
      id: manifest.id,
      name: manifest.name,
      version: manifest.version,
      description: manifest.description,
      source,
      digest,
      enabled: enabledFor === undefined || enabledFor.length > 0,
      clients: enabledFor ?? manifest.clients ?? 'all',
    }));
    const rows = skills.map(({ id, version, clients, description }) => [
      id,
      version,
      typeof clients === 'string' ? clients : clients.join(', '),
      shorten(description),
    ]);
    const text = textTable(['SKILL', 'VERSION', 'CLIENTS', 'WHAT IT DOES'], rows);
    const empty = 'No skill is installed. Install one with `aios install FOLDER`.';
    return { exitCode: 0, json: { skills }, text: text || empty };
  },
};

/** One line of at most 60 characters. */
function shorten(text: string): string {
  const characters = [...text.replaceAll(/\s+/gu, ' ')];
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : characters.join('');
}
