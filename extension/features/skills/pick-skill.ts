import * as vscode from 'vscode';
import { AiosError } from '../../../runtime/errors.ts';
import type { InstalledSkill, SkillRecord } from '../../../runtime/registry/installed-skill.ts';
import { plainText } from '../plain-text.ts';
import type { SkillsContext } from './skills-context.ts';
import type { SkillNode } from './skills-tree.ts';

export interface PickOptions {
  /** Of the quick pick. */
  readonly title: string;
  /** Which skills the command can do something with. */
  readonly which?: (skill: InstalledSkill) => boolean;
  /** What is said when there is none of them. */
  readonly none?: string;
}

/**
 * The skill that a command is for: the tree's row or the id it was called with, or one that the person picks.
 *
 * @returns undefined when none was picked
 * @throws AiosError `skill_unknown`
 */
export async function skillFor(
  { runtime }: SkillsContext,
  given: unknown,
  { title, which = () => true, none = 'No skill is installed yet.' }: PickOptions,
): Promise<SkillRecord | undefined> {
  const id = idOf(given);
  if (id !== undefined) return runtime.registry.get(id);
  const skills = (await runtime.registry.list()).filter(which);
  if (skills.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const picks = skills.map(({ manifest: { id, name, version, description } }) => ({
    label: plainText(name),
    description: `${version}  ${id}`,
    detail: plainText(description),
    id,
  }));
  const options = { title, placeHolder: 'Choose a skill', matchOnDescription: true };
  const picked = await vscode.window.showQuickPick(picks, options);
  return picked && runtime.registry.get(picked.id);
}

/** Commands are called with rows of the tree, with ids, or by other extensions with anything. */
function idOf(given: unknown): string | undefined {
  if (given === undefined || typeof given === 'string') return given;
  const id = (given as Partial<SkillNode> | null)?.skill?.manifest?.id;
  if (typeof id === 'string') return id;
  throw new AiosError('The command was called with something that is no skill.', {
    code: 'usage',
    remedy: "Call it with a skill's id.",
  });
}
