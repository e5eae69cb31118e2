/** The sources are asked no more often than this by themselves, in milliseconds. */
const betweenChecks = 6 * 60 * 60_000;

/**
 * Whether the sources of the installed skills are to be asked for newer versions without anybody having called for it.
 *
 * @param wanted what the setting says; it must be a clear yes
 * @param last when they were asked last, in milliseconds since 1970
 * @param now the same for this moment; a clock that was set back counts as a long time
 */
export function isCheckDue(wanted: unknown, last: number, now: number): boolean {
  return wanted === true && Math.abs(now - last) >= betweenChecks;
}
