import * as vscode from 'vscode';
import type { FileContents } from '../../../../runtime/files/digest.ts';
import { Html, html } from '../../../pages/html.ts';
import { quietMarkdown } from './quiet-markdown.ts';

/** Longer ones are shown as they are: nobody reads them here, and drawing them takes long. */
const longest = 200_000;

/**
 * Somebody else's Markdown as the editor itself draws it, without links, images and raw HTML. Where the editor cannot
 * draw it, the text as it is.
 */
export async function renderMarkdown(text: string): Promise<Html> {
  const drawn =
    text.length > longest
      ? undefined
      : await Promise.resolve(
          vscode.commands.executeCommand<unknown>('markdown.api.render', quietMarkdown(text)),
        ).catch(() => undefined);
  // What the renderer gives is markup; nothing of the text in it could begin any.
  return typeof drawn === 'string' ? new Html(drawn) : html`<pre>${text}</pre>`;
}

/** Draws the first of a skill's files that has such a name. @returns undefined when there is none */
export async function renderFile(files: FileContents, name: RegExp): Promise<Html | undefined> {
  const path = [...files.keys()].find((one) => name.test(one));
  const bytes = path === undefined ? undefined : files.get(path);
  return bytes === undefined ? undefined : renderMarkdown(Buffer.from(bytes).toString('utf8'));
}

/** What a skill says of itself to people. */
export const readmeName = /^readme(?:\.md)?$/iu;
