import { join } from 'node:path';
import { AiosError } from '../../errors.ts';
import type { ProjectSkill } from './project-skill.ts';

/**
 * Whether writing over a folder, or taking it away, would lose what somebody did there.
 *
 * @param wanted the digest that is to stand there; undefined where nothing is
 */
export function isEdited({ state, record, isAsPut }: ProjectSkill, wanted: string | undefined): boolean {
  if (state === 'locked' || state === 'missing' || isAsPut) return false;
  return record === undefined || record.digest !== wanted;
}

/** @param skills the folder that they stand in @returns the refusal, which says of each what differs */
export function editedSkills(skills: string, edited: readonly ProjectSkill[]): AiosError {
  const lines = edited.map(
    (skill) => `${join(skills, skill.id)} is not as the lock file says: ${whatDiffers(skill)}.`,
  );
  const [first] = edited;
  return new AiosError(`${lines.join('\n')}\nSomebody is at work there, so nothing was changed.`, {
    code: 'project_skill_edited',
    remedy:
      edited.length === 1
        ? 'Move that folder away, or give it back from version control, and try again.'
        : 'Move those folders away, or give them back from version control, and try again.',
    ...(first && { file: join(skills, first.id) }),
    details: {
      skills: edited.map((skill) => ({ id: skill.id, state: skill.state, differs: whatDiffers(skill) })),
    },
  });
}

function whatDiffers({ entry, record, problem }: ProjectSkill): string {
  if (entry === undefined) return 'it does not name that folder';
  if (record === undefined) return problem?.message.replace(/\.$/u, '') ?? 'it cannot be used';
  const paths = new Set([...Object.keys(entry.files), ...Object.keys(record.files)]);
  const differing = [...paths].filter((path) => entry.files[path] !== record.files[path]).sort();
  const more = differing.length > 10 ? ` and ${differing.length - 10} more` : '';
  return `${differing.slice(0, 10).join(', ')}${more} ${differing.length === 1 ? 'differs' : 'differ'}`;
}
