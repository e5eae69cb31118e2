import { AiosError, messageOf } from '../../../runtime/errors.ts';
import type { ServerReport } from '../../../runtime/server-status.ts';
import type { Run } from '../../../runtime/store/run.ts';
import type { ServerStart } from '../../../runtime/sync/server-starts.ts';
import { type Html, html } from '../../pages/html.ts';
import { actionRow, factList, timeOf } from '../../pages/page-parts.ts';
import type { PageLink } from '../../pages/pages.ts';
import type { EditorServer, Offer } from './editor-server.ts';

export interface ServerPageParts {
  readonly report: ServerReport;
  readonly server: Pick<EditorServer, 'offer' | 'skills'>;
  /** Of this extension. */
  readonly version: string;
}

const offerWords: Readonly<Record<Offer, string>> = {
  offered: 'Offered by this extension; no file was changed for it',
  'in-config': 'Through its entry in mcp.json',
  'no-skills': 'Not offered: no skill is on for it',
  'left-alone': 'Not offered: AI OS leaves this editor alone, as you chose',
  'not-able': 'Not by this extension; Sync writes its config where the editor is a known client',
};

/** What there is to know of the MCP server. */
export function serverPage(title: string, parts: ServerPageParts, link: PageLink): Html {
  const { report, version } = parts;
  return html`<h1>${title}</h1>
<p class="lead">${leadText(report)}</p>
${actionRow(link, [
  ['restart', 'Restart'],
  ['log', 'Open Log'],
  ['copy', 'Copy Path'],
])}
${nextStep(parts, link)}
<h2>How It Is Reached</h2>
${addressFacts(parts)}
<h2>Running Now</h2>
${runningTable(report.running, version)}
<h2>Seen Before</h2>
${earlierTable(report.earlier)}
<h2>Last Runs</h2>
${runsPart(report)}`;
}

function leadText({ running }: ServerReport): string {
  if (running.length === 0)
    return 'No client has it running now. Clients start it themselves, each its own copy.';
  if (running.length === 1) return 'One copy of it runs now, for the client that started it.';
  return `${running.length} copies of it run now, each for the client that started it.`;
}

/** What to do where there is nothing to see yet. */
function nextStep({ report, server }: ServerPageParts, link: PageLink): Html | string {
  if (server.skills === 0 && server.offer === 'no-skills')
    return html`<div class="notice"><h2>No skill is on for this editor</h2>
<p>The server has nothing to offer without one. <a href="${link('install')}">Install a skill</a>, and every client gets it.</p></div>`;
  if (report.isInstalled) return '';
  return html`<div class="notice"><h2>Not on this machine yet</h2>
<p>The server is put in place with the first delivery. <a href="${link('sync')}">Sync</a> now, then reload your AI client.</p></div>`;
}

function addressFacts({ report, server }: ServerPageParts): Html {
  const { launcher, tokenFile } = report;
  return factList([
    ['Over stdio', html`<code>${launcher}</code>`],
    ['Over HTTP', html`<code>${launcher} --http 127.0.0.1:PORT</code>`],
    [
      'Bearer token',
      html`<code>${tokenFile}</code> <span class="quiet">(once it was started over HTTP)</span>`,
    ],
    ['In this editor', offerWords[server.offer]],
    ['Skills on here', String(server.skills)],
  ]);
}

function runningTable(running: readonly ServerStart[], version: string): Html {
  if (running.length === 0)
    return html`<p class="quiet">A client starts it when it is opened, or when a chat first needs a tool.</p>`;
  return tableOf(
    ['Client', 'Through', 'Since', 'Server', 'Process'],
    running.map((start) => [
      clientText(start),
      start.transport,
      timeOf(start.started.toISOString()),
      start.serverVersion === version ? version : `${start.serverVersion}, until its client restarts`,
      String(start.pid),
    ]),
  );
}

function earlierTable(earlier: readonly ServerStart[]): Html {
  if (earlier.length === 0)
    return html`<p class="quiet">No other client has started it in the last seven days.</p>`;
  return tableOf(
    ['Client', 'Last Seen', 'How It Ended'],
    earlier.map((start) => [
      clientText(start),
      timeOf((start.ended ?? start.lastSeen).toISOString()),
      start.ended === undefined ? 'Killed, or with the machine' : 'Closed by its client',
    ]),
  );
}

function runsPart({ runs, runsProblem }: ServerReport): Html {
  if (runsProblem !== undefined) {
    const remedy = AiosError.is(runsProblem) ? ` ${runsProblem.remedy}` : '';
    return html`<p class="severity warn">${messageOf(runsProblem)}${remedy}</p>`;
  }
  if (runs.length === 0)
    return html`<p class="quiet">No client has completed a run of a skill yet. Ask one to use a skill by its name.</p>`;
  return html`${tableOf(
    ['When', 'Skill', 'Client', 'Took', 'Result'],
    runs.map((run) => [
      timeOf(run.endedAt),
      `${run.skill} ${run.version}`,
      [run.clientName ?? 'unknown', run.clientVersion].join(' ').trim(),
      `${(run.milliseconds / 1000).toFixed(1)}\u00a0s`,
      resultPart(run),
    ]),
  )}
<p class="quiet">What went in and came out: <code>aios runs RUN-ID</code>. What a copy itself reports stands in the log of its client.</p>`;
}

function resultPart({ status, problems }: Run): Html | string {
  if (status === 'completed') return 'Completed';
  return html`<span class="severity warn">Sent back</span> ${problems.slice(0, 3).join(' ')}${
    problems.length > 3 ? ` And ${problems.length === 4 ? 'one' : problems.length - 3} more.` : ''
  }`;
}

function clientText({ client, transport }: ServerStart): string {
  if (client !== undefined) return `${client.name} ${client.version}`.trim();
  return transport === 'http' ? 'Whoever has its token' : 'Not said yet';
}

function tableOf(head: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  return html`<table><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
}
