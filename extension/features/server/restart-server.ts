import * as vscode from 'vscode';
import type { ServerStart } from '../../../runtime/sync/server-starts.ts';
import type { FeatureContext } from '../feature-context.ts';
import { capital, countOf } from '../plain-text.ts';
import type { EditorServer } from './editor-server.ts';

/**
 * *Restart MCP Server*: this editor's copy is ended and started anew by the editor. Those of other clients are theirs
 * to end: they are told to ask for the lists again, and the message says so.
 */
export async function restartServer(
  { runtime, log }: FeatureContext,
  server: EditorServer,
): Promise<readonly ServerStart[]> {
  const running = await (await runtime.openServerStatus()).refresh();
  await server.restart();
  const told = [
    'The MCP server was put in place anew.',
    ...(server.offer === 'offered' ? ['This editor starts its copy again when a chat needs it.'] : []),
    ...othersText(running, runtime.version),
  ].join(' ');
  log.info(told);
  void vscode.window.showInformationMessage(told);
  return running;
}

function othersText(running: readonly ServerStart[], version: string): string[] {
  if (running.length === 0) return [];
  const copies = countOf(running.length, 'copy', 'copies');
  const verb = running.length === 1 ? 'belongs to a client, which was' : 'belong to clients, which were';
  const old = running.filter(({ serverVersion }) => serverVersion !== version);
  const sentences = [`${capital(copies)} ${verb} told to ask for the skills again.`];
  if (old.length > 0)
    sentences.push(
      `${old.length === 1 ? 'One is' : `${old.length} are`} of another version until that client restarts.`,
    );
  return sentences;
}
