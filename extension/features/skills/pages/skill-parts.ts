import type { InstalledSkill } from '../../../../runtime/registry/installed-skill.ts';
import type { Finding, FindingSeverity } from '../../../../runtime/skill/scan/finding.ts';
import { type Html, html } from '../../../pages/html.ts';
import type { Fact } from '../../../pages/page-parts.ts';

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
