import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type McpHome, makeMcpHome, shippedSkill } from '../support/mcp-home.ts';
import { handshake, startMcp } from '../support/mcp-process.ts';

describe('a call while the registry is being switched', function () {
  this.timeout(120_000);
  let home: McpHome;
  const versions = ['7.0.0', '8.0.0'];

  before(async () => {
    home = await makeMcpHome();
    for (const version of versions) {
      const folder = source(version);
      await cp(shippedSkill('roadmap-reader'), folder, { recursive: true });
      const manifest = join(folder, 'skill.yaml');
      const text = await readFile(manifest, 'utf8');
      await writeFile(manifest, text.replace(/^version: .*$/mu, `version: ${version}`));
      const prompt = join(folder, 'prompt.md');
      await writeFile(prompt, `${await readFile(prompt, 'utf8')}\nThis is the prompt of ${version}.\n`);
      const changelog = join(folder, 'changelog.md');
      await writeFile(changelog, `# Changelog\n\n## ${version}\n\n- Made for a test.\n`);
    }
    await home.install(source('7.0.0'));
  });
  after(() => home.dispose());

  function source(version: string): string {
    return join(dirname(home.aiosHome), `source-${version}`, 'roadmap-reader');
  }

  it('sees the old version or the new one, whole', async () => {
    const server = startMcp(home.aiosHome);
    await server.ask(0, 'initialize', handshake());
    let isInstalling = true;
    const installing = (async () => {
      for (const version of ['8.0.0', '7.0.0', '8.0.0']) await home.install(source(version));
      isInstalling = false;
    })();
    const seen = new Set<string>();
    let id = 1;
    while (isInstalling) {
      const arguments_ = { document: 'Q1: ship' };
      const { result } = await server.ask(id, 'tools/call', {
        name: 'roadmap_reader',
        arguments: arguments_,
      });
      assert.ok(result !== undefined);
      const { prompt } = result.structuredContent as { prompt: string };
      const version = /^<!-- roadmap-reader (\S+) -->/u.exec(prompt)?.[1] ?? '';
      assert.ok(prompt.includes(`This is the prompt of ${version}.`), version);
      seen.add(version);
      id += 1;
      if (id % 100 === 0) server.said.length = 0;
    }
    await installing;
    assert.deepEqual([...seen].sort(), versions);
    await server.stop();
  });
});
