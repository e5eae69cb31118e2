import * as vscode from 'vscode';
import type { ClientState } from '../../runtime/sync/client-state.ts';
import type { ItemState } from '../../runtime/sync/plan.ts';

/** States as people read them. */
export const stateWords: Readonly<Record<ClientState | ItemState, string>> = {
  'not-found': 'not found',
  'nothing-to-deliver': 'nothing to deliver',
  'not-delivered': 'not delivered yet',
  'in-sync': 'in sync',
  drifted: 'drifted',
  problem: 'needs attention',
  missing: 'missing',
  edited: 'edited here',
  'source-moved': 'newer version waiting',
  'not-wanted': 'to be removed',
  foreign: 'name taken by another',
  unreadable: 'cannot be read',
  kept: 'yours now',
  rewritten: 'in sync, with additions of the client',
  duplicate: 'there already, not from here',
  shadowed: 'hidden by one of yours',
  'client-gone': 'the client is gone',
};

const icons: Readonly<Record<ClientState | ItemState, [icon: string, color?: string]>> = {
  'not-found': ['circle-slash', 'disabledForeground'],
  'nothing-to-deliver': ['circle-outline'],
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

export function stateIcon(state: ClientState | ItemState): vscode.ThemeIcon {
  const [icon, color] = icons[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
