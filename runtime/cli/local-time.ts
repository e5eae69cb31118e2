/**
 * @param at ISO 8601
 * @returns `2026-03-04 05:06`, where the person is: Swedish writes a date as ISO 8601 does
 */
export function localTime(at: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));
}
