import { guardrailSentences } from '../skill/guardrails.ts';
import type { JsonSchema, SkillManifest } from '../skill/manifest.ts';
import { fillTemplate } from '../skill/prompt-template.ts';

export interface PromptParts {
  readonly manifest: SkillManifest;
  readonly template: string;
  readonly outputSchema: JsonSchema;
  /** Already valid against the skill's input schema. */
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Puts a skill's prompt together for a model: the template with the input in it, the guardrails, and the shape the
 * answer must have (seed 000 §6.2, step 4).
 */
export function composePrompt({ manifest, template, outputSchema, input }: PromptParts): string {
  const guardrails = guardrailSentences(manifest.guardrails);
  const sections = [`<!-- ${manifest.id} ${manifest.version} -->\n${fillTemplate(template, input).trim()}`];
  if (guardrails.length > 0) {
    sections.push(['## Guardrails', '', ...guardrails.map((text) => `- ${text}`)].join('\n'));
  }
  sections.push(
    [
      '## Shape of the answer',
      '',
      'Answer with one JSON value that is valid against this JSON Schema, and nothing else:',
      '',
      '```json',
      JSON.stringify(outputSchema, undefined, 2),
      '```',
    ].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}
