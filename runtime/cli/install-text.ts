import { isAbsolute, relative, resolve } from 'node:path';
import { oneLine, ownLines } from '../one-line.ts';
import type { InstalledSkill } from '../registry/installed-skill.ts';
import type { InstallReport, InstallResult } from '../registry/installer.ts';
import { approvalReasons, type Proposal } from '../registry/proposal.ts';
import { wantedScopes } from '../registry/wanted-scopes.ts';
import { formatDiagnostic } from '../skill/diagnostic.ts';
import { formatFinding } from '../skill/scan/blocked-error.ts';
import type { Finding } from '../skill/scan/finding.ts';

/** So many lines of a diff are shown to somebody who is about to agree; a dry run shows all of them. */
const mostDiffLines = 400;
/** What an author says of a version only helps to understand the diff. */
const mostChangelogLines = 40;
/** More new skills than this at once are told of in a line each. */
const mostShownWhole = 5;

type Changes = Proposal['changes'];

/**
 * What a person reads before skills are switched in that nobody is asked about. Of many, only those are shown whole that
 * there is a reason to look at, and every one that tells the model something else than before.
 */
export function overviewLines(proposals: readonly Proposal[]): string[] {
  if (proposals.length <= mostShownWhole) return proposals.flatMap(proposalLines);
  const striking = proposals.filter(
    (proposal) => approvalReasons(proposal).length > 0 || changesWhatIsTold(proposal),
  );
  const others = proposals.filter((proposal) => !striking.includes(proposal));
  return [
    '',
    `${proposals.length} skills were checked and scanned:`,
    ...others.map(overviewLine),
    ...striking.flatMap(proposalLines),
  ];
}

/** Whether a model would be told something else of the skill, or by it, than by the installed version. */
function changesWhatIsTold({ changes }: Proposal): boolean {
  return changes !== undefined && (changes.promptDiff !== '' || changes.toolSurface.length > 0);
}

/** What a skill is, from where, what it wants, and how much there is to look at. */
function overviewLine(proposal: Proposal): string {
  const { record, changes, findings } = proposal;
  const scopes = wantedScopes(record);
  const found = findings.filter(isToBeTold).length;
  const { added, removed, changed } = changes?.files ?? { added: [], removed: [], changed: [] };
  const files = added.length + removed.length + changed.length;
  const facts = [
    headline(proposal),
    record.sourcePath ?? record.source.replace(/^folder:/u, ''),
    ...(files > 0 ? [`${files} ${files === 1 ? 'file differs' : 'files differ'}`] : []),
    ...(scopes.length > 0 ? [`wants ${scopes.join(', ')}`] : []),
    ...(found > 0 ? [`${found} ${found === 1 ? 'finding' : 'findings'}`] : []),
  ];
  return `  ${facts.join('  ')}`;
}

/** A skill's name and the version that is to come, after the one that is there. */
function headline({ record, previous }: Proposal): string {
  const { name, version } = record.manifest;
  return `${name} ${previous === undefined ? version : `${previous.manifest.version} → ${version}`}`;
}

function isToBeTold({ severity }: Finding): boolean {
  return severity !== 'info';
}

/** What a person reads before they agree to a skill. */
export function proposalLines(proposal: Proposal): string[] {
  const { record, changes, findings } = proposal;
  const reasons = approvalReasons(proposal);
  const lines = ['', headline(proposal), ...aboutLines(record)];
  for (const finding of findings.filter(isToBeTold)) lines.push(`  Found ${formatFinding(finding)}`);
  lines.push(...changeLines(changes, mostChangelogLines));
  if (!reasons.some(({ code }) => code === 'tool-surface')) lines.push(...surfaceLines(changes));
  lines.push(...diffLines(changes, mostDiffLines));
  for (const { message } of reasons) lines.push(`  ! ${message}`);
  return lines;
}

/** What a skill is, from where, and what it wants. */
function aboutLines(record: InstalledSkill): string[] {
  const { description, author } = record.manifest;
  const scopes = wantedScopes(record);
  return [
    `  ${description}`,
    `  From ${record.source}${record.sourcePath === undefined ? '' : ` (${record.sourcePath})`}`,
    `  Digest ${record.digest}`,
    ...(author === undefined ? [] : [`  By ${author}`]),
    ...(scopes.length > 0 ? [`  Wants ${scopes.join(', ')}`] : []),
  ];
}

/** Which files an update changes, and what its author says of it. */
function changeLines(changes: Changes, mostLines: number): string[] {
  if (changes === undefined) return [];
  const { added, removed, changed } = changes.files;
  const files = [
    ['New', added],
    ['Gone', removed],
    ['Changed', changed],
  ] as const;
  return [
    ...files.flatMap(([word, paths]) => (paths.length > 0 ? [`  ${word}: ${paths.join(', ')}`] : [])),
    ...(changes.changelog === undefined ? [] : quoted(changes.changelog, mostLines)),
  ];
}

function surfaceLines(changes: Changes): string[] {
  if (changes === undefined || changes.toolSurface.length === 0) return [];
  return [`  What clients see of it changes: ${changes.toolSurface.join(', ')}.`];
}

function diffLines(changes: Changes, mostLines: number): string[] {
  if (changes === undefined) return [];
  const diffs = [changes.promptDiff, changes.surfaceDiff].filter((diff) => diff !== '');
  return diffs.flatMap((diff) => quoted(diff, mostLines));
}

/** Whoever is shown only the beginning is told so, and how to see it all before they agree. */
function quoted(text: string, mostLines: number): string[] {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, mostLines).map((line) => `  | ${line}`);
  const left = lines.length - shown.length;
  if (left === 0) return shown;
  const more = left === 1 ? 'one more line is' : `${left} more lines are`;
  return [...shown, `  ! ${more} not shown here: run the same command with --dry-run to read all of it.`];
}

/** What was done, for people. @param project the folder of the project it was done in, instead of the person's registry */
export function reportText(report: InstallReport, dryRun: boolean, project: string | undefined): string {
  // The one way out: no name, path or message of a skill can make a line of its own.
  return reportLines(report, dryRun, project).map(oneLine).join('\n');
}

function reportLines(
  { results, refused, declined }: InstallReport,
  dryRun: boolean,
  project: string | undefined,
): string[] {
  const lines = results.flatMap((result) => resultLines(result, dryRun));
  for (const { path, error } of refused)
    lines.push(...ownLines(`${oneLine(path)} is refused: ${error.message} ${error.remedy}`));
  for (const { skill, reasons } of declined) {
    const why = reasons.map(({ message }) => message).join(' ');
    lines.push(
      `${skill.manifest.name} ${skill.manifest.version} was not installed${why === '' ? '' : `: ${why}`}`,
      ...(why === '' ? [] : [`  Run the command again with --yes if you agree.`]),
    );
  }
  for (const { skill } of results)
    if (project !== undefined && isFolderOutside(project, skill.source))
      lines.push(
        `${skill.manifest.name} comes from a folder outside the project, from where your team cannot restore it.`,
      );
  if (!dryRun && results.some(({ action }) => action !== 'unchanged'))
    lines.push(
      project !== undefined
        ? 'Commit `.aios/skills` and `aios.lock.yaml`, so that your team reads what changed and has the same.'
        : 'Deliver to your AI clients with `aios sync`.',
    );
  return lines;
}

function isFolderOutside(project: string, source: string): boolean {
  if (!source.startsWith('folder:')) return false;
  const way = relative(project, resolve(project, source.slice('folder:'.length)));
  return way.startsWith('..') || isAbsolute(way);
}

function resultLines(
  { skill, action, previousVersion, changes, diagnostics, findings }: InstallResult,
  dryRun: boolean,
): string[] {
  const { name, version } = skill.manifest;
  const from =
    previousVersion !== undefined && previousVersion !== version ? ` (was ${previousVersion})` : '';
  const done = dryRun ? `would be ${action}` : action;
  const all = Number.POSITIVE_INFINITY;
  return [
    action === 'unchanged'
      ? `${name} ${version} is already installed.`
      : `${name} ${version} ${done}${from}.`,
    // What was done was shown before; whoever only looks has not seen it.
    ...(dryRun && action !== 'unchanged'
      ? [
          ...aboutLines(skill),
          ...changeLines(changes, all),
          ...surfaceLines(changes),
          ...diffLines(changes, all),
        ]
      : []),
    ...diagnostics.map((diagnostic) => `  ${formatDiagnostic(diagnostic)}`),
    ...findings.filter(isToBeTold).map((finding) => `  ${formatFinding(finding)}`),
  ];
}

/** What was done, for programs. A single skill's keys stand at the root too. */
export function reportJson({ results, refused, declined }: InstallReport, dryRun: boolean): object {
  const skills = results.map((result) => resultJson(result, dryRun));
  const [only] = skills;
  return {
    ...(skills.length === 1 && refused.length === 0 && declined.length === 0 && only),
    skills,
    refused: refused.map(({ path, error: { code, message, remedy, details } }) => ({
      path,
      error: { code, message, remedy, details },
    })),
    declined: declined.map((result) => ({ ...resultJson(result, dryRun), reasons: result.reasons })),
  };
}

function resultJson(result: InstallResult, dryRun: boolean) {
  const { skill, action, previousVersion, changes, diagnostics, findings } = result;
  const { manifest, source, sourcePath, resolved, digest, enabledFor } = skill;
  const { id, name, version } = manifest;
  return {
    action,
    dryRun,
    skill: { id, name, version, source, sourcePath, resolved, digest, clients: enabledFor },
    previousVersion,
    changes,
    diagnostics,
    findings,
  };
}
