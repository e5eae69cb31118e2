import { formatDiagnostic } from '../../skill/diagnostic.ts';
import { formatFinding } from '../../skill/scan/blocked-error.ts';
import type { Command } from '../command.ts';

export const install: Command = {
  usage: 'install FOLDER [--client ID…] [--accept DIGEST] [--dry-run]',
  summary: 'Checks and scans the skill in a folder and installs it.',
  positionals: [1, 1],
  options: ['client', 'dry-run', 'accept'],
  async run({ runtime, positionals, options, workingFolder }) {
    const [folder = ''] = positionals;
    const { dryRun, client, accept } = options;
    const { skill, action, previousVersion, diagnostics, findings } = await runtime.registry.installFolder(
      folder,
      {
        workingFolder,
        dryRun,
        ...(client.length > 0 && { clients: client }),
        ...(accept !== undefined && { acceptDigest: accept }),
      },
    );
    const { id, name, version } = skill.manifest;
    const from =
      previousVersion !== undefined && previousVersion !== version ? ` (was ${previousVersion})` : '';
    const done = dryRun ? `would be ${action}` : action;
    const lines = [
      action === 'unchanged'
        ? `${name} ${version} is already installed.`
        : `${name} ${version} ${done}${from}.`,
      ...diagnostics.map((diagnostic) => `  ${formatDiagnostic(diagnostic)}`),
      ...findings
        .filter(({ severity }) => severity !== 'info')
        .map((finding) => `  ${formatFinding(finding)}`),
    ];
    if (!dryRun) lines.push('Deliver it to your AI clients with `aios sync`.');
    const { source, digest, enabledFor } = skill;
    const json = {
      action,
      dryRun,
      skill: { id, name, version, source, digest, clients: enabledFor },
      previousVersion,
      diagnostics,
      findings,
    };
    return { exitCode: 0, json, text: lines.join('\n') };
  },
};
