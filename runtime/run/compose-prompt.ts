import { guardrailSentences } from '../skill/guardrails.ts';
import type { JsonSchema, SkillManifest } from '../skill/manifest.ts';
import { fillTemplate } from '../skill/prompt-template.ts';

export interface PromptParts {
  readonly manifest: SkillManifest;
  /** The prompt template, or an agent skill's instructions. */
  readonly template: string;
  /** Undefined where the answer has no fixed shape. */
  readonly outputSchema: JsonSchema | undefined;
  /** Already valid against the skill's input schema. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Paths of the skill's other files, told but not read. */
  readonly files: readonly string[];
}

/**
 * Puts a skill's prompt together for a model: the template with the input in it, the guardrails, and the shape the
 * answer must have (seed 000 §6.2, step 4). An agent skill's instructions go in as they are, wrapped as the client
 * guide says (agentskills.io, "adding skills support").
 */
export function composePrompt(parts: PromptParts): string {
  const { manifest, template, outputSchema, input } = parts;
  if (manifest.format === 'agent-skill') return composeAgentSkill(parts);
  const sections = [`<!-- ${manifest.id} ${manifest.version} -->\n${fillTemplate(template, input).trim()}`];
  const guardrails = guardrailSentences(manifest.guardrails);
  if (guardrails.length > 0) {
    sections.push(['## Guardrails', '', ...guardrails.map((text) => `- ${text}`)].join('\n'));
  }
  if (outputSchema !== undefined) sections.push(shapeOf(outputSchema));
  return `${sections.join('\n\n')}\n`;
}

function shapeOf(outputSchema: JsonSchema): string {
  return [
    '## Shape of the answer',
    '',
    'Answer with one JSON value that is valid against this JSON Schema, and nothing else:',
    '',
    '```json',
    JSON.stringify(outputSchema),
    '```',
  ].join('\n');
}

function composeAgentSkill({ manifest, template, input, files }: PromptParts): string {
  const sections = [`<skill_content name="${manifest.id}">\n${template.trim()}`];
  if (files.length > 0) {
    const list = files.map((file) => `  <file>${file}</file>`).join('\n');
    sections.push(`<skill_resources>\n${list}\n</skill_resources>`);
  }
  sections.push('</skill_content>');
  if (typeof input.task === 'string' && input.task.trim() !== '') {
    sections.push(`Use this skill for the following task.\n\n<task>\n${input.task.trim()}\n</task>`);
  }
  return `${sections.join('\n\n')}\n`;
}
