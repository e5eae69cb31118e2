import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import { stateWords } from '../../state-words.ts';

/** @returns how a place is called in a sentence: `its entry for AI OS`, `the skill “notes”` */
export function placeWords({ kind, id }: Pick<PlannedItem, 'kind' | 'id'>): string {
  return kind === 'server' ? 'its entry for AI OS' : `the skill “${id}”`;
}

/** @returns the name of the client that a place belongs to */
export function clientOf({ client }: Pick<PlannedItem, 'client'>, { clients }: SyncStatus): string {
  return clients.find(({ definition }) => definition.id === client)?.definition.name ?? client;
}

/** Whether nothing of ours is wanted at a place any more, and what a person put there keeps it from going. */
export function isLeftForPerson({ state, desired }: Pick<PlannedItem, 'state' | 'desired'>): boolean {
  return state === 'edited' && desired === undefined;
}

/** @returns what is the matter with a place that drifted, after its name: `is missing` */
export function driftWords(item: Pick<PlannedItem, 'state' | 'desired'>): string {
  const { state } = item;
  if (isLeftForPerson(item)) return 'is not wanted any more, but holds something of yours';
  if (state === 'edited') return 'was edited there';
  return state === 'unreadable' ? stateWords.unreadable : `is ${stateWords[state]}`;
}

/** @returns what is the matter, as a sentence: `Cursor: its entry for AI OS is missing.` */
export function driftSentence(item: PlannedItem, status: SyncStatus): string {
  return `${clientOf(item, status)}: ${placeWords(item)} ${driftWords(item)}.`;
}

/** @returns what a person can do about an edit, as a sentence; a server's entry cannot be adopted */
export function choiceWords(item: Pick<PlannedItem, 'kind' | 'state' | 'desired'>): string {
  const isSkill = item.kind === 'skill';
  if (isLeftForPerson(item))
    return `Keep it as yours${isSkill ? ', adopt it as a new version,' : ''} or take it out with that.`;
  return isSkill ? 'Keep, adopt or restore it.' : 'Keep or restore it.';
}
