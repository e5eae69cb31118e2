import type { FileContents } from '../../files/digest.ts';
import type { LoadedSkill } from '../load-typed-skill.ts';
import type { JsonSchema, SkillManifest } from '../manifest.ts';
import type { AgentSkill } from './agent-skill.ts';
import { readAgentSkill } from './read-agent-skill.ts';

/** What every agent skill takes: it says itself what it needs, in prose. */
export const agentSkillInput: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    task: {
      type: 'string',
      maxLength: 100_000,
      description: 'What to do with this skill, and what it should work on.',
    },
  },
};

/** Longest description a tool gets; longer ones are cut by clients anyway. */
const maxDescription = 1024;

/**
 * Takes an agent skill in as it is: its files stay byte for byte, and what the runtime needs to list and serve it is
 * read from its front matter.
 */
export function importAgentSkill(files: FileContents, folder: string): LoadedSkill {
  const { skill, diagnostics } = readAgentSkill(files, folder);
  if (skill === undefined) return { skill: undefined, diagnostics };
  return {
    skill: {
      manifest: manifestOf(skill),
      prompt: skill.body,
      inputSchema: agentSkillInput,
      outputSchema: undefined,
    },
    diagnostics,
  };
}

function manifestOf(skill: AgentSkill): SkillManifest {
  return {
    format: 'agent-skill',
    id: skill.id,
    name: skill.name,
    version: versionOf(skill.version),
    description: [...skill.description.replaceAll(/\s+/gu, ' ')].slice(0, maxDescription).join(''),
    author: skill.author,
    license: skill.license,
    type: undefined,
    clients: undefined,
    connectors: [],
    inputSchemaFile: undefined,
    outputSchemaFile: undefined,
    guardrails: [],
    mode: 'suggest',
    promptFile: skill.file,
    timeoutMs: 15_000,
    tests: [],
  };
}

/** As it is written, `1.10` included; what cannot be part of a folder's name is no version. */
function versionOf(written: string | undefined): string {
  return written !== undefined && /^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/u.test(written) ? written : '0.0.0';
}
