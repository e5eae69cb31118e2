import { type Html, html } from './html.ts';
import type { PageLink } from './pages.ts';

/** What is known of something; undefined or empty where it is not. */
export type Fact = readonly [name: string, value: string | Html | undefined];

/** A list of facts; those that are not known are left out. */
export function factList(facts: readonly Fact[]): Html {
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl>${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/**
 * Links that do something, as a row. The first is what the page is for.
 *
 * @param isFirstMeant false where nothing of it is called for now
 */
export function actionRow(
  link: PageLink,
  actions: readonly (readonly [action: string, label: string])[],
  isFirstMeant = true,
): Html {
  return html`<ul class="actions">${actions.map(
    ([action, label], index) =>
      html`<li><a class="${isFirstMeant && index === 0 ? 'primary' : ''}" href="${link(action)}">${label}</a></li>`,
  )}</ul>`;
}

/** A day and a time as the person writes them. */
export function timeOf(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
