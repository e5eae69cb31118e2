import type { Operation, OperationKind } from '../../../../runtime/store/history.ts';
import { type Html, html } from '../../../pages/html.ts';
import { timeOf } from '../../../pages/page-parts.ts';

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

/** What was done to one skill, or to all. */
export function historyPage(title: string, operations: readonly Operation[], ofAll: boolean): Html {
  return html`<h1>${title}</h1>${operationTable(operations, ofAll)}`;
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
