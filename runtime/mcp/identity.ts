import type { Implementation, ServerCapabilities } from '@modelcontextprotocol/server';
import { version } from '../version.ts';

/** The product's sign, a spark; small, since it stands beside every tool. */
export const icons = [
  {
    src: `data:image/svg+xml,${encodeURIComponent(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#5b5bd6" d="M4 0l1 3 3 1-3 1-1 3-1-3-3-1 3-1z"/></svg>',
    )}`,
    mimeType: 'image/svg+xml',
  },
];

export const serverInfo: Implementation = { name: 'aios', title: 'AI OS', version, icons };

export const capabilities: ServerCapabilities = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true },
  completions: {},
};

/** SEP-2640, "Skills over MCP", final since September 2026. */
export const skillsExtension = { 'io.modelcontextprotocol/skills': { directoryRead: true } };

export const instructions =
  'Skills installed by this person with AI OS. Call the tool of the skill that fits the task, or run_skill with its id: it checks the input and returns a prompt and a runId. Carry the prompt out, then call complete_skill with the runId and your answer: it says whether the answer has the right shape. Not every skill has a tool of its own; list_skills names them all.';
