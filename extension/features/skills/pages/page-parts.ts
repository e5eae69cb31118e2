import type { InstalledSkill } from '../../../../runtime/registry/installed-skill.ts';
import type { Finding, FindingSeverity } from '../../../../runtime/skill/scan/finding.ts';
import { type Html, html } from './html.ts';
import type { PageLink } from './skill-pages.ts';

type Fact = readonly [name: string, value: string | Html | undefined];

/** A list of facts; those that are not known are left out. */
export function factList(facts: readonly Fact[]): Html {
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl>${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Where a version came from. */
export function originFacts({ source, sourcePath, resolved, digest }: InstalledSkill): Fact[] {
  const folder = sourcePath === undefined ? '' : ` (${sourcePath})`;
  return [
    ['Source', `${source}${folder}`],
    ['Version there', resolved?.version],
    ['Commit', resolved?.commit],
    ['Address', resolved?.address],
    ['Digest', html`<code>${digest}</code>`],
  ];
}

/** Who wrote it and under which terms. */
export function authorFacts({ manifest }: InstalledSkill): Fact[] {
  return [
    ['Author', manifest.author],
    ['License', manifest.license],
    ['Guardrails', manifest.guardrails.join(', ')],
  ];
}

/** What of a person's accounts the skill asks for. */
export function connectorList({ manifest: { connectors } }: InstalledSkill): Html {
  if (connectors.length === 0) return html`<p class="quiet">It asks for none of your accounts.</p>`;
  return html`<ul>${connectors.map(
    ({ id, scopes, optional }) =>
      html`<li><strong>${id}</strong>${scopes.length > 0 ? `: ${scopes.join(', ')}` : ''}${
        optional ? html` <span class="quiet">(optional)</span>` : ''
      }</li>`,
  )}</ul>`;
}

const severityWords: Readonly<Record<FindingSeverity, string>> = {
  block: 'Dangerous',
  warn: 'Doubtful',
  info: 'For information',
};

/** What the scan found, the worst first. */
export function findingList(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html`<p class="quiet">The scan found nothing.</p>`;
  const order: readonly FindingSeverity[] = ['block', 'warn', 'info'];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return html`<ul class="plain">${sorted.map(
    ({ severity, path, line, message, rule }) =>
      html`<li><span class="severity ${severity}">${severityWords[severity]}</span> ${message}
<br><span class="quiet"><code>${path}:${line}</code> ${rule}</span></li>`,
  )}</ul>`;
}

/** Links that do something, as a row. The first is what the page is for. */
export function actionRow(
  link: PageLink,
  actions: readonly (readonly [action: string, label: string])[],
): Html {
  return html`<ul class="actions">${actions.map(
    ([action, label], index) =>
      html`<li><a class="${index === 0 ? 'primary' : ''}" href="${link(action)}">${label}</a></li>`,
  )}</ul>`;
}

/** A day and a time as the person writes them. */
export function timeOf(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
