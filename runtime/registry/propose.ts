import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AiosError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { type Diagnostic, formatDiagnostic } from '../skill/diagnostic.ts';
import { loadSkill } from '../skill/load-skill.ts';
import type { Finding } from '../skill/scan/finding.ts';
import type { ScanThread } from '../skill/scan/scan-thread.ts';
import { describeSkill } from './describe-skill.ts';
import type { Provenance, SkillRecord } from './installed-skill.ts';
import { type Choices, withChoices } from './keep-choices.ts';
import { refuseLfsPointers } from './lfs-pointers.ts';
import type { Proposal } from './proposal.ts';
import type { SkillPlace } from './skill-place.ts';

/** A skill's folder as it was read. */
export interface ReadSkill {
  readonly files: FileContents;
  /** What the folder is called; an agent skill without a name is called after it. */
  readonly name: string;
  /** Where it stands, for messages. */
  readonly folder: string;
  readonly provenance: Provenance;
}

export interface ProposeOptions {
  /** ISO 8601. */
  readonly installedAt: string;
  /** Digest of the content that a person wants although the scan blocks it. Nothing else accepts a finding. */
  readonly acceptDigest?: string;
  /** Switch it on for these clients only; left out, an update keeps what was chosen. */
  readonly clients?: readonly string[];
  readonly link?: string;
  /** Scans in a thread of its own. Left out, the scan happens here. */
  readonly scanThread?: ScanThread;
}

/** What of a skill that is about to be installed is known of the installed one. */
export type Installed = Pick<SkillPlace, 'previous' | 'lostChoices' | 'filesOf'>;

/**
 * Checks and scans a skill, and tells how it differs from what is installed. Every way into the registry passes
 * here.
 *
 * @throws AiosError `lfs_pointer`; `skill_invalid` with every diagnostic; BlockedError `scan_blocked` with every finding
 */
export async function propose(
  read: ReadSkill,
  installed: Installed,
  options: ProposeOptions,
): Promise<Proposal> {
  refuseLfsPointers(read.files, read.provenance.source.replace(/^folder:/u, ''));
  const { skill, diagnostics, files } = loadSkill(read.files, read.name);
  if (skill === undefined) throw invalidSkill(read.folder, diagnostics);
  const record = describeSkill(skill, files, read.provenance, options.installedAt);
  const findings = await scan(record, files, options);
  return withPrevious({ record, files, diagnostics, findings }, installed, options);
}

type Checked = Pick<Proposal, 'record' | 'files' | 'diagnostics' | 'findings'>;

/** @returns the proposal as it stands against what is installed at this moment */
export async function withPrevious(
  checked: Checked,
  installed: Installed,
  options: Pick<ProposeOptions, 'clients' | 'link'>,
): Promise<Proposal> {
  const previous = await installed.previous(checked.record.manifest.id);
  const choices = previous ?? (await installed.lostChoices?.(checked.record.manifest.id));
  const chosen = choose(checked.record, previous, choices, options);
  if (previous === undefined)
    return { ...checked, record: chosen, action: 'installed', previous, changes: undefined };
  if (isSame(previous, chosen))
    return { ...checked, record: previous, action: 'unchanged', previous, changes: undefined };
  const { compareSkills } = await import('./compare-skills.ts');
  const changes = compareSkills(
    { record: previous, files: await installed.filesOf(previous) },
    { record: chosen, files: checked.files },
  );
  return { ...checked, record: chosen, action: 'updated', previous, changes };
}

/** What a person chose for the installed version holds for the next one. */
function choose(
  record: SkillRecord,
  previous: SkillRecord | undefined,
  choices: Choices | undefined,
  { clients, link }: Pick<ProposeOptions, 'clients' | 'link'>,
): SkillRecord {
  const { link: _link, before: _before, ...rest } = record;
  const before = previous?.folder === record.folder ? previous.before : previous?.folder;
  const { pinned = false } = choices ?? {};
  return {
    ...withChoices(rest, clients === undefined ? choices : { enabledFor: clients, pinned }),
    ...(link !== undefined && { link }),
    ...(before !== undefined && { before }),
  };
}

function isSame(previous: SkillRecord, next: SkillRecord): boolean {
  const chosen = ({ enabledFor, disabledFor, link, sourcePath }: SkillRecord): unknown[] => [
    enabledFor,
    disabledFor,
    link,
    sourcePath,
  ];
  const isSameSource = previous.source === next.source || previous.source.startsWith('folder:');
  return previous.digest === next.digest && isSameSource && isDeepStrictEqual(chosen(previous), chosen(next));
}

async function scan(
  { digest, manifest }: SkillRecord,
  files: FileContents,
  { acceptDigest, scanThread }: Pick<ProposeOptions, 'acceptDigest' | 'scanThread'>,
): Promise<readonly Finding[]> {
  const findings = scanThread === undefined ? await scanHere(files) : await scanThread.scan(files);
  const isBlocked = findings.some(({ severity }) => severity === 'block');
  if (isBlocked && acceptDigest !== digest) {
    const { BlockedError } = await import('../skill/scan/blocked-error.ts');
    throw new BlockedError(manifest.name, findings, digest);
  }
  return findings;
}

async function scanHere(files: FileContents): Promise<readonly Finding[]> {
  const { scanFiles } = await import('../skill/scan/scan-files.ts');
  return scanFiles(files);
}

function invalidSkill(folder: string, diagnostics: readonly Diagnostic[]): AiosError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const lines = errors.map((diagnostic) => `\n  ${formatDiagnostic(diagnostic)}`);
  const found =
    errors.length === 1 && first
      ? ` ${first.message} (${first.file}:${first.line}:${first.column})`
      : lines.join('');
  return new AiosError(`${folder} is not a valid skill:${found}`, {
    code: 'skill_invalid',
    remedy: errors.length === 1 ? (first?.remedy ?? '') : 'Correct what is listed and try again.',
    ...(first && { file: join(folder, first.file), line: first.line, column: first.column }),
    cause: diagnostics,
  });
}
