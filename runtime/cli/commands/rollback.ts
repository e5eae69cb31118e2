import { oneLine } from '../../one-line.ts';
import type { SkillRecord } from '../../registry/installed-skill.ts';
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
    const link = (previous ?? retired)?.link;
    const unlinked = skill.link === undefined ? link : undefined;
    const isChanged = previous?.digest !== skill.digest || unlinked !== undefined;
    const lines = [await whatWasDone(skill, previous, { dryRun, isChanged })];
    if (unlinked !== undefined)
      lines.push(
        `It ${dryRun ? 'would no longer follow' : 'no longer follows'} ${unlinked}; to have it do so again: \`aios install ${unlinked} --link\`.`,
      );
    if (!dryRun && isChanged) lines.push('Deliver it to your AI clients with `aios sync`.');
    const json = {
      skill: { id, name, version, digest: skill.digest },
      previousVersion: was,
      previousDigest: previous?.digest,
      changed: isChanged,
      unlinked,
      dryRun,
    };
    return { exitCode: 0, json, text: lines.map(oneLine).join('\n') };
  },
};

async function whatWasDone(
  skill: SkillRecord,
  previous: SkillRecord | undefined,
  { dryRun, isChanged }: { dryRun: boolean; isChanged: boolean },
): Promise<string> {
  const { areToldApart, shortDigest } = await import('../../registry/roll-back.ts');
  // Agent skills without a version are all 0.0.0.
  const isToldByVersion = previous === undefined || areToldApart([previous, skill]);
  const named = ({ manifest, digest }: SkillRecord): string =>
    isToldByVersion ? manifest.version : `${manifest.version} ${shortDigest(digest)}`;
  const { name } = skill.manifest;
  if (!isChanged) return `${name} is at ${named(skill)} already: nothing was changed.`;
  const done = previous === undefined ? 'brought back' : `rolled back (was ${named(previous)})`;
  return `${name} ${named(skill)} ${dryRun ? 'would be ' : ''}${done}.`;
}
