import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { showError } from '../host/show-error.ts';
import { type Html, html } from './html.ts';
import { pageStyle } from './page-style.ts';
import { VirtualFiles } from './virtual-files.ts';

/** Does what a link of a page says. What it is given stood in the page, which we wrote ourselves. */
export type PageAction = (argument: number | string | undefined) => unknown;

/** @returns where a link of the page leads that does the action of this name */
export type PageLink = (action: string, argument?: number | string) => string;

export interface PageContent {
  readonly title: string;
  readonly body: (link: PageLink) => Html;
  readonly actions: Readonly<Record<string, PageAction>>;
}

/** The only command that a page's links may run. The page's own id in it makes sure that it was one of our links. */
const pageCommand = 'aios.skills.page';

/**
 * Pages of text in the editor: no scripts, nothing loaded, only links that name an action of the page. What is shown
 * of other people's text was escaped on the way in.
 */
export class Pages implements vscode.Disposable {
  readonly files = new VirtualFiles();
  private readonly open = new Map<string, Page>();
  private readonly named = new Map<string, Promise<Page>>();
  private readonly command: vscode.Disposable;

  constructor(log: vscode.LogOutputChannel) {
    this.command = vscode.commands.registerCommand(pageCommand, async (id, action, argument) => {
      try {
        await this.open.get(id)?.run(action, argument);
      } catch (error) {
        void showError(error, log);
      }
    });
  }

  /**
   * Opens a page.
   *
   * @param kind as `activeWebviewPanelId` in conditions, e.g. `aios.skill`
   */
  show(kind: string, content: PageContent, options: { readonly preserveFocus: boolean }): Page {
    const { preserveFocus } = options;
    const panel = vscode.window.createWebviewPanel(
      kind,
      content.title,
      { viewColumn: vscode.ViewColumn.Active, preserveFocus },
      {
        enableScripts: false,
        enableForms: false,
        enableFindWidget: true,
        localResourceRoots: [],
        enableCommandUris: [pageCommand],
      },
    );
    const page = new Page(panel, content);
    this.open.set(page.id, page);
    panel.onDidDispose(() => this.open.delete(page.id));
    return page;
  }

  /** Opens the page of this name, or brings it to the front when it is open already. */
  async showOnce(name: string, open: () => Promise<Page>, preserveFocus: boolean): Promise<void> {
    const there = this.named.get(name);
    if (there !== undefined) {
      (await there).reveal(preserveFocus);
      return;
    }
    const opening = open();
    this.named.set(name, opening);
    const forget = (): void => void this.named.delete(name);
    await opening.then(({ closed }) => void closed.then(forget), forget);
    await opening;
  }

  dispose(): void {
    this.command.dispose();
    for (const page of [...this.open.values()]) page.close();
    this.files.dispose();
  }
}

/** One page that is open. */
export class Page {
  readonly id = randomUUID();
  /** Resolves once the page is closed, by whomever. */
  readonly closed: Promise<void>;
  private readonly panel: vscode.WebviewPanel;
  private content: PageContent;
  private readonly nonce = randomUUID();

  constructor(panel: vscode.WebviewPanel, content: PageContent) {
    this.panel = panel;
    this.content = content;
    this.closed = new Promise((resolve) => {
      panel.onDidDispose(() => resolve());
    });
    this.update(content);
  }

  /** Shows something else. What has not changed keeps its place on the screen. */
  update(content: PageContent): void {
    this.content = content;
    this.panel.title = content.title;
    const { text } = this.document(content);
    if (text !== this.panel.webview.html) this.panel.webview.html = text;
  }

  reveal(preserveFocus: boolean): void {
    this.panel.reveal(undefined, preserveFocus);
  }

  async run(action: unknown, argument: unknown): Promise<void> {
    const { actions } = this.content;
    if (typeof action !== 'string' || !Object.hasOwn(actions, action)) return;
    if (argument !== undefined && typeof argument !== 'string' && typeof argument !== 'number') return;
    await actions[action]?.(argument);
  }

  close(): void {
    this.panel.dispose();
  }

  private document({ title, body }: PageContent): Html {
    const policy = `default-src 'none'; style-src 'nonce-${this.nonce}'`;
    const link: PageLink = (action, argument) => {
      const words = [this.id, action, ...(argument === undefined ? [] : [argument])];
      return `command:${pageCommand}?${encodeURIComponent(JSON.stringify(words))}`;
    };
    return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style nonce="${this.nonce}">${pageStyle}</style>
</head>
<body><main>${body(link)}</main></body>
</html>`;
  }
}
