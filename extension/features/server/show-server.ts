import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import type { PageContent } from '../../pages/pages.ts';
import type { FeatureContext } from '../feature-context.ts';
import type { EditorServer } from './editor-server.ts';
import { serverPage } from './server-page.ts';

/** Reading the traces takes a few milliseconds. */
const lookEveryMs = 3000;
const title = 'AI OS MCP Server';

/** *Show MCP Server*: a page that follows what happens for as long as it is open. */
export async function showServer(context: FeatureContext, server: EditorServer): Promise<void> {
  const pages = await context.pages();
  await pages.showOnce(
    'aios.server',
    async () => {
      const page = pages.show('aios.server', await contentOf(context, server), { preserveFocus: false });
      const look = async (): Promise<void> => page.update(await contentOf(context, server));
      const timer = setInterval(() => {
        look().catch((error: unknown) => context.log.warn(messageOf(error)));
      }, lookEveryMs);
      void page.closed.then(() => clearInterval(timer));
      return page;
    },
    false,
  );
}

async function contentOf(context: FeatureContext, server: EditorServer): Promise<PageContent> {
  const { runtime, log } = context;
  const report = await (await runtime.openServerStatus()).look();
  const run = (command: string) => () => vscode.commands.executeCommand(command);
  return {
    title,
    body: (link) => serverPage(title, { report, server, version: runtime.version }, link),
    actions: {
      restart: run('aios.server.restart'),
      log: () => log.show(),
      copy: () => vscode.env.clipboard.writeText(report.launcher),
      sync: run('aios.sync'),
      install: run('aios.skills.install'),
    },
  };
}
