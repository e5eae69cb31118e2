import * as vscode from 'vscode';
import { AiosError } from '../../../../runtime/errors.ts';
import type { RemovedSkill } from '../../../../runtime/registry/removed-skills.ts';
import { timeOf } from '../../../pages/page-parts.ts';
import { plainText } from '../../plain-text.ts';
import { offerSync } from '../offer-sync.ts';
import type { SkillsContext } from '../skills-context.ts';
import { keptWords } from './kept-words.ts';

/**
 * *Bring Back Removed Skill…*: installs a skill that was taken out as it was then.
 *
 * @param given its id; left out, the person picks
 * @throws AiosError `skill_unknown` when no such skill is kept, `version_damaged`
 */
export async function bringBack(context: SkillsContext, given: unknown): Promise<void> {
  const { registry, driftWatch } = context.runtime;
  const kept = await registry.removedSkills();
  const id = typeof given === 'string' ? checkKept(kept, given) : await pickRemoved(kept);
  if (id === undefined) return;
  const { manifest } = await registry.rollBack(id);
  await driftWatch.look();
  const name = `${plainText(manifest.name)} ${manifest.version}`;
  void offerSync(context, `${name} is back as it was. Deliver it to your AI clients now?`);
}

/** An installed skill would be rolled back instead. */
function checkKept(kept: readonly RemovedSkill[], id: string): string {
  if (kept.some(({ record }) => record.manifest.id === id)) return id;
  throw new AiosError(`No removed skill ${JSON.stringify(id)} is kept here.`, {
    code: 'skill_unknown',
    remedy: 'Install it again from where it came.',
  });
}

async function pickRemoved(kept: readonly RemovedSkill[]): Promise<string | undefined> {
  if (kept.length === 0) {
    void vscode.window.showInformationMessage(
      'No removed skill is kept here: none was removed in the last 30 days.',
    );
    return undefined;
  }
  const picks = kept.map(({ record: { manifest }, removedAt, keptUntil }) => ({
    label: plainText(manifest.name),
    description: `${manifest.version}  ${manifest.id}`,
    detail: `Removed ${timeOf(removedAt.toISOString())}, ${keptWords(keptUntil)}`,
    id: manifest.id,
  }));
  const picked = await vscode.window.showQuickPick(picks, {
    title: 'Bring Back Removed Skill',
    placeHolder: 'Choose the skill that is to be installed again as it was',
    matchOnDescription: true,
  });
  return picked?.id;
}
