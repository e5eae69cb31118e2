import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import { emptyIndex, type RegistryIndex, readIndex } from '../registry/index-file.ts';
import { folderOf, type InstalledSkill, isEnabled } from '../registry/installed-skill.ts';
import { readPointer } from '../registry/pointer.ts';
import { splitFrontMatter } from '../skill/agent-skill/split-front-matter.ts';

/** The registry as the server sees it: its index, read again whenever it was switched. */
export class SkillShelf {
  private readonly home: AiosHome;
  private stamp = '';
  private index: RegistryIndex = emptyIndex;

  constructor(home: AiosHome) {
    this.home = home;
  }

  /** @returns the skills that are switched on, by id */
  async list(): Promise<readonly InstalledSkill[]> {
    const stamp = await fileStamp(this.home.registryIndex);
    if (stamp !== this.stamp) {
      this.index = (await readIndex(this.home.registryIndex)) ?? emptyIndex;
      this.stamp = stamp;
    }
    return this.index.skills.filter(isEnabled);
  }

  /** @throws AiosError `skill_unknown` */
  async find(matches: (skill: InstalledSkill) => boolean, name: string): Promise<InstalledSkill> {
    const skill = (await this.list()).find(matches);
    if (skill !== undefined) return skill;
    throw new AiosError(`No skill "${name}" is installed.`, {
      code: 'skill_unknown',
      remedy: 'Call list_skills to see what is.',
    });
  }

  /** @returns the paths of a skill's files besides its instructions, so that a model knows what there is to ask for */
  async resources({ manifest, digest }: InstalledSkill): Promise<string[]> {
    const record = await readPointer(this.home.skills, manifest.id);
    if (record?.digest !== digest) return [];
    return Object.keys(record.files).filter((file) => file !== manifest.promptFile);
  }

  /** @returns the skill's prompt template or instructions, from the version that the given entry names */
  async template(skill: InstalledSkill): Promise<string> {
    const file = join(folderOf(this.home.skills, skill), ...skill.manifest.promptFile.split('/'));
    try {
      const text = (await readFile(file, 'utf8')).replace(/^\ufeff/u, '');
      return skill.manifest.format === 'agent-skill' ? splitFrontMatter(text).body : text;
    } catch (error) {
      throw new AiosError(
        `The prompt of ${skill.manifest.id} ${skill.manifest.version} cannot be read: ${file}.`,
        {
          code: 'prompt_unreadable',
          remedy: `Install ${skill.manifest.id} again.`,
          file,
          cause: error,
        },
      );
    }
  }
}

async function fileStamp(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'absent';
  }
}
