import * as vscode from 'vscode';
import type { PlaceTexts } from '../../../../runtime/sync/place-texts.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import { allTabs, type ComparedFile, compareFiles, hasTitle } from '../multi-diff.ts';
import { choicesFor } from './choices-for.ts';
import { driftScheme, fromQuery, isSamePlace, type PlaceKey, toQuery } from './place-address.ts';

/** What menus go by: the choices that are open for what is compared in front. */
const condition = 'aios.driftInFront';

interface OpenedPlace {
  readonly place: PlaceKey;
  /** As the condition has them. */
  readonly choices: string;
}

/** The comparisons of drifted places that are open in the editor. */
export class ShownPlaces implements vscode.Disposable {
  /** By title: an editor that compares several files says nothing else of itself. */
  private readonly byTitle = new Map<string, OpenedPlace>();
  private readonly following: vscode.Disposable;

  constructor() {
    this.following = vscode.window.tabGroups.onDidChangeTabs(() => this.follow());
  }

  /** Compares what was delivered with what is there, in the editor's own way. */
  async open(item: PlannedItem, client: string, texts: readonly PlaceTexts[]): Promise<void> {
    const title = `“${item.id}” in ${client}: ours ↔ what is there`;
    const choices = choicesFor(item).join('.');
    this.byTitle.set(title, { place: item, choices });
    const files = texts.map(({ name }): ComparedFile => {
      const here = addressOf(item, name, 'here');
      return [here, addressOf(item, name, 'ours'), here];
    });
    if (files.length > 1) await compareFiles(title, files);
    else {
      const [, ours, here] = files[0] ?? [];
      await vscode.commands.executeCommand('vscode.diff', ours, here, title, { preview: true });
    }
    this.follow();
  }

  /** @returns the place that is compared in front */
  inFront(): PlaceKey | undefined {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab && this.placeOf(tab);
  }

  /** Closes what shows a place about which something was done. */
  async close(place: PlaceKey): Promise<void> {
    const showing = allTabs().filter((tab) => {
      const shown = this.placeOf(tab);
      return shown !== undefined && isSamePlace(shown, place);
    });
    await vscode.window.tabGroups.close(showing, true);
  }

  dispose(): void {
    this.following.dispose();
  }

  private placeOf(tab: vscode.Tab): PlaceKey | undefined {
    const { input } = tab;
    if (!(input instanceof vscode.TabInputTextDiff)) return this.openedAs(tab)?.place;
    return input.modified.scheme === driftScheme ? fromQuery(input.modified.query) : undefined;
  }

  private openedAs(tab: vscode.Tab): OpenedPlace | undefined {
    return [...this.byTitle].find(([title]) => hasTitle(tab, title))?.[1];
  }

  private follow(): void {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    void vscode.commands.executeCommand('setContext', condition, tab && this.openedAs(tab)?.choices);
  }
}

/** The sides differ in what stands after `?` alone: an editor of several files would call the file renamed. */
function addressOf({ kind, id, path }: PlaceKey, name: string, side: 'ours' | 'here'): vscode.Uri {
  const file = kind === 'server' ? `${name}.json` : name;
  const query = toQuery({ kind, id, path, name, side });
  return vscode.Uri.from({ scheme: driftScheme, path: `/${file}`, query });
}
