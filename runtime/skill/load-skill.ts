import type { FileContents } from '../files/digest.ts';
import { importAgentSkill } from './agent-skill/import-agent-skill.ts';
import { findSkillFile } from './agent-skill/read-agent-skill.ts';
import { type LoadedSkill, loadTypedSkill, manifestFile } from './load-typed-skill.ts';

/**
 * Reads a skill from its folder's files: one with a skill.yaml, else an agent skill with a SKILL.md. Never throws for
 * what stands in the files.
 *
 * @param files the folder's files by path, as `readFolder` gives them
 * @param folder the folder's name; an agent skill without a name is called after it
 */
export function loadSkill(files: FileContents, folder: string): LoadedSkill {
  if (!files.has(manifestFile) && findSkillFile(files) !== undefined) return importAgentSkill(files, folder);
  return loadTypedSkill(files);
}
