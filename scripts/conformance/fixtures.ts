import { type GetPromptResult, type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import type { ExtraPrompt, ServerExtra } from '../../runtime/mcp/create-server.ts';
import { image, resource } from './answers.ts';
import { roundPrompt, roundTools } from './fixture-rounds.ts';
import { fixtureTools } from './fixture-tools.ts';

function user(content: GetPromptResult['messages'][number]['content']): GetPromptResult['messages'][number] {
  return { role: 'user', content };
}

function fixturePrompt(
  name: string,
  argumentNames: readonly string[],
  messages: (given: Record<string, string>) => GetPromptResult['messages'],
): ExtraPrompt {
  const argumentList = argumentNames.map((argument) => ({
    name: argument,
    description: `The ${argument} of the test`,
    required: true,
  }));
  const prompt = { name, description: 'A prompt of the conformance suite.', arguments: argumentList };
  return { prompt, get: async (given) => ({ messages: messages(given) }) };
}

const prompts: readonly ExtraPrompt[] = [
  fixturePrompt('test_simple_prompt', [], () => [
    user({ type: 'text', text: 'This is a simple prompt for testing.' }),
  ]),
  fixturePrompt('test_prompt_with_arguments', ['arg1', 'arg2'], ({ arg1, arg2 }) => [
    user({ type: 'text', text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }),
  ]),
  fixturePrompt('test_prompt_with_embedded_resource', ['resourceUri'], ({ resourceUri = '' }) => [
    user(resource(resourceUri, 'text/plain', 'Embedded resource content for testing.')),
    user({ type: 'text', text: 'Please process the embedded resource above.' }),
  ]),
  fixturePrompt('test_prompt_with_image', [], () => [
    user(image),
    user({ type: 'text', text: 'Please analyze the image above.' }),
  ]),
  roundPrompt,
];

function attachResources(mcp: McpServer): void {
  const file = (name: string, uri: string, mimeType: string, content: { text: string } | { blob: string }) =>
    mcp.registerResource(
      name,
      uri,
      { mimeType, description: `${name} of the conformance suite` },
      async () => ({
        contents: [{ uri, mimeType, ...content }],
      }),
    );
  file('static-text', 'test://static-text', 'text/plain', {
    text: 'This is the content of the static text resource.',
  });
  file('static-binary', 'test://static-binary', 'image/png', { blob: image.data });
  file('watched-resource', 'test://watched-resource', 'text/plain', { text: 'Watched resource content.' });
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  const mimeType = 'application/json';
  mcp.registerResource('template', template, { mimeType }, async (uri, { id }) => {
    const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` });
    return { contents: [{ uri: uri.href, mimeType, text }] };
  });
  mcp.server.setRequestHandler('resources/subscribe', () => ({}));
  mcp.server.setRequestHandler('resources/unsubscribe', () => ({}));
}

/** What the scenarios of the conformance suite look for by name, beside the product's own surface. */
export const conformanceFixtures: ServerExtra = {
  capabilities: { logging: {}, resources: { listChanged: true, subscribe: true } },
  options: {},
  tools: [...fixtureTools, ...roundTools],
  prompts,
  attach: attachResources,
};
