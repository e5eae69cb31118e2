import { AiosError } from '../errors.ts';
import type { SkillRecord } from './installed-skill.ts';
import { type Choices, withChoices } from './keep-choices.ts';
import { unknownSkill } from './registry-state.ts';

/** What a rollback starts from. */
export interface RollBackFrom {
  readonly id: string;
  /** A version, or the beginning of a digest; left out, the version before the current one. */
  readonly to: string | undefined;
  /** The versions that are kept. */
  readonly versions: readonly SkillRecord[];
  readonly current: SkillRecord | undefined;
  /** What was current when the skill was removed. */
  readonly retired: SkillRecord | undefined;
  /** What was chosen for a skill of which nothing else is known. */
  readonly lost: Choices | undefined;
}

/**
 * @returns the version wanted, or the one before the current, with what was chosen for the skill; a removed skill
 *   comes back as it was
 * @throws AiosError `skill_unknown`, `version_unknown`
 */
export function chooseVersion(from: RollBackFrom): SkillRecord {
  const { to, versions, current, retired, lost } = from;
  const last = current ?? retired;
  if (to === undefined && current === undefined && retired !== undefined) return retired;
  const target =
    to === undefined
      ? versions.find(({ folder }) => folder === last?.before)
      : versions.find(({ manifest, digest }) => manifest.version === to || isPrefix(to, digest));
  if (target === undefined) throw noVersion(from);
  const { link: _link, ...record } = target;
  return withChoices(record, last ?? lost);
}

function isPrefix(to: string, digest: string): boolean {
  const hex = to.replace(/^sha256:/u, '');
  return /^[0-9a-f]{8,64}$/u.test(hex) && digest.slice('sha256:'.length).startsWith(hex);
}

function noVersion({ id, to, versions, current, retired }: RollBackFrom): AiosError {
  const last = current ?? retired;
  if (last === undefined && versions.length === 0) return unknownSkill(id);
  const message =
    to === undefined ? `There is no earlier version of ${id}.` : `No version ${to} of ${id} is kept here.`;
  if (current !== undefined) {
    return new AiosError(message, {
      code: 'version_unknown',
      remedy: `Run \`aios show ${id}\` to see the versions kept, or \`aios update ${id} --to VERSION\` to fetch one.`,
    });
  }
  // Nothing shows a skill that is not installed.
  const kept = [...new Set(versions.map(({ manifest }) => manifest.version))].join(', ');
  const from = (last ?? versions[0])?.source.replace(/^folder:/u, '') ?? 'where it came from';
  const remedy =
    kept === ''
      ? `Install it again from ${from}.`
      : `Run \`aios rollback ${id} --to VERSION\` with one that is kept (${kept}), or install it again from ${from}.`;
  return new AiosError(message, { code: 'version_unknown', remedy });
}
