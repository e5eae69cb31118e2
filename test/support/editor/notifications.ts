import type { Locator, Page } from 'playwright-core';

export interface Notification {
  readonly message: string;
  readonly buttons: readonly string[];
}

/** A toast comes at once; one that has not come by then (in milliseconds) is looked for in the centre. */
const toastLimit = 1_000;

/**
 * The workbench's notifications: those that pop up, and those in the notification centre. VS Code pops up no
 * more than three in 800 ms, which a test outpaces; the rest only ring the bell, and are found in the centre.
 */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Those in sight. */
  async list(): Promise<Notification[]> {
    const items = await this.#items().all();
    return await Promise.all(
      items.map(async (item) => ({
        message: (await item.locator('.notification-list-item-message').allInnerTexts()).join(' ').trim(),
        buttons: await item
          .locator('.notification-list-item-buttons-container .monaco-button')
          .allInnerTexts(),
      })),
    );
  }

  /** The one in sight whose message matches; after a second also looks into the centre, if the bell has rung. */
  finder(matches: (message: string) => boolean): () => Promise<Notification | undefined> {
    const started = Date.now();
    return async () => {
      const found = (await this.list()).find(({ message }) => matches(message));
      if (found === undefined && Date.now() - started > toastLimit) await this.#openCentre();
      return found;
    };
  }

  /** Presses a button of the one in sight whose message contains the text, and closes the centre. */
  async press(message: string, button: string): Promise<void> {
    const item = this.#items().filter({ hasText: message }).first();
    await item.getByRole('button', { name: button }).click();
    await this.closeCentre();
  }

  /** Closes the centre, if it is open. */
  async closeCentre(): Promise<void> {
    const centre = this.#centre();
    if (!(await centre.isVisible())) return;
    await this.#bell().click();
    await centre.waitFor({ state: 'hidden' });
  }

  async #openCentre(): Promise<void> {
    if (await this.#centre().isVisible()) return;
    if ((await this.#bell().locator('.codicon-bell-dot').count()) === 0) return;
    await this.#bell().click();
    // The bell's own tooltip would lie over the buttons.
    await this.#page.mouse.move(0, 0);
    // A toast that comes at this moment closes it again: then it is asked anew.
    await this.#centre()
      .waitFor({ timeout: toastLimit })
      .catch(() => undefined);
  }

  #items(): Locator {
    return this.#page.locator(
      '.notification-toast .notification-list-item, .notifications-center:visible .notification-list-item',
    );
  }

  #centre(): Locator {
    return this.#page.locator('.notifications-center');
  }

  #bell(): Locator {
    return this.#page.locator('[id="status.notifications"]');
  }
}
