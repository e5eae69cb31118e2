import { deviceNames, isSpecificationName } from '../agent-skill/specification-name.ts';
import type { SkillManifest } from '../manifest.ts';

/**
 * Which name a delivered skill's folder has. The specification wants it to be the skill's name, and some clients leave
 * a skill out where it is not; our own ids are cut at 40 characters, and made of what is no name.
 */
export function folderName({ format, id, name }: SkillManifest): string {
  const isName = format === 'agent-skill' && isSpecificationName(name) && !deviceNames.test(name);
  return isName ? name : id;
}
