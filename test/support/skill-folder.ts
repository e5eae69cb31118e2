import { join } from 'node:path';
import { manifestText, skillFiles, writeFiles } from './skill-files.ts';

export interface SkillFolderOptions {
  /** Default `meeting-notes`. */
  readonly id?: string;
  /** Stands in the prompt and the output schema too, so that two versions differ in both. Default 1.0.0. */
  readonly version?: string;
  /** As skill.yaml spells them. Default: every client. */
  readonly clients?: readonly string[];
}

/**
 * Writes a small valid skill into `parent`, in a folder named after its id.
 * @returns that folder
 */
export async function writeSkillFolder(parent: string, options: SkillFolderOptions = {}): Promise<string> {
  const { id = 'meeting-notes', version = '1.0.0', clients } = options;
  const manifest = manifestText({ id, version, ...(clients && { clients: `[${clients.join(', ')}]` }) });
  const files = skillFiles({
    'skill.yaml': manifest,
    'prompt.md': `List the decisions in these notes (as of ${version}):\n\n{{input.notes}}\n`,
    'schema.output.json': JSON.stringify({ type: 'object', description: `As of ${version}.` }),
  });
  return writeFiles(join(parent, id), files);
}
