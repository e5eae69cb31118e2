import type { FileContents } from '../../files/digest.ts';
import { exportAgentSkill, type SkillToExport } from './agent-skill.ts';

/** Stands for the prompt, to see what an export has before and behind it. No prompt holds it. */
const mark = '\u0000aios-prompt\u0000';
const versionLine =
  /^(?<key>version:[ \t]*["']?\d+\.\d+\.)(?<patch>\d+)(?<rest>(?:[-+][^"'\s#]*)?["']?[ \t]*(?:#.*)?)$/mu;

/**
 * Takes an edited export of a typed skill back to the skill's own files: its prompt and its schemas, with the next
 * patch version in its manifest.
 *
 * @param skill as it is installed
 * @param edited the files of its export, as somebody changed them
 * @returns undefined when something else was changed than what can be taken back
 */
export function adoptExport(
  { manifest, files }: SkillToExport,
  edited: FileContents,
): FileContents | undefined {
  const marked = new Map([...files]).set(manifest.promptFile, Buffer.from(mark));
  const template = textOf(exportAgentSkill({ manifest, files: marked }).get('SKILL.md'));
  const [before, behind] = template.split(mark);
  const text = textOf(edited.get('SKILL.md')).replaceAll('\r\n', '\n');
  if (before === undefined || behind === undefined) return undefined;
  const isWhole =
    text.startsWith(before) && text.endsWith(behind) && text.length >= before.length + behind.length;
  if (!isWhole) return undefined;
  const own = new Map([...files]);
  own.set(manifest.promptFile, Buffer.from(`${text.slice(before.length, text.length - behind.length)}\n`));
  const schemas = [
    ['references/schema.input.json', manifest.inputSchemaFile],
    ['references/schema.output.json', manifest.outputSchemaFile],
  ] as const;
  for (const [exported, file] of schemas) {
    const bytes = edited.get(exported);
    if (file !== undefined && bytes === undefined) return undefined;
    if (file !== undefined && bytes !== undefined) own.set(file, bytes);
  }
  const known = new Set(['SKILL.md', ...schemas.map(([exported]) => exported)]);
  // What a person put beside them has no place in a typed skill's export.
  if ([...edited.keys()].some((path) => !known.has(path))) return undefined;
  const next = nextVersion(textOf(files.get('skill.yaml')));
  if (next === undefined) return undefined;
  own.set('skill.yaml', Buffer.from(next));
  return Object.assign(own, { executable: files.executable ?? new Set<string>() });
}

function nextVersion(manifest: string): string | undefined {
  if (!versionLine.test(manifest)) return undefined;
  return manifest.replace(
    versionLine,
    (_line, key: string, patch: string, rest: string) =>
      `${key}${Number(patch) + 1}${rest.replace(/^[-+][^"'\s#]*/u, '')}`,
  );
}

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? '').toString('utf8');
}
