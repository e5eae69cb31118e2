import { showError } from '../../../host/show-error.ts';
import { plainText } from '../../plain-text.ts';
import { offerSync } from '../offer-sync.ts';
import { skillFor } from '../pick-skill.ts';
import type { SkillsContext } from '../skills-context.ts';

/** *Remove*: takes a skill out. The notification takes that back, and *Bring Back Removed Skill…* later. */
export async function removeSkill(context: SkillsContext, given: unknown): Promise<void> {
  const record = await skillFor(context, given, { title: 'Remove Skill' });
  if (record === undefined) return;
  const { runtime } = context;
  const { manifest } = await runtime.registry.remove(record.manifest.id);
  await runtime.driftWatch.look();
  const message = `${plainText(manifest.name)} is removed here. Take it away from your AI clients too?`;
  void offerSync(context, message, { others: { Undo: () => takeBack(context, manifest.id) } });
}

async function takeBack({ runtime, log }: SkillsContext, id: string): Promise<void> {
  try {
    await runtime.registry.rollBack(id);
    await runtime.driftWatch.look();
  } catch (error) {
    void showError(error, log);
  }
}
