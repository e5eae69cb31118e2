import semver from 'semver';

/** @returns the SemVer versions among these as they are written, newest first, each once */
export function newestFirst(versions: Iterable<string>): string[] {
  return [...new Set(versions)].filter((version) => semver.valid(version) !== null).sort(semver.rcompare);
}

/**
 * Chooses the version that a person asks for.
 *
 * @param wanted one version (`1.2.0`, `v1.2.0`) or a range (`^1.0.0`, `1.x`)
 * @param versions what there is
 * @returns the newest that fits, as it is written there; a version before a release only when asked for by name.
 *   Undefined when none fits or `wanted` is neither
 */
export function chooseVersion(wanted: string, versions: Iterable<string>): string | undefined {
  const known = newestFirst(versions);
  if (semver.valid(wanted) !== null) return known.find((version) => semver.eq(version, wanted));
  return semver.validRange(wanted) === null ? undefined : (semver.maxSatisfying(known, wanted) ?? undefined);
}

/** Whether a text is a SemVer version or range, so that `chooseVersion` can answer it. */
export function isVersionOrRange(text: string): boolean {
  return semver.validRange(text) !== null;
}
