import type { Frame, Locator, Page } from 'playwright-core';

/** The page of text that shows this heading, once it is there: a webview's own frame within the workbench. */
export async function findSkillPage(page: Page, heading: RegExp | string): Promise<Frame> {
  return findPage(page, `the heading ${heading}`, (frame) =>
    frame.getByRole('heading', { level: 1, name: heading }),
  );
}

/** The page that shows what is about to be switched in, once it is there: no other can be cancelled. */
export async function findProposal(page: Page): Promise<Frame> {
  return findPage(page, 'a proposal', (frame) => frame.getByRole('link', { name: 'Cancel', exact: true }));
}

/** Agrees to what a page proposes, once it is there. */
export async function agreeOnPage(page: Page): Promise<void> {
  const proposal = await findProposal(page);
  const agree = proposal.getByRole('link', { name: /^(?:Install|Update)(?: \d+ of \d+)?$/u });
  await agree.first().click();
}

async function findPage(page: Page, what: string, markOf: (frame: Frame) => Locator): Promise<Frame> {
  for (let left = 300; left > 0; left -= 1) {
    for (const frame of page.frames()) {
      if (frame === page.mainFrame()) continue;
      const mark = markOf(frame).first();
      if (await mark.isVisible().catch(() => false)) return frame;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`No page with ${what} was shown.`);
}
