import type { DeliveryKind } from '../../../../runtime/sync/ledger.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';

/** Of the documents that show a place's texts. */
export const driftScheme = 'aios-drift';

export type PlaceKey = Pick<PlannedItem, 'kind' | 'id' | 'path'>;

/** One text of one place. */
export interface PlaceAddress extends PlaceKey {
  /** As `PlaceTexts` has it. */
  readonly name: string;
  readonly side: 'ours' | 'here';
}

/** @returns what a document's address says after `?` */
export function toQuery({ kind, id, path, name, side }: PlaceAddress): string {
  return JSON.stringify({ kind, id, path, name, side });
}

/** @returns undefined for an address that is none of ours */
export function fromQuery(query: string): PlaceAddress | undefined {
  try {
    const { kind, id, path, name, side } = JSON.parse(query) as Partial<Record<string, unknown>>;
    const isKnown = isKind(kind) && (side === 'ours' || side === 'here');
    if (!isKnown || typeof id !== 'string' || typeof path !== 'string' || typeof name !== 'string')
      return undefined;
    return { kind, id, path, name, side };
  } catch {
    return undefined;
  }
}

export function isSamePlace(one: PlaceKey, other: PlaceKey): boolean {
  return one.kind === other.kind && one.id === other.id && one.path === other.path;
}

function isKind(value: unknown): value is DeliveryKind {
  return value === 'server' || value === 'skill';
}
