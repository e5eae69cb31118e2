import type { Command } from '../command.ts';

export const rollback: Command = {
  usage: 'rollback ID [--to VERSION] [--dry-run]',
  summary: 'Gives back the version before, or one that is named; also brings a removed skill back.',
  positionals: [1, 1],
  options: ['dry-run', 'to'],
  async run({ runtime, positionals: [id = ''], options: { to, dryRun } }) {
    const previous = await runtime.registry.previous(id);
    const retired = previous === undefined ? await runtime.registry.removed(id) : undefined;
    const skill = await runtime.registry.rollBack(id, { dryRun, ...(to !== undefined && { to }) });
    const { name, version } = skill.manifest;
    const was = previous?.manifest.version;
    const done = was === undefined ? 'brought back' : `rolled back (was ${was})`;
    const link = (previous ?? retired)?.link;
    const unlinked = skill.link === undefined ? link : undefined;
    const lines = [`${name} ${version} ${dryRun ? 'would be ' : ''}${done}.`];
    if (unlinked !== undefined)
      lines.push(
        `It ${dryRun ? 'would no longer follow' : 'no longer follows'} ${unlinked}; to have it do so again: \`aios install ${unlinked} --link\`.`,
      );
    if (!dryRun) lines.push('Deliver it to your AI clients with `aios sync`.');
    const json = {
      skill: { id, name, version, digest: skill.digest },
      previousVersion: was,
      unlinked,
      dryRun,
    };
    return { exitCode: 0, json, text: lines.join('\n') };
  },
};
