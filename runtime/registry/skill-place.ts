import type { FileContents } from '../files/digest.ts';
import type { InstalledSkill, SkillRecord } from './installed-skill.ts';
import type { Choices } from './keep-choices.ts';
import type { Proposal } from './proposal.ts';
import type { ChangeKind } from './registry-state.ts';

export interface SwitchOptions {
  /** What the history calls it; left out, `install` or `update`. */
  readonly kind?: ChangeKind;
  /** Ids of skills taken out in the same step. */
  readonly remove?: readonly string[];
  /** Looks at a proposal again, now that nobody else changes the place. */
  readonly again: (proposal: Proposal) => Promise<Proposal>;
}

/** Where skills are installed: the person's registry, or a project. */
export interface SkillPlace {
  /** Its lock file, absolute. */
  readonly lockFile: string;
  /** @returns the installed skills, by id */
  list(): Promise<readonly InstalledSkill[]>;
  /** @returns what is installed of a skill now */
  previous(id: string): Promise<SkillRecord | undefined>;
  /** @returns what was chosen for a skill of which nothing else can be read; left out where nothing is chosen */
  lostChoices?(id: string): Promise<Choices | undefined>;
  /** @returns an installed version's files; empty when they are damaged */
  filesOf(record: SkillRecord): Promise<FileContents>;
  /** @returns the version of that digest, where it is kept here */
  keptVersion(id: string, digest: string): Promise<SkillRecord | undefined>;
  /** Throws what `switchIn` would refuse, and changes nothing; left out where it refuses nothing. */
  check?(proposals: readonly Proposal[], remove: readonly string[]): Promise<void>;
  /** Makes the proposals current and takes skills out. @returns the proposals as they were carried out */
  switchIn(proposals: readonly Proposal[], options: SwitchOptions): Promise<Proposal[]>;
}
