import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A small valid manifest; each line can be replaced by its key, or taken out by undefined. */
export function manifestText(lines: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Record<string, string | undefined> = {
    schema: 'aios/v0.1',
    id: 'meeting-notes',
    name: 'Meeting Notes',
    version: '1.0.0',
    description: 'Extracts the decisions from meeting notes. Use when asked what was decided.',
    type: 'reader',
    inputs: '{ schema: schema.input.json }',
    outputs: '{ schema: schema.output.json }',
    execution: '{ mode: suggest, prompt: prompt.md }',
    ...lines,
  };
  return Object.entries(all)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}\n`]))
    .join('');
}

/** The text files of a small valid skill by path; each can be replaced, or taken out by undefined. */
export function skillFiles(
  changes: Readonly<Record<string, string | Uint8Array | undefined>> = {},
): Map<string, Uint8Array> {
  const files: Record<string, string | Uint8Array | undefined> = {
    'skill.yaml': manifestText(),
    'prompt.md': 'List the decisions in these notes:\n\n{{input.notes}}\n',
    'schema.input.json': '{"type":"object","properties":{"notes":{"type":"string"}},"required":["notes"]}',
    'schema.output.json': '{"type":"object","properties":{"decisions":{"type":"array"}}}',
    ...changes,
  };
  return new Map(
    Object.entries(files).flatMap(([path, content]) =>
      content === undefined ? [] : [[path, Buffer.from(content)] as const],
    ),
  );
}

/** Writes files into a folder, which is made. @returns the folder */
export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}
