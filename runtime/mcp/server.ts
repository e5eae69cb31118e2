import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { AiosError } from '../errors.ts';
import { getPrompt, listPrompts } from './prompts.ts';
import type { SkillShelf } from './skill-shelf.ts';
import { callTool, listTools } from './tools.ts';

const instructions =
  'Skills installed by this person with AI OS. Each tool checks its input and returns a composed prompt: carry that prompt out and answer in the shape it asks for.';

/** @returns a server for one connection; the SDK's entry decides which revision of the protocol it speaks */
export function createServer(shelf: SkillShelf, version: string): Server {
  const server = new Server(
    { name: 'aios', title: 'AI OS', version },
    { capabilities: { tools: {}, prompts: {} }, instructions },
  );
  server.setRequestHandler('tools/list', async () => ({ tools: await listTools(shelf) }));
  server.setRequestHandler('tools/call', ({ params }) =>
    callTool(shelf, params.name, params.arguments ?? {}),
  );
  server.setRequestHandler('prompts/list', async () => ({ prompts: await listPrompts(shelf) }));
  server.setRequestHandler('prompts/get', async ({ params }) => {
    try {
      return await getPrompt(shelf, params.name, params.arguments ?? {});
    } catch (error) {
      if (!AiosError.is(error)) throw error;
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${error.message} ${error.remedy}`);
    }
  });
  return server;
}
