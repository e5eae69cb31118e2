import type { Confirmation } from './confirmation.ts';

/**
 * @param now left out, this moment
 * @returns whether a client took up what was delivered to it, in local time: `seen at 10:42 by claude-ai 1.2`
 */
export function confirmationText(confirmation: Confirmation, now = new Date()): string {
  switch (confirmation.state) {
    case 'delivered':
      return 'delivered';
    case 'seen':
      return `seen at ${momentText(confirmation.at, now)} by ${confirmation.by}`;
    case 'not-seen':
      return `not seen since ${momentText(confirmation.since, now)}`;
  }
}

/** The time, with the day in front where that is not today's. */
export function momentText(moment: Date, now: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  const day = (of: Date): string => `${of.getFullYear()}-${two(of.getMonth() + 1)}-${two(of.getDate())}`;
  return day(moment) === day(now) ? time : `${day(moment)} ${time}`;
}
