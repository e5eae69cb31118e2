import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type Notification, Notifications } from './notifications.ts';
import { projectFolder } from './project.ts';

/** A row of a tree view, as a person sees it. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** 1 for the outermost. */
  readonly level: number;
  /** Undefined for a row without children. */
  readonly expanded: boolean | undefined;
  /** What a screen reader says. */
  readonly accessibleName: string;
}

export interface StatusBarItem {
  readonly text: string;
  readonly accessibleName: string;
}

/** How long a state may take to come, in milliseconds. */
const limit = 15_000;

/** Drives the page of a VS Code workbench by what a person sees: names, roles and texts. */
export class WorkbenchDriver {
  readonly page: Page;
  readonly #notifications: Notifications;

  constructor(page: Page) {
    this.page = page;
    this.#notifications = new Notifications(page);
  }

  /** Waits until the workbench stands and its views are restored. Extensions may still be activating. */
  async waitUntilRestored(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
    // Shown by the remote connection, without which no extension runs.
    await this.page.locator('[id="status.host"]').waitFor({ timeout: 60_000 });
  }

  /** Runs a command by the title that the command palette shows, e.g. `AI OS: Sync`. */
  async runCommand(title: string): Promise<void> {
    const row = this.quickPickRow(title);
    const input = this.page.locator('.quick-input-widget input').first();
    // Extensions contribute their commands a moment after the page is there: the palette is asked anew.
    await this.waitFor(`the command "${title}" in the palette`, async () => {
      await this.page.keyboard.press('F1');
      // A page that is still busy may swallow the key.
      if (!(await appears(input, 3_000))) return undefined;
      await input.fill(`>${title}`);
      if (await appears(row, 2_000)) return true;
      await this.page.keyboard.press('Escape');
      return undefined;
    });
    await row.click();
  }

  /** The row with this label of the quick pick or the palette that is open. */
  quickPickRow(label: string): Locator {
    const rows = this.page.locator('.quick-input-widget .monaco-list-row');
    return rows.filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) }).first();
  }

  /** The labels of the quick pick that is open, once it shows any. */
  async quickPickLabels(): Promise<string[]> {
    // A row's detail is a label within a label.
    const labels = '.quick-input-widget .monaco-list-row .label-name:not(.quick-input-list-label-meta *)';
    await this.page.locator(labels).first().waitFor({ timeout: limit });
    return await this.page.locator(labels).allInnerTexts();
  }

  /** Types into the quick input that is open and accepts it. */
  async answerInput(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor({ state: 'visible', timeout: limit });
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a view container by the name of its icon in the activity bar; leaves it open if it is. */
  async openView(name: string): Promise<void> {
    const tab = this.page
      .getByRole('tab', { name: new RegExp(`^${escapePattern(name)}( \\(|$| - )`) })
      .first();
    await tab.waitFor({ timeout: 30_000 });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.waitFor(`the view "${name}"`, async () =>
      (await tab.getAttribute('aria-selected')) === 'true' ? true : undefined,
    );
  }

  /** The tree of a view, by the view's title. */
  tree(viewTitle: string): Locator {
    return this.page.getByRole('tree', { name: viewTitle, exact: true });
  }

  /** The rows now shown in a view's tree (VS Code keeps only those in sight on the page), top to bottom. */
  async treeItems(viewTitle: string): Promise<TreeRow[]> {
    // All at one moment: a row that goes while the others are read would be waited for.
    const read = await this.tree(viewTitle)
      .getByRole('treeitem')
      .evaluateAll((rows) =>
        rows.map((row) => ({
          top: row.getBoundingClientRect().y,
          label: row.querySelector('.label-name')?.textContent ?? '',
          description: row.querySelector('.label-description')?.textContent ?? '',
          level: Number(row.getAttribute('aria-level')),
          expanded: row.getAttribute('aria-expanded'),
          accessibleName: row.getAttribute('aria-label') ?? '',
        })),
      );
    // The list reuses its elements, so their order on the page is not the order in sight.
    return read
      .sort((one, other) => one.top - other.top)
      .map(({ label, description, level, expanded, accessibleName }) => ({
        label: withoutIcons(label),
        description: withoutIcons(description),
        level,
        expanded: expanded === null ? undefined : expanded === 'true',
        accessibleName,
      }));
  }

  /** Waits until a view's rows satisfy the condition, and returns them. */
  async waitForTreeItems(viewTitle: string, condition: (rows: TreeRow[]) => boolean): Promise<TreeRow[]> {
    return await this.waitFor(`the rows of "${viewTitle}"`, async () => {
      const rows = await this.treeItems(viewTitle);
      return condition(rows) ? rows : undefined;
    });
  }

  /** Opens a row's menu, and again when the view was drawn anew meanwhile, which closes it. @returns one of its entries */
  async openMenu(row: Locator, name: string): Promise<Locator> {
    const item = this.page.getByRole('menuitem', { name, exact: true });
    await this.waitFor(`the menu with "${name}"`, async () => {
      if (!(await item.isVisible()))
        await row.click({ button: 'right', timeout: 2000 }).catch(() => undefined);
      return await isShown(item, 2000);
    });
    return item;
  }

  /**
   * Opens a row's menu and takes an entry of it, by its whole name.
   *
   * @param opened what it opens; the entry is taken again when it did not
   */
  async chooseFromMenu(row: Locator, name: string, opened?: Locator): Promise<void> {
    await this.waitFor(`"${name}" to be taken`, async () => {
      const item = await this.openMenu(row, name);
      // A menu takes no click in its first tenth of a second.
      await this.waitFor(`the menu to take "${name}"`, async () => {
        if (await item.isVisible()) await item.click({ timeout: 1000 }).catch(() => undefined);
        return (await item.isVisible()) ? undefined : true;
      });
      return opened === undefined ? true : await isShown(opened, 5000);
    });
  }

  /** The row of a tree with this label. */
  treeRow(viewTitle: string, label: string): Locator {
    const rows = this.tree(viewTitle).getByRole('treeitem');
    return rows.filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) });
  }

  /** Opens the children of a tree row, if they are not open. */
  async expand(viewTitle: string, label: string): Promise<void> {
    const row = this.treeRow(viewTitle, label);
    await row.waitFor({ timeout: limit });
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.click();
      await this.page.keyboard.press('ArrowRight');
    }
    await this.waitFor(`the children of "${label}"`, async () =>
      (await row.getAttribute('aria-expanded')) === 'true' ? true : undefined,
    );
  }

  /** The text of an empty view's welcome content. */
  async welcomeText(viewTitle: string): Promise<string> {
    const pane = this.page
      .locator('.pane')
      .filter({ has: this.page.locator(`.pane-header[aria-label^="${viewTitle} "]`) });
    const welcome = pane.locator('.welcome-view-content');
    await welcome.waitFor({ timeout: limit });
    return await shownText(welcome);
  }

  /** Waits for the status bar item whose text or accessible name contains the text. */
  async statusBarItem(text: string): Promise<StatusBarItem> {
    const item = this.statusBarLocator(text);
    await item.waitFor({ timeout: limit });
    return {
      text: await shownText(item),
      accessibleName: (await item.getAttribute('aria-label')) ?? '',
    };
  }

  /** The status bar item itself, to be clicked or looked at. */
  statusBarLocator(text: string): Locator {
    const items = this.page.locator('.statusbar .statusbar-item .statusbar-item-label');
    return items
      .and(this.page.locator(`[aria-label*=${JSON.stringify(text)}]`).or(items.filter({ hasText: text })))
      .first();
  }

  /** The notifications in sight. */
  async notifications(): Promise<Notification[]> {
    return await this.#notifications.list();
  }

  /** Waits for a notification whose message matches; opens the notification centre when it is only there. */
  async waitForNotification(message: string | RegExp): Promise<Notification> {
    const matches = (text: string) =>
      typeof message === 'string' ? text.includes(message) : message.test(text);
    return await this.waitFor(`the notification ${message}`, this.#notifications.finder(matches));
  }

  /** Presses a button of the notification whose message contains the text. */
  async pressNotificationButton(message: string, button: string): Promise<void> {
    await this.#notifications.press(message, button);
  }

  /** Closes the notification centre, which `waitForNotification` may have opened. */
  async closeNotificationCentre(): Promise<void> {
    await this.#notifications.closeCentre();
  }

  /** Trusts a workspace that was opened with `trust: false`, as a person does in the page of Restricted Mode. */
  async grantTrust(): Promise<void> {
    await this.runCommand('Workspaces: Manage Workspace Trust');
    await this.trustOnPage();
  }

  /** Trusts it where the page of Restricted Mode is open already. */
  async trustOnPage(): Promise<void> {
    await this.page.getByRole('button', { name: 'Trust', exact: true }).click({ timeout: limit });
    await this.statusBarLocator('Restricted Mode').waitFor({ state: 'hidden', timeout: limit });
    await this.runCommand('View: Close Editor');
  }

  /** What a screen reader is told, as Playwright's YAML. */
  async ariaSnapshot(locator: Locator = this.page.locator('body')): Promise<string> {
    return await locator.ariaSnapshot();
  }

  /** Saves out/screenshots/NAME.png and returns its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(projectFolder, 'out', 'screenshots', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  /**
   * Asks again until there is an answer.
   *
   * @param what named when it does not come
   * @param ask returns undefined while the state has not come
   */
  async waitFor<State>(
    what: string,
    ask: () => Promise<State | undefined>,
    milliseconds = limit,
  ): Promise<State> {
    const end = Date.now() + milliseconds;
    for (;;) {
      const state = await ask();
      if (state !== undefined) return state;
      if (Date.now() > end) throw new Error(`Not seen within ${milliseconds} ms: ${what}.`);
      await this.page.waitForTimeout(50);
    }
  }
}

/** The text as it is laid out, without the icons' private characters; empty when nothing matches. */
async function shownText(locator: Locator): Promise<string> {
  return withoutIcons((await locator.allInnerTexts()).join(' '));
}

function withoutIcons(text: string): string {
  return text.replaceAll(/\p{Co}/gu, '').trim();
}

async function appears(locator: Locator, milliseconds: number): Promise<boolean> {
  return await locator.waitFor({ timeout: milliseconds }).then(
    () => true,
    () => false,
  );
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escapePattern(text)}\\s*$`);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** @returns undefined when it is not within so many milliseconds */
async function isShown(locator: Locator, timeout: number): Promise<true | undefined> {
  return locator.waitFor({ timeout }).then(
    () => true as const,
    () => undefined,
  );
}
