import type { SkillRecord } from '../../../../runtime/registry/installed-skill.ts';
import type { Finding } from '../../../../runtime/skill/scan/finding.ts';
import type { Operation } from '../../../../runtime/store/history.ts';
import { type Html, html } from '../../../pages/html.ts';
import { actionRow, factList, timeOf } from '../../../pages/page-parts.ts';
import type { PageLink } from '../../../pages/pages.ts';
import { operationTable } from './history-page.ts';
import { authorFacts, connectorList, findingList, originFacts } from './skill-parts.ts';

/** How a skill stands at a client, in words. */
export interface ShownClient {
  readonly name: string;
  readonly state: string;
}

/** What the page of an installed skill shows. */
export interface SkillDetails {
  readonly record: SkillRecord;
  readonly versions: readonly SkillRecord[];
  /** The newest first. */
  readonly operations: readonly Operation[];
  readonly clients: readonly ShownClient[];
  /** What its source has now, if that is known and newer. */
  readonly offered: string | undefined;
  /** Of this moment; undefined when its files are damaged. */
  readonly findings: readonly Finding[] | undefined;
  readonly paths: readonly string[];
  /** Headings of the prompt. */
  readonly outline: readonly string[];
  readonly readme: Html | undefined;
  readonly changelog: Html | undefined;
}

/** One installed skill. Its actions: update, roll-back, pin, unpin, enable, copy, remove, read. */
export function detailsPage(details: SkillDetails, link: PageLink): Html {
  const { record, offered, readme, changelog } = details;
  const { manifest, pinned, link: linked } = record;
  const marks = [pinned ? 'pinned' : '', linked === undefined ? '' : 'linked'].filter((mark) => mark !== '');
  return html`<h1>${manifest.name} <span class="version">${[manifest.version, ...marks].join(' · ')}</span></h1>
<p class="lead">${manifest.description}</p>
${offered === undefined ? '' : html`<p role="note">Its source now has <strong>${offered}</strong>.</p>`}
${actionRow(link, actionsOf(details), offered !== undefined)}
${damageNotice(details)}
${factList([
  ['Id', manifest.id],
  ['Installed', timeOf(record.installedAt)],
  ...originFacts(record),
  ['Follows', linked],
  ...authorFacts(record),
])}
${readme === undefined ? '' : html`<h2>Read Me</h2><div class="others">${readme}</div>`}
${promptPart(details, link)}
<h2>What It Asks For</h2>
${connectorList(record)}
<h2>Where It Is Delivered</h2>
${clientTable(details)}
<h2>What a Scan Finds Now</h2>
${details.findings === undefined ? '' : findingList(details.findings)}
<h2>Versions Kept</h2>
${versionTable(details)}
${changelog === undefined ? '' : html`<h2>Changelog</h2><div class="others">${changelog}</div>`}
<h2>History</h2>
${operationTable(details.operations, false)}`;
}

function actionsOf({ record: { pinned, digest }, versions }: SkillDetails): [string, string][] {
  const hasEarlier = versions.some((version) => version.digest !== digest);
  return [
    ['update', 'Update'],
    ...(hasEarlier ? [['roll-back', 'Roll Back…'] as [string, string]] : []),
    pinned ? ['unpin', 'Unpin'] : ['pin', 'Pin'],
    ['enable', 'Enable for…'],
    ['copy', 'Copy Source'],
    ['remove', 'Remove'],
  ];
}

function damageNotice({ findings, record: { source } }: SkillDetails): Html | string {
  if (findings !== undefined) return '';
  return html`<div class="notice" role="note"><h2>Its Files Were Changed</h2>
<p>What stands in the registry is no longer what was installed. Install it again from ${source.replace(/^folder:/u, '')}; that puts it right.</p></div>`;
}

function promptPart({ record, outline, paths }: SkillDetails, link: PageLink): Html {
  const { promptFile } = record.manifest;
  return html`<h2>What the Model Is Told</h2>
${outline.length === 0 ? '' : html`<ul>${outline.map((heading) => html`<li>${heading}</li>`)}</ul>`}
<p>${paths.includes(promptFile) ? html`<a href="${link('read', promptFile)}">Read ${promptFile}</a>` : ''}</p>
<details><summary>${paths.length === 1 ? 'One file' : `${paths.length} files`}</summary>
<ul>${paths.map((path) => html`<li><a href="${link('read', path)}">${path}</a></li>`)}</ul></details>`;
}

function clientTable({ clients }: SkillDetails): Html {
  if (clients.length === 0) return html`<p class="quiet">No client on this machine can have it.</p>`;
  return html`<table><thead><tr><th scope="col">Client</th><th scope="col">State</th></tr></thead>
<tbody>${clients.map(({ name, state }) => html`<tr><td>${name}</td><td>${state}</td></tr>`)}</tbody></table>`;
}

function versionTable({ versions, record }: SkillDetails): Html {
  return html`<table><thead><tr><th scope="col">Version</th><th scope="col">Installed</th><th scope="col">Digest</th></tr></thead>
<tbody>${versions.map(
    ({ manifest, installedAt, digest }) =>
      html`<tr><td>${manifest.version}${digest === record.digest ? ' (current)' : ''}</td><td>${timeOf(installedAt)}</td><td><code>${digest.slice('sha256:'.length, 'sha256:'.length + 12)}</code></td></tr>`,
  )}</tbody></table>`;
}
