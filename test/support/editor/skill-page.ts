import type { Frame, Page } from 'playwright-core';

/** The page of text that shows this heading, once it is there: a webview's own frame within the workbench. */
export async function findSkillPage(page: Page, heading: RegExp | string): Promise<Frame> {
  for (let left = 300; left > 0; left -= 1) {
    for (const frame of page.frames()) {
      const shown = frame.getByRole('heading', { level: 1, name: heading });
      if (
        (await shown
          .first()
          .isVisible()
          .catch(() => false)) &&
        frame !== page.mainFrame()
      )
        return frame;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`No page with the heading ${heading} was shown.`);
}
