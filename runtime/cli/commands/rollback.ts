import type { Command } from '../command.ts';

export const rollback: Command = {
  usage: 'rollback ID [--to VERSION] [--dry-run]',
  summary: 'Gives back the version before, or one that is named; also brings a removed skill back.',
  positionals: [1, 1],
  options: ['dry-run', 'to'],
  async run({ runtime, positionals: [id = ''], options: { to, dryRun } }) {
    const previous = await runtime.registry.previous(id);
    const skill = await runtime.registry.rollBack(id, { dryRun, ...(to !== undefined && { to }) });
    const { name, version } = skill.manifest;
    const was = previous?.manifest.version;
    const done = was === undefined ? 'brought back' : `rolled back (was ${was})`;
    const text = dryRun
      ? `${name} ${version} would be ${done}.`
      : `${name} ${version} ${done}.\nDeliver it to your AI clients with \`aios sync\`.`;
    const json = { skill: { id, name, version, digest: skill.digest }, previousVersion: was, dryRun };
    return { exitCode: 0, json, text };
  },
};
