import type { FileContents } from '../files/digest.ts';
import { importAgentSkill } from './agent-skill/import-agent-skill.ts';
import { findSkillFile } from './agent-skill/read-agent-skill.ts';
import { restoreExported } from './export/round-trip.ts';
import { type LoadedSkill, loadTypedSkill, manifestFile } from './load-typed-skill.ts';

export interface LoadedFiles extends LoadedSkill {
  /** The files the skill consists of: those given, or what an export of ours was made from. */
  readonly files: FileContents;
}

/**
 * Reads a skill from its folder's files: one with a skill.yaml, else an agent skill with a SKILL.md. Never throws for
 * what stands in the files.
 *
 * @param files the folder's files by path, as `readFolder` gives them
 * @param folder the folder's name; an agent skill without a name is called after it
 */
export function loadSkill(files: FileContents, folder: string): LoadedFiles {
  if (isTypedSkill(files)) return { ...loadTypedSkill(files), files };
  const restored = restoreExported(files);
  return restored === undefined
    ? { ...importAgentSkill(files, folder), files }
    : { ...loadTypedSkill(restored), files: restored };
}

/**
 * Whether the folder's skill is one of ours. Other products have a skill.yaml too, beside a SKILL.md: there it is ours
 * only when it says so.
 */
export function isTypedSkill(files: FileContents): boolean {
  if (findSkillFile(files) === undefined) return true;
  const manifest = files.get(manifestFile);
  if (manifest === undefined) return false;
  return /(?:^|[\s{,])["']?schema["']?[ \t]*:[ \t]*["']?aios\//u.test(new TextDecoder().decode(manifest));
}
