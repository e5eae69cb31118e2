import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequests,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { ExtraPrompt, ExtraTool } from '../../runtime/mcp/create-server.ts';
import { ask, askModel, openState, say, sealState } from './answers.ts';
import { fixtureTool } from './fixture-tools.ts';

/** @returns what the person accepted, undefined when the answer is not there or of another kind */
function accepted({ mcpReq }: ServerContext, key: string, field: string): unknown {
  const answer = inputResponse(mcpReq.inputResponses, key);
  return answer.kind === 'elicit' && answer.action === 'accept' ? answer.content?.[field] : undefined;
}

function stateOf({ mcpReq }: ServerContext): string | undefined {
  const sealed: unknown = mcpReq.requestState();
  return typeof sealed === 'string' ? openState(sealed) : undefined;
}

/** Tools that need answers of the client, in one round or several (SEP-2322). */
export const roundTools: readonly ExtraTool[] = [
  fixtureTool('test_input_required_result_elicitation', 'Asks for a name.', async (_input, context) => {
    const name = accepted(context, 'user_name', 'name');
    if (typeof name === 'string') return say(`Hello, ${name}!`);
    return inputRequired({ inputRequests: { user_name: ask('What is your name?', 'name') } });
  }),
  fixtureTool('test_input_required_result_sampling', 'Asks the model.', async (_input, { mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'capital_question');
    if (answer.kind === 'sampling') return say(JSON.stringify(answer.result.content));
    return inputRequired({
      inputRequests: { capital_question: askModel('What is the capital of France?', 100) },
    });
  }),
  fixtureTool('test_input_required_result_list_roots', 'Asks for the roots.', async (_input, { mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'client_roots');
    if (answer.kind === 'roots') return say(JSON.stringify(answer.roots));
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  }),
  fixtureTool(
    'test_input_required_result_request_state',
    'Has its state sent back.',
    async (_input, context) => {
      if (stateOf(context) === 'asked' && accepted(context, 'confirm', 'ok') !== undefined)
        return say('state-ok');
      const inputRequests = { confirm: ask('Please confirm', 'ok', 'boolean') };
      return inputRequired({ inputRequests, requestState: sealState('asked') });
    },
  ),
  fixtureTool(
    'test_input_required_result_tampered_state',
    'Looks at its state closely.',
    async (_input, context) => {
      if (stateOf(context) === 'guarded') return say('The state is as it was.');
      const inputRequests = { confirm: ask('Please confirm', 'ok', 'boolean') };
      return inputRequired({ inputRequests, requestState: sealState('guarded') });
    },
  ),
  fixtureTool(
    'test_input_required_result_multiple_inputs',
    'Asks for three things.',
    async (_input, context) => {
      const kinds = ['user_name', 'greeting', 'client_roots'].map(
        (key) => inputResponse(context.mcpReq.inputResponses, key).kind,
      );
      if (stateOf(context) !== undefined && !kinds.includes('missing')) return say('All three are here.');
      const inputRequests = {
        user_name: ask('What is your name?', 'name'),
        greeting: askModel('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      };
      return inputRequired({ inputRequests, requestState: sealState('three') });
    },
  ),
  fixtureTool('test_input_required_result_multi_round', 'Asks twice.', async (_input, context) => {
    const color = accepted(context, 'step2', 'color');
    const state = stateOf(context);
    if (state?.startsWith('named:') && typeof color === 'string')
      return say(`${state.slice('named:'.length)} likes ${color}.`);
    const name = accepted(context, 'step1', 'name');
    if (state === 'begun' && typeof name === 'string') {
      const inputRequests = { step2: ask('Step 2: What is your favorite color?', 'color') };
      return inputRequired({ inputRequests, requestState: sealState(`named:${name}`) });
    }
    const inputRequests = { step1: ask('Step 1: What is your name?', 'name') };
    return inputRequired({ inputRequests, requestState: sealState('begun') });
  }),
  fixtureTool(
    'test_input_required_result_capabilities',
    'Asks what the client can answer.',
    async (_input, { mcpReq }) => {
      if (Object.keys(mcpReq.inputResponses ?? {}).length > 0) return say('Answered.');
      const envelope = (mcpReq.envelope ?? {}) as Record<string, Record<string, unknown> | undefined>;
      const can = envelope[CLIENT_CAPABILITIES_META_KEY] ?? {};
      const inputRequests: InputRequests = {
        ...(can.sampling !== undefined && { question: askModel('Say something.', 50) }),
        ...(can.elicitation !== undefined && { name: ask('What is your name?', 'name') }),
        ...(can.roots !== undefined && { roots: inputRequired.listRoots() }),
      };
      return Object.keys(inputRequests).length > 0
        ? inputRequired({ inputRequests })
        : say('Nothing to ask.');
    },
  ),
];

/** A prompt that needs an answer first. */
export const roundPrompt: ExtraPrompt = {
  prompt: { name: 'test_input_required_result_prompt', description: 'Asks for its context.' },
  get: async (_given, context) => {
    const told = accepted(context, 'user_context', 'context');
    if (typeof told !== 'string') {
      const question = ask('What context should the prompt use?', 'context');
      return inputRequired({ inputRequests: { user_context: question } });
    }
    return { messages: [{ role: 'user', content: { type: 'text', text: `Context: ${told}` } }] };
  },
};
