import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import { emptyIndex, type RegistryIndex, readIndex } from '../registry/index-file.ts';
import { folderOf, type InstalledSkill } from '../registry/installed-skill.ts';
import { splitFrontMatter } from '../skill/agent-skill/split-front-matter.ts';
import type { ClientFamily } from './clients/family.ts';
import { fileStamp } from './file-stamp.ts';
import { type Listing, listFor } from './listing.ts';

/** A prompt has some kilobytes. */
const keptTexts = 64;

interface SkillText {
  readonly template: string;
  /** Paths of an agent skill's other files. */
  readonly files: readonly string[];
}

/**
 * The registry as the server sees it: its index, read again whenever it was switched. What was asked for with one
 * entry of it comes from that entry's version folder, so that an update in between is seen whole or not at all.
 */
export class SkillShelf {
  private readonly home: AiosHome;
  private stamp: string | undefined;
  private index: RegistryIndex = emptyIndex;
  private readonly texts = new Map<string, Promise<SkillText>>();
  private listings = new Map<ClientFamily, Listing>();

  constructor(home: AiosHome) {
    this.home = home;
  }

  /**
   * @returns what a client of the family sees now
   * @throws AiosError `index_unreadable`
   */
  async list(family: ClientFamily): Promise<Listing> {
    await this.refresh();
    const known = this.listings.get(family);
    if (known !== undefined) return known;
    const listing = listFor(this.index.skills, family);
    this.listings.set(family, listing);
    return listing;
  }

  /**
   * Reads the index again if it was switched.
   * @returns whether it was
   * @throws AiosError `index_unreadable`
   */
  async refresh(): Promise<boolean> {
    const stamp = fileStamp(this.home.registryIndex);
    if (stamp === this.stamp) return false;
    const index = (await readIndex(this.home.registryIndex)) ?? emptyIndex;
    this.index = index;
    this.listings = new Map();
    this.stamp = stamp;
    return true;
  }

  /**
   * @returns every file of the version that the given entry names
   * @throws AiosError `folder_missing` when that version was removed in the meantime
   */
  files(skill: InstalledSkill): Promise<FileContents> {
    return readFolder(folderOf(this.home.skills, skill), skillFolderLimits);
  }

  /** @returns the paths of a skill's files besides its instructions, so that a model knows what there is to ask for */
  async resources(skill: InstalledSkill): Promise<readonly string[]> {
    return (await this.text(skill)).files;
  }

  /**
   * @returns the skill's prompt template or instructions, from the version that the given entry names
   * @throws AiosError `prompt_unreadable`
   */
  async template(skill: InstalledSkill): Promise<string> {
    return (await this.text(skill)).template;
  }

  /** What calls need of a version is kept: a version is never written again, and most calls are of a few skills. */
  private text(skill: InstalledSkill): Promise<SkillText> {
    const key = `${skill.manifest.id} ${skill.folder} ${skill.digest}`;
    const known = this.texts.get(key) ?? this.readText(skill);
    this.texts.delete(key);
    this.texts.set(key, known);
    known.catch(() => this.texts.delete(key));
    const [oldest] = this.texts.keys();
    if (this.texts.size > keptTexts && oldest !== undefined) this.texts.delete(oldest);
    return known;
  }

  private async readText(skill: InstalledSkill): Promise<SkillText> {
    const { format, promptFile, id, version } = skill.manifest;
    const file = join(folderOf(this.home.skills, skill), ...promptFile.split('/'));
    try {
      const text = (await readFile(file, 'utf8')).replace(/^\ufeff/u, '');
      if (format !== 'agent-skill') return { template: text, files: [] };
      const files = [...(await this.files(skill)).keys()].filter((path) => path !== promptFile);
      return { template: splitFrontMatter(text).body, files };
    } catch (error) {
      throw new AiosError(`The prompt of ${id} ${version} cannot be read: ${file}.`, {
        code: 'prompt_unreadable',
        remedy: `Install ${id} again.`,
        file,
        cause: error,
      });
    }
  }
}
