import type { FileContents } from '../files/digest.ts';
import { guardrailSentences } from './guardrails.ts';
import type { SkillManifest } from './manifest.ts';

/** Raised whenever the same skill is exported differently, so that recorded digests are made anew. */
export const exporterVersion = 2;

/** What an exported skill's folder is made from: the installed files, and the manifest read from them. */
export interface SkillToExport {
  readonly manifest: Pick<
    SkillManifest,
    | 'format'
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
  // What came as an agent skill goes out as it came, byte for byte.
  if (manifest.format === 'agent-skill') return files;
  const references: [string, Uint8Array][] = [];
  for (const [name, file] of [
    ['schema.input.json', manifest.inputSchemaFile],
    ['schema.output.json', manifest.outputSchemaFile],
  ] as const) {
    const bytes = file === undefined ? undefined : files.get(file);
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
    `description: ${quote(manifest.description.replaceAll(/\s+/gu, ' '))}`,
  ];
  if (manifest.license) lines.push(`license: ${quote(manifest.license)}`);
  lines.push(
    'metadata:',
    `  aios-id: ${quote(manifest.id)}`,
    `  aios-name: ${quote(manifest.name)}`,
    `  aios-version: ${quote(manifest.version)}`,
    `  aios-type: ${quote(manifest.type ?? '')}`,
    '---',
    '',
  );
  return lines.join('\n');
}

/**
 * A JSON string is also a YAML double-quoted scalar. Escaped besides: what YAML does not allow or takes for a line
 * end, and `---`, at which simple readers of front matter split wherever it stands.
 */
function quote(text: string): string {
  const unicodeEscape = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text.toWellFormed())
    .replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/gu, unicodeEscape)
    .replaceAll(/(?<=--)-/gu, unicodeEscape);
}

function body(manifest: SkillToExport['manifest'], prompt: string): string {
  const guardrails = guardrailSentences(manifest.guardrails);
  const parts = [
    'Where the text below says `{{input.name}}`, use what the conversation gives for that input; the inputs are described in [references/schema.input.json](references/schema.input.json). Shape the answer as [references/schema.output.json](references/schema.output.json) says.',
    prompt.replaceAll('\r\n', '\n').trim(),
  ];
  if (guardrails.length > 0)
    parts.push(['## Guardrails', ...guardrails.map((text) => `- ${text}`)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}
