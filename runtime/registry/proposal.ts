import type { FileContents } from '../files/digest.ts';
import type { Diagnostic } from '../skill/diagnostic.ts';
import type { Finding } from '../skill/scan/finding.ts';
import type { SkillChanges } from './compare-skills.ts';
import type { SkillRecord } from './installed-skill.ts';
import { wantedScopes } from './wanted-scopes.ts';

export type InstallAction = 'installed' | 'updated' | 'unchanged';

/** A skill that was fetched, checked and scanned, and is not installed yet. */
export interface Proposal {
  /** As it would be installed. */
  readonly record: SkillRecord;
  readonly files: FileContents;
  readonly action: InstallAction;
  /** What is installed of it now. */
  readonly previous: SkillRecord | undefined;
  /** Undefined for what is not installed yet. */
  readonly changes: SkillChanges | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What the scan found. */
  readonly findings: readonly Finding[];
}

/** Why a person must be asked before a skill is switched in. */
export interface ApprovalReason {
  readonly code: 'connectors' | 'new-scopes' | 'tool-surface' | 'other-source' | 'not-linked' | 'findings';
  /** A sentence. */
  readonly message: string;
}

/** @returns the findings that refuse the skill, unless exactly its content was accepted */
export function blockingFindings({ findings }: Proposal): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'block');
}

/**
 * Why somebody must agree to a proposal first. Pure. What comes from a folder of the person's own was put there or
 * written by them, so that showing it is enough, unless it now wants more than it did.
 */
export function approvalReasons(proposal: Proposal): ApprovalReason[] {
  const { record, previous, changes, action, findings } = proposal;
  if (action === 'unchanged') return [];
  const reasons: ApprovalReason[] = [];
  const isOwn = record.source.startsWith('folder:');
  const scopes = wantedScopes(record);
  if (previous === undefined && scopes.length > 0 && !isOwn)
    reasons.push({ code: 'connectors', message: `It wants to use ${scopes.join(', ')}.` });
  if (changes !== undefined && changes.newScopes.length > 0)
    reasons.push({
      code: 'new-scopes',
      message: `It wants more than the installed version: ${changes.newScopes.join(', ')}.`,
    });
  if (changes !== undefined && changes.toolSurface.length > 0 && !isOwn)
    reasons.push({
      code: 'tool-surface',
      message: `What clients see of it changes: ${changes.toolSurface.join(', ')}.`,
    });
  if (previous !== undefined && originOf(previous.source) !== originOf(record.source))
    reasons.push({
      code: 'other-source',
      message: `The installed ${record.manifest.id} comes from ${previous.source}; this one comes from ${record.source}.`,
    });
  if (previous?.link !== undefined && record.link === undefined)
    reasons.push({ code: 'not-linked', message: `It would no longer follow ${previous.link}.` });
  const warnings = findings.filter(({ severity }) => severity === 'warn').length;
  if (warnings > 0 && previous?.digest !== record.digest && !isOwn)
    reasons.push({
      code: 'findings',
      message: `The scan found ${warnings === 1 ? 'one thing' : `${warnings} things`} to look at.`,
    });
  return reasons;
}

/** The same place, whatever version of it was asked for: `npm:@acme/notes@^1.0.0` and `npm:@acme/notes@2.0.0`. */
function originOf(source: string): string {
  if (source.startsWith('folder:')) return 'folder:';
  const withoutVersion = /^(?:npm|clawhub):/u.test(source) ? source.replace(/(?<=.)@[^@/]*$/u, '') : source;
  return withoutVersion.replace(/#[^:]*/u, '');
}
