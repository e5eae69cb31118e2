import { approvalReasons, type Proposal } from '../../../../runtime/registry/proposal.ts';
import { type Html, html } from '../../../pages/html.ts';
import { actionRow, factList } from '../../../pages/page-parts.ts';
import type { PageLink } from '../../../pages/pages.ts';
import { authorFacts, connectorList, findingList, originFacts } from './skill-parts.ts';

/** A proposal with what is shown of its texts. */
export interface ShownProposal {
  readonly proposal: Proposal;
  /** What a skill that is new says of itself. */
  readonly readme: Html | undefined;
  /** What the changelog says of the versions in between. */
  readonly changelog: Html | undefined;
  /** Whether the person left it out. */
  readonly isLeftOut: boolean;
}

/** What a person reads before they agree to skills. Its actions: agree, cancel, leave-out, compare, read. */
export function proposalPage(shown: readonly ShownProposal[], link: PageLink): Html {
  const wanted = shown.filter(({ isLeftOut }) => !isLeftOut).length;
  const verb = shown.every(({ proposal }) => proposal.previous !== undefined) ? 'Update' : 'Install';
  const all = shown.length === 1 ? verb : `${verb} ${wanted} of ${shown.length}`;
  const actions = [...(wanted > 0 ? [['agree', all] as const] : []), ['cancel', 'Cancel'] as const];
  if (shown.length === 1)
    return html`${shown.map((one) => oneSkill(one, 0, link, actionRow(link, actions)))}`;
  return html`<h1>${verb} ${shown.length} Skills?</h1>
<p class="quiet">Nothing was changed yet. Read what each one is, and leave out what you do not want.</p>
${actionRow(link, actions)}
${shown.map((one, index) => oneSkill(one, index, link, leaveOut(one, index, link)))}`;
}

function leaveOut({ isLeftOut, proposal }: ShownProposal, index: number, link: PageLink): Html {
  const { name } = proposal.record.manifest;
  return html`<ul class="actions"><li><a href="${link('leave-out', index)}">${
    isLeftOut ? `Take ${name} Too` : `Leave ${name} Out`
  }</a></li></ul>`;
}

function oneSkill(shown: ShownProposal, index: number, link: PageLink, actions: Html): Html {
  const { proposal, readme, changelog, isLeftOut } = shown;
  const { record, previous, findings, diagnostics } = proposal;
  const { manifest } = record;
  const from = previous === undefined ? '' : `${previous.manifest.version} → `;
  return html`<section class="skill ${isLeftOut ? 'left-out' : ''}">
<h1>${manifest.name} <span class="version">${from}${manifest.version}${isLeftOut ? ' (left out)' : ''}</span></h1>
<p class="lead">${manifest.description}</p>
${actions}
${reasonList(proposal)}
${factList([...originFacts(record), ...authorFacts(record)])}
<h2>What It Asks For</h2>
${connectorList(record)}
<h2>What the Scan Found</h2>
${findingList(findings)}
${diagnostics.length === 0 ? '' : html`<ul>${diagnostics.map(({ message }) => html`<li>${message}</li>`)}</ul>`}
${readme === undefined ? '' : html`<h2>Read Me</h2><div class="others">${readme}</div>`}
${changelog === undefined ? '' : html`<h2>What Its Changelog Says</h2><div class="others">${changelog}</div>`}
${fileList(proposal, index, link)}
</section>`;
}

function reasonList(proposal: Proposal): Html | string {
  const reasons = approvalReasons(proposal);
  if (reasons.length === 0) return '';
  return html`<div class="notice" role="note"><h2>Look at This First</h2>
<ul>${reasons.map(({ message }) => html`<li>${message}</li>`)}</ul></div>`;
}

function fileList(proposal: Proposal, index: number, link: PageLink): Html {
  const { record, changes } = proposal;
  // A file's place in the list is all that a link says of it.
  const paths = comparablePaths(proposal);
  if (changes === undefined)
    return html`<h2>Its Files</h2>
<ul>${paths.map(
      (path, place) =>
        html`<li><a href="${link('read', `${index}/${place}`)}">${path}</a>${
          path === record.manifest.promptFile
            ? html` <span class="quiet">(what the model is told)</span>`
            : ''
        }</li>`,
    )}</ul>`;
  const { added, removed } = changes.files;
  const word = (path: string): string =>
    added.includes(path) ? 'New' : removed.includes(path) ? 'Gone' : 'Changed';
  return html`<h2>What Changes</h2>
${
  paths.length === 0
    ? html`<p class="quiet">Its files are the same.</p>`
    : html`<ul class="plain">${paths.map(
        (path, place) =>
          html`<li>${word(path)}: <a href="${link('compare', `${index}/${place}`)}">${path}</a>${
            path === record.manifest.promptFile
              ? html` <span class="quiet">(what the model is told)</span>`
              : ''
          }</li>`,
      )}</ul>`
}`;
}

/** @returns the files that can be looked at: of a new skill all, of an update those that change */
export function comparablePaths({ record, files, changes }: Proposal): string[] {
  const { promptFile } = record.manifest;
  const paths =
    changes === undefined
      ? [...files.keys()]
      : [...changes.files.changed, ...changes.files.added, ...changes.files.removed];
  // What the model is told matters most.
  return [...paths.filter((path) => path === promptFile), ...paths.filter((path) => path !== promptFile)];
}
