import { formatDiagnostic } from '../../skill/diagnostic.ts';
import type { Command } from '../command.ts';

export const install: Command = {
  usage: 'install FOLDER [--client ID…] [--dry-run]',
  summary: 'Checks the skill in a folder and installs it.',
  positionals: [1, 1],
  options: ['client', 'dry-run'],
  async run({ runtime, positionals, options, workingFolder }) {
    const [folder = ''] = positionals;
    const { dryRun, client } = options;
    const { skill, action, previousVersion, diagnostics } = await runtime.registry.installFolder(folder, {
      workingFolder,
      dryRun,
      ...(client.length > 0 && { clients: client }),
    });
    const { id, name, version } = skill.manifest;
    const from =
      previousVersion !== undefined && previousVersion !== version ? ` (was ${previousVersion})` : '';
    const done = dryRun ? `would be ${action}` : action;
    const lines = [
      action === 'unchanged'
        ? `${name} ${version} is already installed.`
        : `${name} ${version} ${done}${from}.`,
      ...diagnostics.map((diagnostic) => `  ${formatDiagnostic(diagnostic)}`),
    ];
    if (!dryRun) lines.push('Deliver it to your AI clients with `aios sync`.');
    const { source, digest, enabledFor } = skill;
    const json = {
      action,
      dryRun,
      skill: { id, name, version, source, digest, clients: enabledFor },
      previousVersion,
      diagnostics,
    };
    return { exitCode: 0, json, text: lines.join('\n') };
  },
};
