import { AiosError } from '../errors.ts';
import { digestFiles, digestOfDigests } from '../files/digest.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import type { Log } from '../ports.ts';
import { decideAlone } from './decide.ts';
import type { InstalledSkill } from './installed-skill.ts';
import type { Installer } from './installer.ts';
import type { Registry } from './registry.ts';

/**
 * Skills that follow a folder their author works in. What changed there becomes the installed version, through the
 * same checks as everything else; what does not pass is said, and the version before stays.
 */
export class LinkedSkills {
  private readonly registry: Registry;
  private readonly installer: Installer;
  private readonly log: Log;
  private readonly mayRead: (folder: string) => boolean;
  /** What was complained of last, by skill, so that it is said once. */
  private readonly complaints = new Map<string, string>();

  /** @param mayRead whether a folder may be read now; the skill of one that may not stays as it was read last */
  constructor(
    registry: Registry,
    installer: Installer,
    log: Log,
    mayRead: (folder: string) => boolean = () => true,
  ) {
    this.registry = registry;
    this.installer = installer;
    this.log = log;
    this.mayRead = mayRead;
  }

  /**
   * Looks at every linked folder, or at that of one skill, for which nothing is read of the others.
   * @returns the ids of the skills that changed
   */
  async refresh(id?: string): Promise<string[]> {
    const changed: string[] = [];
    // What is wrong with it is told by whoever asks for it next.
    const one = id === undefined ? undefined : await this.registry.get(id).catch(() => undefined);
    for (const skill of id === undefined ? await this.registry.list() : one === undefined ? [] : [one])
      if (skill.link !== undefined && (await this.follow(skill, skill.link))) changed.push(skill.manifest.id);
    return changed;
  }

  private async follow(skill: InstalledSkill, link: string): Promise<boolean> {
    const { id, name } = skill.manifest;
    if (!this.mayRead(link))
      return this.complain(id, `${name} stays as it is: ${link} is in a workspace that is not trusted.`);
    try {
      const files = await readFolder(link, skillFolderLimits);
      if (digestOfDigests(digestFiles(files)) === skill.digest) return this.complain(id, undefined);
      const request = { source: `folder:${link}`, workingFolder: link, link: true } as const;
      const { results, declined } = await this.installer.install(request, decideAlone(false));
      const [reason] = declined.flatMap(({ reasons }) => reasons);
      this.complain(id, reason && `${reason.message} Run \`aios update ${id}\` to agree to it.`);
      return results.some(({ action, skill: { manifest } }) => action === 'updated' && manifest.id === id);
    } catch (error) {
      if (!AiosError.is(error)) throw error;
      return this.complain(id, `The linked folder of ${name} was not taken over: ${error.message}`);
    }
  }

  private complain(id: string, message: string | undefined): false {
    if (message !== undefined && this.complaints.get(id) !== message) this.log.warn(message);
    if (message === undefined) this.complaints.delete(id);
    else this.complaints.set(id, message);
    return false;
  }
}
