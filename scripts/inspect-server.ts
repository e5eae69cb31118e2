/**
 * Looks at the built server with MCP Inspector, in every era: `node scripts/inspect-server.ts`. Exit code 1 when it
 * finds anything that clients stumble over.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installShippedSkills } from './conformance/skills-home.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const inspector = join(root, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
const server = [process.execPath, join(root, 'dist', 'aios-mcp.cjs')];

/** What is looked at in each era. */
const looks: readonly (readonly string[])[] = [
  ['--method', 'tools/list', '--strict'],
  ['--method', 'prompts/list'],
  ['--method', 'resources/list'],
  ['--method', 'resources/templates/list'],
  ['--method', 'skills/list', '--verify', '--require-digests'],
  ['--method', 'tools/call', '--tool-name', 'list_skills'],
  ['--method', 'tools/call', '--tool-name', 'get_skill', '--tool-arg', 'id=roadmap-reader'],
];

const folder = await mkdtemp(join(tmpdir(), 'aios-inspector-'));
try {
  const home = await installShippedSkills(folder);
  let failed = 0;
  for (const era of ['legacy', 'modern'])
    for (const look of looks) {
      const { code, output } = await inspect([...look, '--protocol-era', era], home);
      console.log(`${code === 0 ? '✓' : '✗'} ${era}: ${look.join(' ')}`);
      if (code !== 0) console.log(output);
      failed += code === 0 ? 0 : 1;
    }
  console.log(
    failed === 0 ? 'MCP Inspector found nothing.' : `MCP Inspector found something ${failed} times.`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function inspect(words: readonly string[], home: string): Promise<{ code: number | null; output: string }> {
  const all = [inspector, '--cli', ...server, ...words, '-e', `AIOS_HOME=${home}`, '--format', 'json'];
  const child = spawn(process.execPath, all, {
    cwd: folder,
    env: { ...process.env, HOME: folder, AIOS_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
