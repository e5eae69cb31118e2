/**
 * The MCP server over HTTP as the conformance suite needs it: `--port N [--conformance-fixtures]`. It is the product's
 * transport, gate and handlers; only the token is not asked for, which the suite cannot send. Its home is that of
 * AIOS_HOME or HOME.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AiosHome, aiosHome } from '../runtime/aios-home.ts';
import { serverFactory } from '../runtime/mcp/create-server.ts';
import { GuestWatch } from '../runtime/mcp/guest.ts';
import { makeGate } from '../runtime/mcp/http/gate.ts';
import { listen } from '../runtime/mcp/http/serve-http.ts';
import { callServices } from '../runtime/mcp/rest.ts';
import { readIndex } from '../runtime/registry/index-file.ts';
import { conformanceFixtures } from './conformance/fixtures.ts';
import { installShippedSkills } from './conformance/skills-home.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'conformance-fixtures': { type: 'boolean', default: false },
  },
});
const named = aiosHome(process.env.AIOS_HOME ?? join(homedir(), '.aios'));
const home = (await isEmpty(named)) && values['conformance-fixtures'] ? await shippedHome() : named;
const extra = values['conformance-fixtures'] ? conformanceFixtures : undefined;
const serving = await listen({
  make: serverFactory(callServices(home), extra),
  gate: makeGate(undefined),
  port: Number(values.port),
});
new GuestWatch(home.registryIndex, {
  onSwitched: () => serving.listChanged(),
  onOrphaned: () => process.exit(0),
});
console.log(serving.url);

async function isEmpty({ registryIndex }: AiosHome): Promise<boolean> {
  return ((await readIndex(registryIndex))?.skills.length ?? 0) === 0;
}

/** The scenarios about skills need some: where nothing is installed, the shipped ones are the fixtures. */
async function shippedHome(): Promise<AiosHome> {
  const folder = await mkdtemp(join(tmpdir(), 'aios-conformance-server-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
  console.error('No skill is installed there: serving the shipped ones.');
  return aiosHome(await installShippedSkills(folder));
}
