import * as vscode from 'vscode';
import { AiosError } from '../../../../runtime/errors.ts';
import type { SkillsContext } from '../skills-context.ts';
import { installFromArchive, installFromFolder, installSkill, type Wanted } from './install-skill.ts';
import { installShipped } from './shipped-skills.ts';
import { pickSource } from './source-picker.ts';

/**
 * *Install Skill…*
 *
 * @param given nothing, and the person is asked; or a source as text or URI, or `{ source, skills, all }`
 */
export async function install(context: SkillsContext, given: unknown): Promise<void> {
  if (given !== undefined) return installSkill(context, readWanted(given));
  const choice = await pickSource(context);
  switch (choice?.kind) {
    case 'source':
      return installSkill(context, { source: choice.source });
    case 'browse-folder':
      return installFromFolder(context, undefined);
    case 'browse-archive':
      return installFromArchive(context);
    case 'shipped':
      return installShipped(context);
  }
}

/** Other extensions may call the command with anything. */
function readWanted(given: unknown): Wanted {
  if (typeof given === 'string') return { source: given };
  if (given instanceof vscode.Uri)
    return { source: given.scheme === 'file' ? given.fsPath : given.toString() };
  const { source, skills, all } = (given ?? {}) as { [name: string]: unknown };
  const areIds = Array.isArray(skills) && skills.every((skill) => typeof skill === 'string');
  if (typeof source === 'string')
    return { source, ...(areIds && { skills: skills as string[] }), ...(all === true && { all }) };
  throw new AiosError('The command was called with something that is no source.', {
    code: 'usage',
    remedy: 'Call it with a text, or with { source, skills }.',
  });
}
