import type { FileContents } from '../../files/digest.ts';
import { guardrailSentences } from '../guardrails.ts';
import type { SkillManifest } from '../manifest.ts';
import { keptPath } from './kept-files.ts';
import { promptEnd, promptStart } from './prompt-marks.ts';
import { doubleQuote } from './quote-yaml.ts';

/** What an exported skill's folder is made from: the installed files, and the manifest read from them. */
export interface SkillToExport {
  readonly manifest: SkillManifest;
  readonly files: FileContents;
}

/**
 * Writes a skill as an agent skill (agentskills.io specification): `SKILL.md` with our keys as strings under
 * `metadata`, the typed schemas under `references/`. One that came as an agent skill goes out as it came, byte for
 * byte.
 *
 * @returns the folder's files; the folder must be named after the skill's id, as the specification asks
 */
export function exportAgentSkill({ manifest, files }: SkillToExport): FileContents {
  if (manifest.format === 'agent-skill') return files;
  return new Map([['SKILL.md', skillFile(manifest, files, [])], ...references(manifest, files)]);
}

/**
 * The same with everything that is needed to import the skill again as it is: the manifest as text under `metadata`,
 * its tests, its changelog and whatever else stands in its folder.
 */
export function exportWholeSkill({ manifest, files }: SkillToExport): FileContents {
  if (manifest.format === 'agent-skill') return files;
  const manifestText = Buffer.from(files.get('skill.yaml') ?? '').toString('utf8');
  const own = new Set([
    'skill.yaml',
    manifest.promptFile,
    manifest.inputSchemaFile,
    manifest.outputSchemaFile,
  ]);
  const rest = [...files]
    .filter(([path]) => !own.has(path))
    .map(([path, bytes]) => [keptPath(path), bytes] as const);
  const keys = [`  aios-skill-yaml: ${doubleQuote(manifestText)}`];
  const whole = new Map([
    ['SKILL.md', skillFile(manifest, files, keys)],
    ...references(manifest, files),
    ...rest,
  ]);
  return Object.assign(whole, { executable: new Set([...(files.executable ?? [])].map(keptPath)) });
}

function references(manifest: SkillManifest, files: FileContents): [string, Uint8Array][] {
  const named = [
    ['schema.input.json', manifest.inputSchemaFile],
    ['schema.output.json', manifest.outputSchemaFile],
  ] as const;
  return named.flatMap(([name, file]) => {
    const bytes = file === undefined ? undefined : files.get(file);
    return bytes === undefined ? [] : [[`references/${name}`, bytes] as [string, Uint8Array]];
  });
}

function skillFile(manifest: SkillManifest, files: FileContents, keys: readonly string[]): Uint8Array {
  const prompt = Buffer.from(files.get(manifest.promptFile) ?? '').toString('utf8');
  // Only what is to be read back marks where the prompt begins and ends, and keeps its every character.
  const shown =
    keys.length > 0
      ? `${promptStart}\n${prompt}\n${promptEnd}`
      : prompt
          .replace(/^\ufeff/u, '')
          .replaceAll('\r\n', '\n')
          .trim();
  return Buffer.from([frontMatter(manifest, keys), body(manifest, shown)].join('\n'));
}

function frontMatter(manifest: SkillManifest, keys: readonly string[]): string {
  const lines = [
    '---',
    `name: ${manifest.id}`,
    `description: ${doubleQuote(manifest.description.replaceAll(/\s+/gu, ' '))}`,
  ];
  if (manifest.license) lines.push(`license: ${doubleQuote(manifest.license)}`);
  lines.push(
    'metadata:',
    `  aios-id: ${doubleQuote(manifest.id)}`,
    `  aios-name: ${doubleQuote(manifest.name)}`,
    `  aios-version: ${doubleQuote(manifest.version)}`,
    `  aios-type: ${doubleQuote(manifest.type ?? '')}`,
    ...keys,
    '---',
    '',
  );
  return lines.join('\n');
}

function body(manifest: SkillManifest, prompt: string): string {
  const guardrails = guardrailSentences(manifest.guardrails);
  const parts = [
    'Where the text below says `{{input.name}}`, use what the conversation gives for that input; the inputs are described in [references/schema.input.json](references/schema.input.json). Shape the answer as [references/schema.output.json](references/schema.output.json) says.',
    prompt,
  ];
  if (guardrails.length > 0)
    parts.push(['## Guardrails', ...guardrails.map((text) => `- ${text}`)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}
