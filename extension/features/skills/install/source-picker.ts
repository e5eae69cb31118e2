import * as vscode from 'vscode';
import { messageOf } from '../../../../runtime/errors.ts';
import type { SearchResult } from '../../../../runtime/registry/search.ts';
import { chooseSource } from '../../../../runtime/registry/sources/choose-source.ts';
import type { SourceKind } from '../../../../runtime/registry/sources/source.ts';
import type { SkillsContext } from '../skills-context.ts';
import { workingFolder } from '../working-folder.ts';
import { isSearch, type SourceChoice, type SourceItem, sourceItems } from './source-items.ts';

/** Long enough that a word is typed to its end. */
const quietMs = 250;

interface PickItem extends vscode.QuickPickItem {
  readonly choice: SourceChoice;
}

/** Asks where a skill is to come from. @returns undefined when the person left */
export async function pickSource(context: SkillsContext): Promise<SourceChoice | undefined> {
  const pick = vscode.window.createQuickPick<PickItem>();
  pick.title = 'Install Skill';
  pick.placeholder =
    'Search ClawHub and your npm registry, or enter a folder, owner/repo, npm:name or https://…';
  pick.matchOnDescription = true;
  const search = new TypedSearch(context, pick);
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        const choice = pick.selectedItems[0]?.choice;
        // An item that only tells something stays.
        if (choice !== undefined && choice.kind !== 'none') resolve(choice);
      });
      pick.onDidHide(() => resolve(undefined));
      pick.onDidChangeValue((text) => search.typed(text));
      search.typed('');
      pick.show();
    });
  } finally {
    search.stop();
    pick.dispose();
  }
}

/** Keeps the items after what is typed. The newest text counts; what was under way for an older one is cancelled. */
class TypedSearch {
  private readonly context: SkillsContext;
  private readonly pick: vscode.QuickPick<PickItem>;
  private cancel = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(context: SkillsContext, pick: vscode.QuickPick<PickItem>) {
    this.context = context;
    this.pick = pick;
  }

  typed(text: string): void {
    this.stop();
    this.cancel = new AbortController();
    const { signal } = this.cancel;
    this.pick.busy = isSearch(text);
    this.look(text, signal).catch((error: unknown) => this.context.log.error(messageOf(error)));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.cancel.abort();
  }

  private async look(text: string, signal: AbortSignal): Promise<void> {
    const kind = await kindOf(text.trim());
    if (signal.aborted) return;
    this.show(text, kind, undefined);
    if (!isSearch(text)) return;
    this.timer = setTimeout(() => {
      this.search(text, kind, signal).catch((error: unknown) => this.context.log.error(messageOf(error)));
    }, quietMs);
  }

  private async search(text: string, kind: SourceKind | undefined, signal: AbortSignal): Promise<void> {
    try {
      const found = await this.context.runtime.search.search(text, signal);
      if (!signal.aborted) this.show(text, kind, found);
    } finally {
      if (!signal.aborted) this.pick.busy = false;
    }
  }

  private show(text: string, kind: SourceKind | undefined, found: SearchResult | undefined): void {
    this.pick.items = sourceItems({ text, kind, found }).map(toPickItem);
  }
}

function toPickItem({ icon, label, description, detail, choice, alwaysShow }: SourceItem): PickItem {
  return {
    label,
    iconPath: new vscode.ThemeIcon(icon),
    choice,
    alwaysShow,
    ...(description !== undefined && { description }),
    ...(detail !== undefined && { detail }),
  };
}

/** @returns what kind of place a text names, by its look and by what stands on this machine; nothing else is asked */
async function kindOf(text: string): Promise<SourceKind | undefined> {
  // Asking Windows for a network path would already tell somebody's server who asks.
  if (text === '' || /^[\\/]{2}/u.test(text)) return undefined;
  return chooseSource(text, workingFolder()).then(
    ({ kind }) => kind,
    () => undefined,
  );
}
