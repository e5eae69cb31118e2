import type { FileContents } from '../files/digest.ts';
import { guardrailTexts } from './guardrails.ts';
import type { SkillManifest } from './manifest.ts';

/** Raised whenever the same skill is exported differently, so that recorded digests are made anew. */
export const exporterVersion = 1;

/** What an exported skill's folder is made from: the installed files, and the manifest read from them. */
export interface SkillToExport {
  readonly manifest: Pick<
    SkillManifest,
    | 'id'
    | 'name'
    | 'version'
    | 'description'
    | 'license'
    | 'type'
    | 'guardrails'
    | 'inputSchemaFile'
    | 'outputSchemaFile'
    | 'promptFile'
  >;
  readonly files: FileContents;
}

/**
 * Writes a skill as an agent skill (agentskills.io specification): `SKILL.md` with our keys as strings under
 * `metadata`, the typed schemas under `references/`.
 *
 * @returns the folder's files; the folder must be named after the skill's id, as the specification asks
 */
export function exportAgentSkill({ manifest, files }: SkillToExport): FileContents {
  const references: [string, Uint8Array][] = [];
  for (const [name, file] of [
    ['schema.input.json', manifest.inputSchemaFile],
    ['schema.output.json', manifest.outputSchemaFile],
  ] as const) {
    const bytes = files.get(file);
    if (bytes) references.push([`references/${name}`, bytes]);
  }
  const prompt = Buffer.from(files.get(manifest.promptFile) ?? '').toString('utf8');
  const text = [frontMatter(manifest), body(manifest, prompt)].join('\n');
  return new Map([['SKILL.md', Buffer.from(text)], ...references]);
}

function frontMatter(manifest: SkillToExport['manifest']): string {
  const lines = [
    '---',
    `name: ${manifest.id}`,
    // A JSON string is also a YAML double-quoted scalar, so nothing in the text can break the front matter.
    `description: ${JSON.stringify(manifest.description.replaceAll(/\s+/gu, ' '))}`,
  ];
  if (manifest.license) lines.push(`license: ${JSON.stringify(manifest.license)}`);
  lines.push(
    'metadata:',
    `  aios-id: ${JSON.stringify(manifest.id)}`,
    `  aios-name: ${JSON.stringify(manifest.name)}`,
    `  aios-version: ${JSON.stringify(manifest.version)}`,
    `  aios-type: ${JSON.stringify(manifest.type)}`,
    '---',
    '',
  );
  return lines.join('\n');
}

function body(manifest: SkillToExport['manifest'], prompt: string): string {
  const guardrails = manifest.guardrails.flatMap((id) => guardrailTexts[id] ?? []);
  const parts = [
    'Where the text below says `{{input.name}}`, use what the conversation gives for that input; the inputs are described in [references/schema.input.json](references/schema.input.json). Shape the answer as [references/schema.output.json](references/schema.output.json) says.',
    prompt.replaceAll('\r\n', '\n').trim(),
  ];
  if (guardrails.length > 0)
    parts.push(['## Guardrails', ...guardrails.map((text) => `- ${text}`)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}
