import * as vscode from 'vscode';
import type { SkillRecord } from '../../../../runtime/registry/installed-skill.ts';
import { timeOf } from '../../../pages/page-parts.ts';
import { plainText } from '../../plain-text.ts';
import { offerSync } from '../offer-sync.ts';
import { skillFor } from '../pick-skill.ts';
import type { SkillsContext } from '../skills-context.ts';

/**
 * *Roll Back…*: makes a version that is kept current again.
 *
 * @param to a digest; left out, the person picks
 */
export async function rollBack(context: SkillsContext, given: unknown, to: unknown): Promise<void> {
  const record = await skillFor(context, given, { title: 'Roll Back Skill' });
  if (record === undefined) return;
  const { runtime } = context;
  const { id, name } = record.manifest;
  const digest = typeof to === 'string' ? to : await pickVersion(record, await runtime.registry.versions(id));
  if (digest === undefined) return;
  const { manifest, link } = await runtime.registry.rollBack(id, { to: digest });
  await runtime.driftWatch.look();
  const unlinked =
    link === undefined && record.link !== undefined
      ? ` It no longer follows ${plainText(record.link)}; install that folder linked to have it do so.`
      : '';
  const message = `${plainText(name)} is at ${manifest.version} again.${unlinked} Deliver that to your AI clients now?`;
  // An update would bring back what the person just left.
  const pin = (): unknown => vscode.commands.executeCommand('aios.skills.pin', id);
  void offerSync(context, message, { others: { Pin: pin } });
}

async function pickVersion(
  record: SkillRecord,
  versions: readonly SkillRecord[],
): Promise<string | undefined> {
  const { name, version } = record.manifest;
  const earlier = versions.filter(({ digest }) => digest !== record.digest);
  if (earlier.length === 0) {
    void vscode.window.showInformationMessage(
      `No version of ${plainText(name)} but ${version} is kept here.`,
    );
    return undefined;
  }
  const picks = earlier.map(({ manifest, digest, installedAt, folder }) => ({
    label: manifest.version,
    description: [timeOf(installedAt), ...(folder === record.before ? ['the one before'] : [])].join('  ·  '),
    detail: digest,
    digest,
  }));
  const picked = await vscode.window.showQuickPick(picks, {
    title: `Roll Back ${plainText(name)} ${version}`,
    placeHolder: 'Choose the version to go back to',
  });
  return picked?.digest;
}
