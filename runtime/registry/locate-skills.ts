import { readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { AiosError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { readAgentSkill } from '../skill/agent-skill/read-agent-skill.ts';
import { findSkills } from '../skill/find-skills.ts';
import { bundleFile } from '../skill/parse-bundle.ts';
import { parseManifest } from '../skill/parse-manifest.ts';

/** A skill's folder in what a source gave. */
export interface LocatedSkill {
  /** Absolute. */
  readonly folder: string;
  /** In what the source gave, with `/`; empty for that folder itself. */
  readonly path: string;
  readonly file: string;
  readonly format: 'aios' | 'agent-skill';
}

/** A skill to choose from, as it says of itself before anything of it was checked. */
export interface SkillChoice extends LocatedSkill {
  readonly id: string;
  readonly description: string;
}

/** More than any repository of skills holds. */
const maxSkills = 5000;

/**
 * Finds the skills in a fetched folder: the one that stands in it, or every one below. A skill inside a skill
 * belongs to it and is not offered.
 * @throws AiosError `source_too_large`
 */
export async function locateSkills(root: string): Promise<LocatedSkill[]> {
  const located: LocatedSkill[] = [];
  for await (const { folder, file, format } of findSkills(root, { outermost: true })) {
    if (format === 'bundle') continue;
    const path = relative(root, folder).split(sep).join('/');
    located.push({ folder, path, file, format });
    if (path === '') break;
    if (located.length > maxSkills) throw tooMany(root);
  }
  return located;
}

/** @returns the folder's own bundle file, or undefined */
export async function locateBundle(root: string): Promise<string | undefined> {
  for await (const { folder, format } of findSkills(root))
    return folder === root && format === 'bundle' ? join(root, bundleFile) : undefined;
  return undefined;
}

/** Reads what a skill calls itself. Never throws: one that cannot be read is called after its folder. */
export async function describeLocated(skill: LocatedSkill): Promise<SkillChoice> {
  const name = basename(skill.folder);
  const unknown = { ...skill, id: name, description: '' };
  try {
    const bytes = await readFile(join(skill.folder, skill.file));
    if (skill.format === 'aios') {
      const { manifest } = parseManifest(skill.file, bytes);
      return manifest === undefined
        ? unknown
        : { ...skill, id: manifest.id, description: manifest.description };
    }
    const files: FileContents = new Map([[skill.file, bytes]]);
    const read = readAgentSkill(files, name).skill;
    return read === undefined ? unknown : { ...skill, id: read.id, description: read.description };
  } catch {
    return unknown;
  }
}

function tooMany(root: string): AiosError {
  return new AiosError(`More than ${maxSkills} skills stand below ${root}.`, {
    code: 'source_too_large',
    remedy: 'Name a folder further down.',
    file: root,
  });
}
