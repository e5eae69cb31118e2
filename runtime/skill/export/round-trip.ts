import type { FileContents } from '../../files/digest.ts';
import { parseFrontMatter } from '../agent-skill/parse-front-matter.ts';
import { splitFrontMatter } from '../agent-skill/split-front-matter.ts';
import { parseManifest } from '../parse-manifest.ts';
import { originalPath } from './kept-files.ts';
import { promptEnd, promptStart } from './prompt-marks.ts';

/**
 * Takes a skill that `exportWholeSkill` wrote back to its own files.
 * @returns undefined when the folder is no such export: an agent skill like any other
 */
export function restoreExported(files: FileContents): FileContents | undefined {
  const text = Buffer.from(files.get('SKILL.md') ?? '').toString('utf8');
  // Most skills are no exports; they need not be read twice to know.
  if (!text.includes('aios-skill-yaml:')) return undefined;
  const { yaml, yamlLine, body } = splitFrontMatter(text);
  const metadata =
    yaml === undefined ? undefined : parseFrontMatter(yaml, yamlLine).fields.get('metadata')?.value;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return undefined;
  const manifestText = (metadata as Record<string, unknown>)['aios-skill-yaml'];
  if (typeof manifestText !== 'string') return undefined;
  const { manifest } = parseManifest('skill.yaml', Buffer.from(manifestText));
  const from = body.indexOf(`${promptStart}\n`);
  const to = body.lastIndexOf(`\n${promptEnd}`);
  if (manifest === undefined || from === -1 || to < from + promptStart.length) return undefined;
  const prompt = body.slice(from + promptStart.length + 1, to);
  const own = new Set(['SKILL.md', 'references/schema.input.json', 'references/schema.output.json']);
  const restored = new Map(
    [...files].filter(([path]) => !own.has(path)).map(([path, bytes]) => [originalPath(path), bytes]),
  );
  restored.set('skill.yaml', Buffer.from(manifestText));
  restored.set(manifest.promptFile, Buffer.from(prompt));
  for (const [name, file] of [
    ['schema.input.json', manifest.inputSchemaFile],
    ['schema.output.json', manifest.outputSchemaFile],
  ] as const) {
    const bytes = files.get(`references/${name}`);
    if (bytes !== undefined && file !== undefined) restored.set(file, bytes);
  }
  // Two names that some systems do not tell apart: nothing that was exported.
  if (new Set([...restored.keys()].map((path) => path.normalize('NFC').toLowerCase())).size < restored.size)
    return undefined;
  const sorted = new Map([...restored].sort(([a], [b]) => (a < b ? -1 : 1)));
  return Object.assign(sorted, { executable: new Set([...(files.executable ?? [])].map(originalPath)) });
}
