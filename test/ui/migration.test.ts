import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';

const entry = 'Take Servers Along from Windsurf…';
const windsurfText = `{
  "mcpServers": {
    "github": { "command": "npx", "args": ["-y", "github-mcp"] },
    "linear": { "serverUrl": "https://mcp.linear.app/mcp" }
  }
}
`;
const devinText = '{\n  // my own\n  "mcpServers": { "mine": { "command": "mine" } }\n}\n';

describe('taking servers along from Windsurf to Devin Desktop', () => {
  let workbench: SampleWorkbench;
  let windsurf: string;
  let devin: string;

  before(async () => {
    workbench = await openSampleWorkbench({
      prepare: async ({ home }) => {
        windsurf = join(home, '.codeium', 'windsurf', 'mcp_config.json');
        devin = join(home, '.config', 'devin', 'mcp_config.json');
        for (const file of [windsurf, devin]) await mkdir(dirname(file), { recursive: true });
        await writeFile(windsurf, windsurfText);
        await writeFile(devin, devinText);
      },
    });
    await workbench.driver.openView('AI OS');
    await workbench.driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => accessibleName.startsWith('Devin Desktop')),
    );
  });

  after(() => workbench?.close());

  it('is offered on its row, shows what is written, writes that, and is taken back by Undo', async () => {
    const { driver, page } = workbench;
    const picked = page.getByText('2 Selected');
    await driver.chooseFromMenu(driver.treeRow('Clients', 'Devin Desktop'), entry, picked);
    assert.deepEqual(await driver.quickPickLabels(), ['github', 'linear']);
    await driver.screenshot('migration-choose');
    await page.keyboard.press('Enter');
    await driver.quickPickRow('Apply').waitFor();
    await page.locator('.multiDiffEntry').first().waitFor();
    await driver.screenshot('migration-preview');
    assert.equal(await readFile(devin, 'utf8'), devinText, 'nothing is written before it is agreed to');
    await driver.quickPickRow('Apply').click();
    const { buttons } = await driver.waitForNotification(/2 changes made for Devin Desktop/u);
    assert.deepEqual(buttons, ['How to Reload', 'Undo']);
    await driver.screenshot('migration-done');
    const text = await readFile(devin, 'utf8');
    assert.match(
      text,
      /\/\/ my own[\s\S]*"mine"[\s\S]*"github"[\s\S]*"url": "https:\/\/mcp\.linear\.app\/mcp"/u,
    );
    await driver.pressNotificationButton('2 changes made', 'Undo');
    await driver.waitForNotification(/2 changes taken back for Devin Desktop/u);
    assert.equal(await readFile(devin, 'utf8'), devinText);
    assert.equal(await readFile(windsurf, 'utf8'), windsurfText);
  });

  it('says so in the palette’s command where there is nothing to take', async () => {
    const { driver } = workbench;
    await writeFile(windsurf, '{}\n');
    await driver.runCommand(`AI OS: ${entry}`);
    await driver.waitForNotification(/There is no MCP server to take along/u);
  });
});
