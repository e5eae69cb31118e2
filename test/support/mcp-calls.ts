import { type AiosHome, aiosHome } from '../../runtime/aios-home.ts';
import { type CallServices, callTool } from '../../runtime/mcp/calls/call-tool.ts';
import { RunRecords } from '../../runtime/mcp/calls/run-records.ts';
import { RunTable } from '../../runtime/mcp/calls/run-table.ts';
import { Spool } from '../../runtime/mcp/calls/spool.ts';
import { unknownFamily } from '../../runtime/mcp/clients/family-table.ts';
import { SkillShelf } from '../../runtime/mcp/skill-shelf.ts';
import { makeRegistryHome } from './registry-home.ts';

export interface ToolAnswer {
  readonly isError?: boolean;
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly content: readonly { readonly text?: string }[];
}

/** The tools of a server over a home, in this process: what a server that was just started has. */
export interface ServerCalls {
  readonly services: CallServices;
  call(name: string, input: Record<string, unknown>): Promise<ToolAnswer>;
}

/** A home with one skill in it, meeting-notes, and a server over it. */
export interface CallsHome extends AsyncDisposable {
  readonly home: AiosHome;
  readonly server: ServerCalls;
}

export async function makeCallsHome(): Promise<CallsHome> {
  const registry = await makeRegistryHome();
  await registry.install();
  return {
    home: registry.home,
    server: startCalls(registry.home.root),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}

export function startCalls(root: string): ServerCalls {
  const home = aiosHome(root);
  const services = {
    shelf: new SkillShelf(home),
    runs: new RunTable(),
    spool: new Spool(home.spool),
    records: new RunRecords(home),
  };
  const asker = { name: 'unit-test', version: '1', family: unknownFamily, canAsk: false };
  return {
    services,
    call: async (name, input) =>
      (await callTool(services, { name, input, asker, answers: undefined })) as ToolAnswer,
  };
}
