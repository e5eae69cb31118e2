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
 * Before anything is ever written to a client, shows every edit as a diff and asks.
 *
 * @param only ids of the clients that are to be written to; left out, all
 * @returns ids of the clients to leave out; undefined when nothing is to be written at all
 */
export async function agreeToFirstWrites(
  { runtime }: Pick<FeatureContext, 'runtime'>,
  only?: readonly string[],
): Promise<readonly string[] | undefined> {
  const status = await runtime.sync.status(only);
  const items = status.items.filter(
    ({ readers }) => only === undefined || readers.some((reader) => only.includes(reader)),
  );
  const fresh = neverWritten(items);
  if (fresh.length === 0) return [];
  const edits = await runtime.sync.preview(items.filter(({ client }) => fresh.includes(client)));
  // What cannot be edited is not written, and told of by the sync.
  if (edits.length === 0) return [];
  const documents = new PreviewDocuments(previewTitle);
  try {
    await documents.open(edits);
    const agreed = await ask(newClients(fresh, edits, status));
    return agreed && fresh.filter((id) => !agreed.includes(id));
  } finally {
    await documents.close();
    documents.dispose();
  }
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

/** @returns ids of the clients that may be written to; undefined for none */
async function ask(clients: readonly NewClient[]): Promise<readonly string[] | undefined> {
  const names = clients.map(({ name }) => name).join(', ');
  const edits = clients.reduce((sum, client) => sum + client.edits, 0);
  const apply = { label: 'Apply', description: `${filesOf(edits)} of ${names}`, iconPath: icon('check') };
  const choose = {
    label: 'Choose Clients…',
    description: 'apply to some of them',
    iconPath: icon('checklist'),
  };
  const notNow = { label: 'Not Now', description: 'nothing is written', iconPath: icon('close') };
  const options = {
    title: 'AI OS has not written to these clients before',
    placeHolder: 'Below is every file as it is and as it will be. “Undo Last Sync” takes it back.',
    ignoreFocusOut: true,
  };
  const picks = clients.length > 1 ? [apply, choose, notNow] : [apply, notNow];
  const picked = await vscode.window.showQuickPick(picks, options);
  if (picked === apply) return clients.map(({ id }) => id);
  return picked === choose ? chooseClients(clients) : undefined;
}

async function chooseClients(clients: readonly NewClient[]): Promise<readonly string[] | undefined> {
  const picks = clients.map(({ id, name, edits }) => ({
    label: name,
    description: filesOf(edits),
    picked: true,
    id,
  }));
  const options = { title: 'Write to which clients?', canPickMany: true, ignoreFocusOut: true } as const;
  const picked = await vscode.window.showQuickPick(picks, options);
  return picked?.map(({ id }) => id);
}

function filesOf(count: number): string {
  return countOf(count, 'file');
}

function icon(name: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name);
}
