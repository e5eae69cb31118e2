import { oneLine } from '../../one-line.ts';
import type { Command } from '../command.ts';
import { localTime } from '../local-time.ts';

export const show: Command = {
  usage: 'show ID',
  summary: 'Shows one installed skill.',
  positionals: [1, 1],
  async run({ runtime, positionals }) {
    const [asked = ''] = positionals;
    await runtime.linked.refresh(asked);
    const skill = await runtime.registry.get(asked).catch(async (error: unknown) => {
      // A home that cannot be read is told of as such, and not as one without the skill.
      await runtime.registry.list();
      throw error;
    });
    const { manifest, inputSchema, outputSchema, digest, source, sourcePath, installedAt, enabledFor } =
      skill;
    const { resolved, pinned = false, link, disabledFor } = skill;
    const kept = await runtime.registry.versions(manifest.id);
    // Only this command and a rollback need it.
    const { areToldApart, shortDigest } = await import('../../registry/roll-back.ts');
    const isToldByVersion = areToldApart(kept);
    const versions = kept.map((version) => ({
      version: version.manifest.version,
      digest: version.digest,
      installedAt: version.installedAt,
      current: version.digest === digest,
    }));
    const files = [...(await runtime.registry.files(skill)).keys()];
    const connectors = manifest.connectors.map(
      ({ id, scopes, optional }) => `${id} (${scopes.join(', ')})${optional ? ', optional' : ''}`,
    );
    const facts: [string, string][] = [
      ['Name', manifest.name],
      ['Version', `${manifest.version}${pinned ? ', pinned' : ''}`],
      ['Type', manifest.type ?? 'agent skill'],
      ['What', manifest.description],
      ['Author', manifest.author ?? 'not said'],
      ['License', manifest.license ?? 'not said'],
      ['Clients', (enabledFor ?? manifest.clients)?.join(', ') ?? 'all'],
      ['Connectors', connectors.join('; ') || 'none'],
      ['Guardrails', manifest.guardrails.join(', ') || 'none'],
      ['Source', sourcePath === undefined ? source : `${source} (${sourcePath})`],
      [
        'Resolved',
        [resolved?.version, resolved?.commit, resolved?.address].filter(Boolean).join(', ') || '–',
      ],
      ['Installed', installedAt],
      ['Digest', digest],
      [
        'Versions',
        versions
          .map(({ version, digest: of, installedAt: at, current }) => {
            const told = isToldByVersion ? version : `${version} ${shortDigest(of)} of ${localTime(at)}`;
            return `${told}${current ? ' (current)' : ''}`;
          })
          .join(', '),
      ],
      ['Files', files.join(', ')],
    ];
    const text = facts.map(([label, value]) => oneLine(`${label.padEnd(11)} ${value}`)).join('\n');
    const json = {
      skill: {
        ...manifest,
        inputSchema,
        outputSchema,
        digest,
        source,
        sourcePath,
        resolved,
        installedAt,
        enabledFor,
        disabledFor,
        pinned,
        link,
        files,
        versions,
      },
    };
    return { exitCode: 0, json, text };
  },
};
