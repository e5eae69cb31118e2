import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { skillText } from '../support/agent-skill-files.ts';
import { connectClient, type McpHome, makeMcpHome } from '../support/mcp-home.ts';
import { writeFiles } from '../support/skill-files.ts';

describe('aios-mcp with an agent skill', function () {
  this.timeout(30_000);
  let home: McpHome;
  let client: Client;

  before(async () => {
    home = await makeMcpHome();
    for (const [folder, frontMatter] of [
      ['pdf', 'name: PDF Tools\ndescription: Use when: asked for PDFs\nversion: 1.10'],
      ['list-skills', 'name: list-skills\ndescription: Called like a tool of ours.'],
    ] as const) {
      const files = { 'SKILL.md': skillText(frontMatter, '# Do it\n'), 'scripts/run.py': 'pass\n' };
      await home.install(
        await writeFiles(
          join(dirname(home.aiosHome), folder),
          new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const)),
        ),
      );
    }
    client = await connectClient(home);
  });
  after(async () => {
    await client.close();
    await home.dispose();
  });

  it('offers it as a tool that takes a task, each tool under a name of its own', async () => {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        'list_skills',
        'get_skill',
        'run_skill',
        'complete_skill',
        'get_run',
        'list_skills_skill',
        'pdf_tools',
      ],
    );
    const tool = tools.find(({ name }) => name === 'pdf_tools');
    assert.deepEqual(Object.keys(tool?.inputSchema.properties ?? {}), ['task']);
    assert.equal(tool?.description, 'Use when: asked for PDFs');
  });

  it('answers a call with its instructions, its other files and the task', async () => {
    const result = await client.callTool({ name: 'pdf_tools', arguments: { task: 'Merge a and b.' } });
    const { prompt } = result.structuredContent as { prompt: string };
    assert.match(prompt, /^<skill_content name="pdf-tools">\n# Do it\n/u);
    assert.match(prompt, /<file>scripts\/run\.py<\/file>/u);
    assert.match(prompt, /<task>\nMerge a and b\.\n<\/task>/u);
  });

  it('says what is wrong with an input that it does not take', async () => {
    const result = await client.callTool({ name: 'pdf_tools', arguments: { file: 'x' } });
    assert.equal(result.isError, true);
  });

  it('gives it with its version as written and no shape of the answer', async () => {
    const { structuredContent } = await client.callTool({
      name: 'get_skill',
      arguments: { id: 'pdf-tools' },
    });
    const skill = structuredContent as Record<string, unknown>;
    assert.deepEqual([skill.id, skill.name, skill.version], ['pdf-tools', 'PDF Tools', '1.10']);
    assert.equal('outputSchema' in skill, false);
  });
});
