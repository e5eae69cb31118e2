import type { ClientState } from '../../runtime/sync/client-state.ts';
import type { ItemState } from '../../runtime/sync/plan.ts';

/** States as people read them. */
export const stateWords: Readonly<Record<ClientState | ItemState, string>> = {
  'not-found': 'not found',
  'nothing-to-deliver': 'nothing to deliver',
  'left-alone': 'left alone',
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
