import { isEnabled } from '../../registry/installed-skill.ts';
import type { Command } from '../command.ts';
import { textTable } from '../text-table.ts';

export const list: Command = {
  usage: 'list',
  summary: 'Lists the installed skills and compares them with the lock file.',
  positionals: [0, 0],
  async run({ runtime }) {
    await runtime.linked.refresh();
    const installed = await runtime.registry.list();
    const lock = await runtime.registry.compareLock(installed);
    const skills = installed.map((skill) => {
      const { manifest, source, sourcePath, resolved, digest, enabledFor, disabledFor, pinned, link } = skill;
      return {
        id: manifest.id,
        name: manifest.name,
        version: manifest.version,
        description: manifest.description,
        source,
        sourcePath,
        resolved,
        digest,
        enabled: isEnabled(skill),
        clients: enabledFor ?? manifest.clients ?? 'all',
        disabledFor,
        pinned: pinned ?? false,
        link,
      };
    });
    const rows = skills.map(({ id, version, clients, disabledFor, pinned, link, description }) => [
      id,
      `${version}${pinned ? ' (pinned)' : ''}${link === undefined ? '' : ' (linked)'}`,
      `${typeof clients === 'string' ? clients : clients.join(', ') || 'none'}${disabledFor ? ` but ${disabledFor.join(', ')}` : ''}`,
      shorten(description),
    ]);
    const table = textTable(['SKILL', 'VERSION', 'CLIENTS', 'WHAT IT DOES'], rows);
    const lines = [table || 'No skill is installed. Install one with `aios install SOURCE`.'];
    for (const { id, state } of lock.differences) lines.push(`${id} ${lockWords[state]}.`);
    return { exitCode: 0, json: { skills, lock }, text: lines.join('\n') };
  },
};

const lockWords = {
  'not-installed': 'is in the lock file and not installed: `aios restore` brings it',
  'not-locked': 'is installed and not in the lock file: `aios doctor` writes it there',
  'other-content': 'is installed with other content than the lock file names: `aios restore` brings that',
} as const;

/** One line of at most 60 characters. */
function shorten(text: string): string {
  const characters = [...text.replaceAll(/\s+/gu, ' ')];
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : characters.join('');
}
