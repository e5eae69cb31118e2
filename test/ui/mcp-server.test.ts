import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage, findSkillPage } from '../support/editor/skill-page.ts';
import { startCommand } from '../support/editor/start-command.ts';
import { runRecord } from '../support/run-record.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

const title = 'AI OS MCP Server';

describe('the page of the MCP server', () => {
  let workbench: SampleWorkbench;

  before(async () => {
    workbench = await openSampleWorkbench();
    await workbench.driver.openView('AI OS');
  });

  after(() => workbench?.close());

  /** What the page says once it fits. Each change of it is a new frame. */
  async function pageText(fits: RegExp): Promise<string> {
    const { driver, page } = workbench;
    return driver.waitFor(`${fits} in the page`, async () => {
      const shown = await findSkillPage(page, title);
      const text = await shown
        .locator('main')
        .ariaSnapshot({ timeout: 1000 })
        .catch(() => '');
      return fits.test(text) ? text : undefined;
    });
  }

  it('says what to do while there is nothing to show', async () => {
    const { driver } = workbench;
    await driver.runCommand('AI OS: Show MCP Server');
    const text = await pageText(/No client has it running now/u);
    for (const told of [
      /No skill is on for this editor/u,
      /link "Install a skill"/u,
      /No client has completed a run/u,
    ])
      assert.match(text, told);
    await driver.screenshot('mcp-server-empty');
  });

  it('shows a copy that this editor started, and what clients ran, as it happens', async () => {
    const { driver, page, place, evaluate } = workbench;
    const folder = await writeSkillFolder(place.workspace);
    await startCommand(workbench, 'aios.skills.install', folder);
    await agreeOnPage(page);
    await pageText(/Offered by this extension/u);
    await driver.waitFor('the editor to start the server', async () => {
      await evaluate((vscode) =>
        vscode.commands.executeCommand('workbench.mcp.startServer', 'aios.aios/aios'),
      );
      const text = await pageText(/heading/u);
      return /One copy of it runs now/u.test(text) || undefined;
    });
    const spool = join(place.aiosHome, 'state', 'spool');
    await mkdir(spool, { recursive: true });
    const problems = ['"summary" must be string.', '"items" lacks the property "owner".'];
    const records = [
      runRecord({ runId: 'run_1', skill: 'meeting-notes', status: 'rejected', problems }),
      runRecord({ runId: 'run_1', skill: 'meeting-notes', endedAt: '2026-03-01T10:00:09.000Z' }),
    ];
    await writeFile(
      join(spool, '1-a.jsonl'),
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );
    const text = await pageText(/Sent back .*summary.* must be string/u);
    assert.match(text, /row ".*meeting-notes 1\.0\.0 claude-ai 0\.1\.0 2\.5\s+s Completed"/u);
    await driver.screenshot('mcp-server');
  });

  it('restarts the server and says whose copies run on', async () => {
    const { driver, page } = workbench;
    const shown = await findSkillPage(page, title);
    await shown.getByRole('link', { name: 'Restart' }).click();
    const { message } = await driver.waitForNotification(/MCP server was put in place anew/u);
    assert.match(message, /This editor starts its copy again when a chat needs it/u);
    await driver.screenshot('mcp-server-restarted');
    await driver.closeNotificationCentre();
    await pageText(/No client has it running now/u);
  });

  it('asks the person before a skill runs, and gives the model its prompt', async () => {
    const { driver, page, evaluate } = workbench;
    const answer = evaluate(async (vscode) => {
      const input = { id: 'meeting-notes', input: { notes: 'Ada ships on Friday' } };
      const { content } = await vscode.lm.invokeTool('aios_run_skill', {
        input,
        toolInvocationToken: undefined,
      });
      return (content[0] as { value: string }).value;
    });
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(
      await dialog.innerText(),
      /Run Meeting Notes\?[\s\S]*instructions of Meeting Notes 1\.0\.0/u,
    );
    await driver.screenshot('run-skill-confirmation');
    await dialog
      .getByRole('button')
      .filter({ hasText: /Yes|Continue|OK|Run/u })
      .first()
      .click();
    const { prompt, next } = JSON.parse(await answer) as { prompt: string; next: string };
    assert.match(prompt, /Ada ships on Friday/u);
    assert.match(next, /call aios_complete_skill with runId/u);
    const runId = /runId "(\w[\w-]*)"/u.exec(next)?.[1] ?? '';
    const completed = await evaluate(async (vscode, id) => {
      const input = { runId: id, result: { decisions: [] } };
      const { content } = await vscode.lm.invokeTool('aios_complete_skill', {
        input,
        toolInvocationToken: undefined,
      });
      return (content[0] as { value: string }).value;
    }, runId);
    assert.equal((JSON.parse(completed) as { status: string }).status, 'completed');
    await pageText(/row ".*meeting-notes 1\.0\.0 code-server .* Completed"/u);
    await driver.screenshot('mcp-server-runs');
  });
});
