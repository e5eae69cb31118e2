import type { Command } from '../command.ts';

export const show: Command = {
  usage: 'show ID',
  summary: 'Shows one installed skill.',
  positionals: [1, 1],
  async run({ runtime, positionals }) {
    const skill = await runtime.registry.get(positionals[0] ?? '');
    const { manifest, inputSchema, outputSchema, digest, source, installedAt, enabledFor } = skill;
    const files = [...(await runtime.registry.files(skill)).keys()];
    const connectors = manifest.connectors.map(
      ({ id, scopes, optional }) => `${id} (${scopes.join(', ')})${optional ? ', optional' : ''}`,
    );
    const facts: [string, string][] = [
      ['Name', manifest.name],
      ['Version', manifest.version],
      ['Type', manifest.type ?? 'agent skill'],
      ['What', manifest.description],
      ['Author', manifest.author ?? 'not said'],
      ['License', manifest.license ?? 'not said'],
      ['Clients', (enabledFor ?? manifest.clients)?.join(', ') ?? 'all'],
      ['Connectors', connectors.join('; ') || 'none'],
      ['Guardrails', manifest.guardrails.join(', ') || 'none'],
      ['Source', source],
      ['Installed', installedAt],
      ['Digest', digest],
      ['Files', files.join(', ')],
    ];
    const text = facts.map(([label, value]) => `${label.padEnd(11)} ${value}`).join('\n');
    const json = {
      skill: { ...manifest, inputSchema, outputSchema, digest, source, installedAt, enabledFor, files },
    };
    return { exitCode: 0, json, text };
  },
};
