import * as vscode from 'vscode';
import { plainText } from '../../plain-text.ts';
import { offerSync } from '../offer-sync.ts';
import { skillFor } from '../pick-skill.ts';
import type { SkillsContext } from '../skills-context.ts';
import { clientSwitches, switchingTo } from './enabled-clients.ts';

/** *Pin* and *Unpin*: updates pass over a pinned skill. */
export async function pinSkill(context: SkillsContext, given: unknown, pinned: boolean): Promise<void> {
  const record = await skillFor(context, given, {
    title: pinned ? 'Pin Skill' : 'Unpin Skill',
    which: (skill) => (skill.pinned ?? false) !== pinned,
    none: pinned ? 'There is no skill to pin.' : 'No skill is pinned.',
  });
  if (record === undefined) return;
  await context.runtime.registry.pin(record.manifest.id, pinned);
  await context.runtime.driftWatch.look();
}

/**
 * *Enable for…*: chooses the clients a skill is switched on for.
 *
 * @param wanted ids of clients; left out, the person picks
 */
export async function enableFor(context: SkillsContext, given: unknown, wanted: unknown): Promise<void> {
  const record = await skillFor(context, given, { title: 'Enable Skill for…' });
  if (record === undefined) return;
  const { runtime } = context;
  const { id, name } = record.manifest;
  const { clients } = await runtime.sync.status();
  const switches = clientSwitches(record, clients);
  if (switches.length === 0) {
    void vscode.window.showInformationMessage(`No AI client on this machine can have ${plainText(name)}.`);
    return;
  }
  const chosen = Array.isArray(wanted)
    ? new Set<string>(wanted)
    : await pickClients(plainText(name), switches);
  if (chosen === undefined) return;
  const switching = switchingTo(switches, chosen);
  for (const { on, clients: turned } of switching) await runtime.registry.enable(id, on, turned);
  await runtime.driftWatch.look();
  if (switching.length > 0)
    void offerSync(
      context,
      `${plainText(name)} is switched ${switchedTo(switches, chosen)}. Tell your AI clients now?`,
    );
}

async function pickClients(
  name: string,
  switches: ReturnType<typeof clientSwitches>,
): Promise<ReadonlySet<string> | undefined> {
  const picks = switches.map(({ id, name: label, on }) => ({ label, picked: on, id }));
  const picked = await vscode.window.showQuickPick(picks, {
    title: `Enable ${name} for…`,
    placeHolder: 'Choose the AI clients that are to have it',
    canPickMany: true,
  });
  return picked && new Set(picked.map(({ id }) => id));
}

function switchedTo(switches: ReturnType<typeof clientSwitches>, chosen: ReadonlySet<string>): string {
  const names = switches.filter(({ id }) => chosen.has(id)).map(({ name }) => name);
  if (names.length === 0) return 'off';
  return names.length === switches.length ? 'on everywhere' : `on for ${names.join(', ')} only`;
}

/** *Copy Source*: where a skill came from, as it can be installed again. */
export async function copySource(context: SkillsContext, given: unknown): Promise<void> {
  const record = await skillFor(context, given, { title: 'Copy Source' });
  if (record === undefined) return;
  const source = record.source.replace(/^folder:/u, '');
  await vscode.env.clipboard.writeText(source);
  vscode.window.setStatusBarMessage(`$(clippy) Copied ${plainText(source)}`, 4000);
}
