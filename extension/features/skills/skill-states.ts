import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { type ClientState, skillState } from '../../../runtime/sync/client-state.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { stateWords } from '../state-words.ts';
import { clientSwitches } from './versions/enabled-clients.ts';

/** @returns how a skill stands at a client it is switched on for */
export function stateAt(status: SyncStatus, skill: InstalledSkill, client: string): ClientState {
  const state = skillState(status, skill.manifest.id, client);
  return state ?? (status.leftAlone.has(client) ? 'left-alone' : 'not-delivered');
}

/** @returns the same for people, for clients it is switched off for too */
export function stateWordsOf(status: SyncStatus, skill: InstalledSkill, client: string, on: boolean): string {
  return on ? stateWords[stateAt(status, skill, client)] : 'switched off';
}

/** @returns how a skill stands as a whole, the worst of its clients deciding */
export function worstState(status: SyncStatus, skill: InstalledSkill): ClientState {
  const states = clientSwitches(skill, status.clients)
    .filter(({ on }) => on)
    .map(({ id }) => stateAt(status, skill, id));
  const order: ClientState[] = ['problem', 'drifted', 'not-delivered', 'in-sync'];
  return order.find((state) => states.includes(state)) ?? 'nothing-to-deliver';
}
