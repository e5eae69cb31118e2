import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { ownTools } from '../../runtime/mcp/own-tools.ts';
import type { RawMessage } from '../../runtime/mcp/stdio/parse-line.ts';
import { skillText } from '../support/agent-skill-files.ts';
import { type McpHome, makeMcpHome, shippedSkill } from '../support/mcp-home.ts';
import { type McpPipe, pipeToFront, pipeToSdk } from '../support/mcp-pipe.ts';
import { writeFiles } from '../support/skill-files.ts';

const jsonrpc = '2.0';

function handshake(
  protocolVersion: string,
  clientInfo: object = { name: 'front-test', version: '1' },
  capabilities = {},
) {
  return { jsonrpc, id: 0, method: 'initialize', params: { protocolVersion, capabilities, clientInfo } };
}

function envelope(name: string | undefined, capabilities: object = {}) {
  return {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    ...(name !== undefined && { 'io.modelcontextprotocol/clientInfo': { name, version: '1' } }),
  };
}

const initialized = { jsonrpc, method: 'notifications/initialized' };
const methods = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];

/** Requests that the front takes, or nearly takes, without their ids. */
const older: readonly object[] = [
  ...methods.map((method) => ({ method })),
  ...methods.map((method) => ({ method, params: {} })),
  { method: 'tools/list', params: { cursor: 'x' } },
  { method: 'tools/list', params: { _meta: { progressToken: 1 } } },
  { method: 'tools/list', params: { _meta: 3 } },
  { method: 'tools/list', params: [] },
  { method: 'tools/list', params: null },
  { method: 'ping' },
  { method: 'ping', params: { x: 1 } },
  { method: 'tools/call', params: { name: 'list_skills', arguments: {} } },
  { method: 'tools/call', params: { name: 'nothing' } },
  { method: 'tools/call', params: {} },
  { method: 'skills/list' },
  { method: 'server/discover' },
  { method: 'no/such/method' },
  { method: 'tools/list', params: { _meta: envelope('x') } },
  handshake('2025-06-18'),
];

const newer: readonly object[] = [
  ...methods.map((method) => ({ method, params: { _meta: envelope('x') } })),
  ...methods.map((method) => ({ method, params: { _meta: envelope(undefined) } })),
  { method: 'server/discover', params: { _meta: envelope('x') } },
  { method: 'server/discover', params: { _meta: envelope('cursor-vscode') } },
  { method: 'tools/list', params: { _meta: envelope('x', { roots: {}, elicitation: { form: {} } }) } },
  { method: 'tools/list', params: { _meta: envelope('x', { roots: 3 }) } },
  { method: 'tools/list', params: { _meta: { ...envelope('x'), progressToken: 7 } } },
  {
    method: 'tools/list',
    params: { _meta: { ...envelope('x'), 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } },
  },
  { method: 'tools/list', params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } } },
  { method: 'tools/list', params: { cursor: 'x', _meta: envelope('x') } },
  { method: 'tools/list' },
  { method: 'ping' },
  { method: 'tools/call', params: { name: 'list_skills', arguments: {}, _meta: envelope('x') } },
  { method: 'skills/list', params: { _meta: envelope('x') } },
  handshake('2025-06-18'),
];

function resultOf<T>(message: RawMessage | undefined): T {
  assert.ok(message !== undefined && 'result' in message);
  return message.result as T;
}

describe('the front of aios-mcp', function () {
  this.timeout(60_000);
  let home: McpHome;
  let lists: string;

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
    await home.install(shippedSkill('pull-request-reviewer'));
    const files = { 'SKILL.md': skillText('name: PDF Tools\ndescription: Use it for PDFs.', '# Do it\n') };
    const folder = join(dirname(home.aiosHome), 'pdf');
    await home.install(
      await writeFiles(
        folder,
        new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
      ),
    );
    lists = await mkdtemp(join(tmpdir(), 'aios-lists-'));
  });
  after(async () => {
    await rm(lists, { recursive: true, force: true });
    await home.dispose();
  });

  /** Sends the same to both, waits for every answer, and gives what each has said, by id. */
  async function compare(opening: readonly object[], requests: readonly object[]): Promise<McpPipe> {
    const pipes = [pipeToFront(home.aiosHome, lists), pipeToSdk(home.aiosHome)] as const;
    const numbered = requests.map((request, index) => ({ jsonrpc, ...request, id: index + 1 }));
    const expected = numbered.length + opening.filter((message) => 'id' in message).length;
    const heard: RawMessage[][] = [];
    for (const pipe of pipes) {
      for (const message of [...opening, ...numbered]) pipe.send(message);
      await pipe.until((said) => said.length >= expected);
      heard.push([...pipe.said].sort((a, b) => Number(a.id) - Number(b.id)));
      pipe.close();
    }
    assert.deepEqual(heard[0], heard[1]);
    return pipes[0];
  }

  it('answers a handshake and the lists without the SDK, as the SDK does, in every revision', async () => {
    for (const revision of [
      '2025-11-25',
      '2025-06-18',
      '2025-03-26',
      '2024-11-05',
      '2024-10-07',
      '1999-01-01',
    ]) {
      const requests = [...methods.map((method) => ({ method })), { method: 'ping' }];
      const pipe = await compare([handshake(revision), initialized], requests);
      assert.equal(pipe.isFull(), false, revision);
    }
    const clients = ['claude-ai', 'cursor-vscode', 'gemini-cli-mcp-client', 'windsurf'];
    for (const name of clients) {
      const pipe = await compare(
        [handshake('2025-06-18', { name, version: '1' })],
        [{ method: 'tools/list' }],
      );
      assert.equal(pipe.isFull(), false, name);
      const modern = await compare(
        [],
        methods.map((method) => ({ method, params: { _meta: envelope(name) } })),
      );
      assert.equal(modern.isFull(), false, name);
    }
    const discover = await compare([], [{ method: 'server/discover', params: { _meta: envelope('x') } }]);
    assert.equal(discover.isFull(), false);
  });

  it('says the same as the SDK alone, whatever comes in which order, in revisions with a handshake', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...older), { minLength: 1, maxLength: 8 }),
        async (requests) => {
          await compare([handshake('2025-06-18'), initialized], requests);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says the same as the SDK alone, whatever comes in which order, in the revision without', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...newer), { minLength: 1, maxLength: 8 }),
        async (requests) => {
          await compare([], requests);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves a handshake that it does not know every word of to the SDK', async () => {
    for (const capabilities of [
      { tasks: {} },
      { roots: 1 },
      { elicitation: { form: 3 } },
      { sampling: null },
    ])
      await compare([], [handshake('2025-06-18', undefined, capabilities), { method: 'tools/list' }]);
    await compare([], [handshake('2025-06-18', { name: 'x' }), { method: 'tools/list' }]);
    await compare([], [handshake('2025-06-18', { name: 'x', version: '1', icons: [] }), { method: 'ping' }]);
  });

  it('sends a kept list only as long as the registry is the one it was made from', async () => {
    const index = join(home.aiosHome, 'registry', 'index.json');
    const many = JSON.parse(await readFile(index, 'utf8')) as { skills: { manifest: { id: string } }[] };
    const [first] = many.skills;
    const skills = Array.from({ length: 60 }, (_, number) => ({
      ...first,
      manifest: { ...first?.manifest, id: `copy-${number}` },
    }));
    const other = join(await mkdtemp(join(tmpdir(), 'aios-many-')), '.aios');
    await mkdir(join(other, 'registry'), { recursive: true });
    const write = (count: number) =>
      writeFile(
        join(other, 'registry', 'index.json'),
        JSON.stringify({ ...many, skills: skills.slice(0, count) }),
      );
    const kept = join(other, 'state', 'lists');
    const count = async (): Promise<number> => {
      const pipe = pipeToFront(other, kept);
      pipe.send(handshake('2025-06-18'));
      pipe.send({ jsonrpc, id: 1, method: 'tools/list' });
      await pipe.until((said) => said.length === 2);
      pipe.close();
      return resultOf<{ tools: unknown[] }>(pipe.said[1]).tools.length;
    };
    try {
      await write(60);
      assert.equal(await count(), ownTools.length + 60);
      for (let files: string[] = []; files.length === 0; )
        files = await readdir(kept).then(
          (names) => names.filter((name) => name.endsWith('.json')),
          () => [],
        );
      assert.equal(await count(), ownTools.length + 60);
      await write(59);
      assert.equal(await count(), ownTools.length + 59);
    } finally {
      await rm(dirname(other), { recursive: true, force: true });
    }
  });

  it('tells of a switched registry also before the SDK is loaded', async () => {
    const pipe = pipeToFront(home.aiosHome, lists);
    pipe.send(handshake('2025-06-18'));
    await pipe.until((said) => said.length === 1);
    pipe.listChanged();
    await pipe.until((said) => said.length === 4);
    assert.deepEqual(
      pipe.said.slice(1).map(({ method }) => method),
      ['tools', 'prompts', 'resources'].map((kind) => `notifications/${kind}/list_changed`),
    );
    pipe.close();
  });
});
