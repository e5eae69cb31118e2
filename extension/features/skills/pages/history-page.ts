import type { Operation, OperationKind } from '../../../../runtime/store/history.ts';
import { type Html, html } from '../../../pages/html.ts';
import { actionRow, timeOf } from '../../../pages/page-parts.ts';
import type { PageLink } from '../../../pages/pages.ts';

/** What the page shows. */
export interface ShownHistory {
  readonly title: string;
  readonly operations: readonly Operation[];
  /** Of all skills, not of one. */
  readonly ofAll: boolean;
  /** A removed skill can be brought back. */
  readonly hasRemoved: boolean;
}

const kindWords: Readonly<Record<OperationKind, string>> = {
  install: 'Installed',
  update: 'Updated',
  rollback: 'Rolled back',
  remove: 'Removed',
  restore: 'Restored',
  pin: 'Pinned',
  unpin: 'Unpinned',
  enable: 'Switched on',
  disable: 'Switched off',
  'bring-back': 'Brought back',
};

/** What was done to one skill, or to all. Its action: bring-back. */
export function historyPage({ title, operations, ofAll, hasRemoved }: ShownHistory, link: PageLink): Html {
  const actions = actionRow(link, [['bring-back', 'Bring Back Removed Skill…']], false);
  return html`<h1>${title}</h1>${hasRemoved ? actions : ''}${operationTable(operations, ofAll)}`;
}

/** @param withSkill whether it is told which skill each line is about */
export function operationTable(operations: readonly Operation[], withSkill: boolean): Html {
  if (operations.length === 0) return html`<p class="quiet">Nothing was done yet.</p>`;
  const head = ['When', 'What', ...(withSkill ? ['Skill'] : []), 'Version', 'Through'];
  return html`<table><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${operations.map(
    (operation) =>
      html`<tr><td>${timeOf(operation.at)}</td><td>${kindWords[operation.kind]}</td>${
        withSkill ? html`<td>${operation.skill}</td>` : ''
      }<td>${versionsOf(operation)}</td><td>${operation.by ?? ''}</td></tr>`,
  )}</tbody></table>`;
}

/** The verb says whether the one version came or went. */
function versionsOf({ fromVersion, toVersion }: Operation): string {
  if (fromVersion === toVersion) return fromVersion ?? '';
  return [fromVersion, toVersion].filter((version) => version !== undefined).join(' → ');
}
