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

/** Digits of a digest that tell versions apart for people, and that `to` can be. */
const shownDigits = 12;

/**
 * @returns the version wanted, or the one before the current, with what was chosen for the skill; a removed skill
 *   comes back as it was. Of several that are called alike, the current one is not meant; it is given only where no
 *   other is.
 * @throws AiosError `skill_unknown`, `version_unknown`, `version_ambiguous`
 */
export function chooseVersion(from: RollBackFrom): SkillRecord {
  const { to, versions, current, retired, lost } = from;
  const last = current ?? retired;
  if (to === undefined && current === undefined && retired !== undefined) return retired;
  const target =
    to === undefined ? versions.find(({ folder }) => folder === last?.before) : chooseNamed(to, from);
  if (target === undefined) throw noVersion(from);
  const { link: _link, ...record } = target;
  return withChoices(record, last ?? lost);
}

/** @throws AiosError `version_ambiguous` */
function chooseNamed(to: string, { id, versions, current }: RollBackFrom): SkillRecord | undefined {
  const named = versions.filter(({ manifest, digest }) => manifest.version === to || isPrefix(to, digest));
  const others = named.filter(({ folder }) => folder !== current?.folder);
  if (others.length > 1) throw ambiguous(id, to, others);
  return others[0] ?? named[0];
}

/** @returns the beginning of a digest, as people tell versions apart that are called alike */
export function shortDigest(digest: string): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + shownDigits);
}

/** @returns whether the versions alone tell which is which: agent skills without one are all 0.0.0 */
export function areToldApart(versions: readonly SkillRecord[]): boolean {
  return new Set(versions.map(({ manifest }) => manifest.version)).size === versions.length;
}

function isPrefix(to: string, digest: string): boolean {
  const hex = to.replace(/^sha256:/u, '');
  return /^[0-9a-f]{8,64}$/u.test(hex) && digest.slice('sha256:'.length).startsWith(hex);
}

function ambiguous(id: string, to: string, named: readonly SkillRecord[]): AiosError {
  const digests = named.map(
    ({ digest, installedAt }) => `${shortDigest(digest)} (installed ${installedAt.slice(0, 10)})`,
  );
  return new AiosError(`${to} of ${id} is ${named.length} versions that are kept: ${digests.join(', ')}.`, {
    code: 'version_ambiguous',
    remedy: `Run \`aios rollback ${id} --to DIGEST\` with the one that is wanted.`,
    details: { digests: named.map(({ digest }) => digest) },
  });
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
  const isToldByVersion = areToldApart(versions);
  const kept = versions
    .map(({ manifest, digest }) => (isToldByVersion ? manifest.version : shortDigest(digest)))
    .join(', ');
  const from = (last ?? versions[0])?.source.replace(/^folder:/u, '') ?? 'where it came from';
  const remedy =
    kept === ''
      ? `Install it again from ${from}.`
      : `Run \`aios rollback ${id} --to VERSION\` with one that is kept (${kept}), or install it again from ${from}.`;
  return new AiosError(message, { code: 'version_unknown', remedy });
}
