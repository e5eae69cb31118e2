import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const configs = {
  '.claude.json':
    '{"numStartups":12,"mcpServers":{"notes":{"type":"stdio","command":"notes-server","args":[]}}}',
  '.cursor/mcp.json':
    '{\n\t// of my own\n\t"mcpServers": {\n\t\t"notes": { "command": "notes-server" },\n\t},\n}\n',
  '.codex/config.toml':
    '# of my own\nmodel = "gpt-5"\n\n[mcp_servers.notes]\ncommand = "notes-server" # mine\nargs = []\n',
} as const;

/** A home with Claude Code, Cursor and Codex in it, each with a server of the person's own. */
export async function layOutThreeClients(home: string): Promise<void> {
  for (const [path, text] of Object.entries(configs)) {
    const file = join(home, ...path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** Throws unless each of the three names a server `aios`: nobody is timed failing. */
export async function expectServer(home: string): Promise<void> {
  for (const path of Object.keys(configs)) {
    const text = await readFile(join(home, ...path.split('/')), 'utf8');
    if (!/"aios":|\[mcp_servers\.aios\]/u.test(text)) throw new Error(`${path} was not given the server.`);
    if (!text.includes('notes-server')) throw new Error(`${path} lost the person's own server.`);
  }
}
