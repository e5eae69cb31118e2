import type { InstalledSkill } from '../../registry/installed-skill.ts';
import type { Command } from '../command.ts';

export const restore: Command = {
  usage: 'restore [--frozen] [--allow-host HOST…] [--dry-run]',
  summary: 'Installs exactly what the lock file names; with --frozen nothing else stays installed.',
  positionals: [0, 0],
  options: ['allow-host', 'dry-run', 'frozen'],
  async run({ runtime, options: { frozen, dryRun }, workingFolder, signal, say }) {
    const request = { frozen, dryRun, workingFolder, signal, onProgress: say };
    const { restored, unchanged, removed } = await runtime.restorer.restore(request);
    const short = ({ manifest: { id, name, version }, digest }: InstalledSkill) => ({
      id,
      name,
      version,
      digest,
    });
    const would = dryRun ? 'would be ' : '';
    const lines = [
      ...restored.map(({ manifest }) => `${manifest.name} ${manifest.version} ${would}restored.`),
      ...removed.map(
        ({ manifest }) =>
          `${manifest.name} ${manifest.version} ${would}removed: the lock file does not name it.`,
      ),
      `${unchanged.length} ${unchanged.length === 1 ? 'skill was' : 'skills were'} as the lock file says already.`,
    ];
    if (!dryRun && restored.length + removed.length > 0)
      lines.push('Bring your AI clients after it with `aios sync`.');
    const json = {
      restored: restored.map(short),
      unchanged: unchanged.map(short),
      removed: removed.map(short),
      dryRun,
    };
    return { exitCode: 0, json, text: lines.join('\n') };
  },
};
