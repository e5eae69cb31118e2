import * as vscode from 'vscode';
import type { LeftBehind } from '../../../../runtime/client/left-behind.ts';
import type { Migration, MigrationOptions, MigrationResult } from '../../../../runtime/sync/migration.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { countOf, plainText } from '../../plain-text.ts';
import { PreviewDocuments } from './preview-documents.ts';
import { reportSync } from './report-sync.ts';
import { idOf, working } from './sync-clients.ts';

/** What came after Windsurf, and is the one client that came after another. */
const successor = 'devin-desktop';

/**
 * *Take Servers Along from Windsurf…*: copies those of a person's own MCP servers that they choose, once they have seen
 * what becomes of the file.
 *
 * @param given the id of the client to take them to, or its row. Default: Devin Desktop
 */
export async function takeServersAlong(
  context: FeatureContext,
  given: unknown,
): Promise<MigrationResult | undefined> {
  const { runtime } = context;
  const client = idOf(given) ?? successor;
  const migration = await runtime.openMigration();
  const left = (await migration.offers()).find((offer) => offer.client.id === client);
  if (left === undefined) {
    const { errors } = await migration.preview({ client });
    const nothing = 'There is no MCP server to take along: none is in the old config and not in the new one.';
    void reportSync(context, { changes: [], errors }, { nothing });
    return undefined;
  }
  const servers = await chooseServers(left);
  if (servers.length === 0 || !(await agree(migration, { client, servers }, left))) return undefined;
  const result = await working(`Taking servers along to ${left.client.name}…`, () =>
    migration.migrate({ client, servers }),
  );
  await runtime.driftWatch.look();
  void reportSync(context, result, { nothing: 'Nothing was taken along.' });
  return result;
}

async function chooseServers({ client, predecessor, ...left }: LeftBehind): Promise<readonly string[]> {
  const picks = [
    ...left.servers.map((id) => ({ label: plainText(id), id, picked: true })),
    ...left.removed.map((id) => ({
      label: plainText(id),
      id,
      description: 'taken along before, then removed',
    })),
  ];
  const options = {
    title: `Take servers along from ${predecessor.name} to ${client.name}`,
    placeHolder: `${predecessor.name} keeps them too. You see what is written before it is.`,
    canPickMany: true,
    ignoreFocusOut: true,
  } as const;
  return ((await vscode.window.showQuickPick(picks, options)) ?? []).map(({ id }) => id);
}

/** Shows what becomes of the client's config and asks. What keeps it from that is told afterwards. */
async function agree(
  migration: Migration,
  options: MigrationOptions,
  { client, predecessor, to }: LeftBehind,
): Promise<boolean> {
  const { edits, changes } = await migration.preview(options);
  if (edits.length === 0) return true;
  const documents = new PreviewDocuments(`What ${client.name} Will Have`);
  try {
    await documents.open(edits);
    const apply = {
      label: 'Apply',
      description: `${countOf(changes.length, 'server')} into ${to}`,
      iconPath: new vscode.ThemeIcon('check'),
    };
    const notNow = {
      label: 'Not Now',
      description: 'nothing is written',
      iconPath: new vscode.ThemeIcon('close'),
    };
    const picked = await vscode.window.showQuickPick([apply, notNow], {
      title: `Take servers along from ${predecessor.name} to ${client.name}`,
      placeHolder: 'Below is the file as it is and as it will be. “Undo Last Sync” takes it back.',
      ignoreFocusOut: true,
    });
    return picked === apply;
  } finally {
    await documents.close();
    documents.dispose();
  }
}
