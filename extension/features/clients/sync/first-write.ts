import * as vscode from 'vscode';
import { type FileEdit, neverWritten } from '../../../../runtime/sync/preview.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { countOf } from '../../plain-text.ts';
import { PreviewDocuments } from './preview-documents.ts';

const previewTitle = 'What AI OS Will Write';

/** A client that would be written to for the first time. */
interface NewClient {
  readonly id: string;
  readonly name: string;
  readonly edits: number;
}

/**
 * Before anything is ever written to a client, shows every edit as a diff and asks. One that is never to be written to
 * is left alone from then on, and what that changes for the others is shown and asked anew.
 *
 * @param only ids of the clients that are to be written to; left out, all
 * @returns ids of the clients to leave out; undefined when nothing is to be written at all
 */
export async function agreeToFirstWrites(
  context: Pick<FeatureContext, 'runtime'>,
  only?: readonly string[],
): Promise<readonly string[] | undefined> {
  const { sync, driftWatch } = context.runtime;
  const status = await sync.status(only);
  const items = status.items.filter(
    ({ readers }) => only === undefined || readers.some((reader) => only.includes(reader)),
  );
  const fresh = neverWritten(items);
  if (fresh.length === 0) return [];
  const edits = await sync.preview(items.filter(({ client }) => fresh.includes(client)));
  // What cannot be edited is not written, and told of by the sync.
  if (edits.length === 0) return [];
  const { agreed, never } = await showAndAsk(newClients(fresh, edits, status), edits);
  if (never === undefined) return agreed && fresh.filter((id) => !agreed.includes(id));
  for (const id of never) await sync.leaveAlone(id, true);
  await driftWatch.look();
  const others = only?.filter((id) => !never.includes(id));
  return others?.length === 0 ? undefined : agreeToFirstWrites(context, others);
}

function newClients(
  ids: readonly string[],
  edits: readonly FileEdit[],
  { clients }: SyncStatus,
): NewClient[] {
  return clients
    .filter(({ definition }) => ids.includes(definition.id))
    .map(({ definition: { id, name } }) => ({
      id,
      name,
      edits: edits.filter(({ client }) => client === id).length,
    }));
}

/** Ids of clients. */
interface Answer {
  /** Those that may be written to now; undefined when nothing is to be written at all. */
  readonly agreed?: readonly string[] | undefined;
  /** Those that are to be left alone from now on, when that was the answer. */
  readonly never?: readonly string[];
}

async function showAndAsk(clients: readonly NewClient[], edits: readonly FileEdit[]): Promise<Answer> {
  const documents = new PreviewDocuments(previewTitle);
  try {
    await documents.open(edits);
    return await ask(clients);
  } finally {
    await documents.close();
    documents.dispose();
  }
}

async function ask(clients: readonly NewClient[]): Promise<Answer> {
  const names = clients.map(({ name }) => name).join(', ');
  const edits = clients.reduce((sum, client) => sum + client.edits, 0);
  const isOne = clients.length === 1;
  const apply = { label: 'Apply', description: `${filesOf(edits)} of ${names}`, iconPath: icon('check') };
  const choose = {
    label: 'Choose Clients…',
    description: 'apply to some of them',
    iconPath: icon('checklist'),
  };
  const notNow = { label: 'Not Now', description: 'nothing is written', iconPath: icon('close') };
  const never = {
    label: isOne ? `Never for ${names}` : 'Never for Some…',
    description: isOne ? 'AI OS leaves it alone from now on' : 'AI OS leaves them alone from now on',
    iconPath: icon('circle-slash'),
  };
  const options = {
    title: 'AI OS has not written to these clients before',
    placeHolder: 'Below is every file as it is and as it will be. “Undo Last Sync” takes it back.',
    ignoreFocusOut: true,
  };
  const picks = isOne ? [apply, notNow, never] : [apply, choose, notNow, never];
  const picked = await vscode.window.showQuickPick(picks, options);
  const all = clients.map(({ id }) => id);
  if (picked === apply) return { agreed: all };
  if (picked === choose) return { agreed: await chooseClients(clients, 'Write to which clients?', true) };
  if (picked !== never) return {};
  if (isOne) return { never: all };
  return { never: (await chooseClients(clients, 'Leave which clients alone?', false)) ?? [] };
}

async function chooseClients(
  clients: readonly NewClient[],
  title: string,
  picked: boolean,
): Promise<readonly string[] | undefined> {
  const picks = clients.map(({ id, name, edits }) => ({
    label: name,
    description: filesOf(edits),
    picked,
    id,
  }));
  const options = { title, canPickMany: true, ignoreFocusOut: true } as const;
  const chosen = await vscode.window.showQuickPick(picks, options);
  return chosen?.map(({ id }) => id);
}

function filesOf(count: number): string {
  return countOf(count, 'file');
}

function icon(name: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name);
}
