import * as vscode from 'vscode';
import type { ClientState } from '../../runtime/sync/client-state.ts';
import type { ItemState } from '../../runtime/sync/plan.ts';

const icons: Readonly<Record<ClientState | ItemState, [icon: string, color?: string]>> = {
  'not-found': ['circle-slash', 'disabledForeground'],
  'nothing-to-deliver': ['circle-outline'],
  'left-alone': ['circle-slash', 'disabledForeground'],
  'not-delivered': ['cloud-upload'],
  'in-sync': ['pass', 'testing.iconPassed'],
  drifted: ['warning', 'list.warningForeground'],
  problem: ['error', 'list.errorForeground'],
  missing: ['warning', 'list.warningForeground'],
  edited: ['edit', 'list.warningForeground'],
  'source-moved': ['arrow-up'],
  'not-wanted': ['trash'],
  foreign: ['error', 'list.errorForeground'],
  unreadable: ['error', 'list.errorForeground'],
  kept: ['account'],
  rewritten: ['pass', 'testing.iconPassed'],
  duplicate: ['files'],
  shadowed: ['eye-closed', 'list.warningForeground'],
  'client-gone': ['circle-slash', 'disabledForeground'],
};

/** @returns the icon of a state in a tree */
export function stateIcon(state: ClientState | ItemState): vscode.ThemeIcon {
  const [icon, color] = icons[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
