import * as vscode from 'vscode';
import { AiosError } from '../../../../runtime/errors.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import { stateWords } from '../../state-words.ts';
import type { ClientsContext } from '../clients-context.ts';
import type { ClientNode } from '../clients-tree.ts';
import { type Choice, choicesFor } from './choices-for.ts';
import { driftScheme, fromQuery, isSamePlace, type PlaceKey } from './place-address.ts';
import { clientOf } from './place-words.ts';

/** A place as it stands now. */
export interface FoundPlace {
  readonly item: PlannedItem;
  readonly status: SyncStatus;
}

/**
 * The place that a command is for: the tree's row or the comparison it was called from, else one that the person picks.
 *
 * @returns undefined when none was picked, or the choice is not open there any more, which is said
 */
export async function findPlace(
  { runtime, shown }: ClientsContext,
  given: unknown,
  choice: Choice | 'show',
): Promise<FoundPlace | undefined> {
  const status = await runtime.sync.status();
  const open = status.items.filter((item) => choicesFor(item).includes(choice));
  const key = keyOf(given) ?? shown.inFront();
  // An editor's title gives what it shows, in one form or another.
  if (key === undefined && given !== undefined && typeof given !== 'object') throw notAPlace();
  const item = key === undefined ? await pick(open, status) : open.find((one) => isSamePlace(one, key));
  if (item !== undefined) return { item, status };
  if (key !== undefined || open.length === 0)
    void vscode.window.showInformationMessage(
      key === undefined
        ? 'No drift: nothing to choose.'
        : 'This place has changed since; there is nothing to choose there.',
    );
  return undefined;
}

async function pick(items: readonly PlannedItem[], status: SyncStatus): Promise<PlannedItem | undefined> {
  if (items.length === 0) return undefined;
  const picks = items.map((item) => ({
    label: clientOf(item, status),
    description: `${item.kind === 'server' ? 'MCP server' : 'Skill'} “${item.id}”, ${stateWords[item.state]}`,
    detail: item.path,
    item,
  }));
  const placeHolder = 'Choose the place that drifted';
  return (await vscode.window.showQuickPick(picks, { placeHolder, matchOnDescription: true }))?.item;
}

/** Commands are called with rows of the tree, with what an editor shows, or by other extensions with anything. */
function keyOf(given: unknown): PlaceKey | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { row, scheme, query } = given as Partial<Extract<ClientNode, { kind: 'row' }> & vscode.Uri>;
  return scheme === driftScheme && query !== undefined ? fromQuery(query) : row?.item;
}

function notAPlace(): AiosError {
  return new AiosError('The command was called with something that is no place of AI OS.', {
    code: 'usage',
    remedy: 'Call it without anything, and choose.',
  });
}
