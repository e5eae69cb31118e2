import { lstat, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { AiosError, fileError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import { type Grade, readAgentSkill } from '../skill/agent-skill/read-agent-skill.ts';
import type { Diagnostic } from '../skill/diagnostic.ts';
import { isTypedSkill, loadSkill } from '../skill/load-skill.ts';
import { parseBundle } from '../skill/parse-bundle.ts';
import type { FoundSkill } from './find-skills.ts';

/** What checking one skill found. */
export interface CheckedSkill {
  readonly path: string;
  readonly format: FoundSkill['format'];
  readonly id: string;
  readonly grade: Grade;
  readonly diagnostics: readonly Diagnostic[];
}

/** Larger than any SKILL.md that loads. */
const maxFileBytes = 16 * 1024 * 1024;

/**
 * Checks one skill. Never throws for what stands there.
 * @param root what was asked for; a link that leads out of it is not followed
 */
export async function checkSkill(found: FoundSkill, root: string): Promise<CheckedSkill> {
  const { folder, format } = found;
  const name = basename(await realpath(folder).catch(() => folder));
  try {
    if (format === 'aios') return await checkOwn(found, name);
    const bytes = await readSkillFile(found, root);
    if (format === 'bundle') return checkBundle(found, bytes, name);
    const files: FileContents = new Map([[found.file, bytes]]);
    const { grade, skill, diagnostics } = readAgentSkill(files, name);
    return { path: folder, format, id: skill?.id ?? name, grade, diagnostics };
  } catch (error) {
    const { code, message, remedy } = fileError(error, 'read', join(folder, found.file));
    const diagnostic: Diagnostic = {
      code,
      severity: 'error',
      message,
      file: found.file,
      line: 1,
      column: 1,
      remedy,
    };
    return { path: folder, format, id: name, grade: 'rejected', diagnostics: [diagnostic] };
  }
}

async function checkOwn({ folder }: FoundSkill, name: string): Promise<CheckedSkill> {
  const files = await readFolder(await realpath(folder), skillFolderLimits);
  if (!isTypedSkill(files)) {
    const { grade, skill, diagnostics } = readAgentSkill(files, name);
    return { path: folder, format: 'agent-skill', id: skill?.id ?? name, grade, diagnostics };
  }
  const format = 'aios';
  const { skill, diagnostics } = loadSkill(files, name);
  const grade = skill === undefined ? 'rejected' : diagnostics.length > 0 ? 'warned' : 'ok';
  return { path: folder, format, id: skill?.manifest.id ?? name, grade, diagnostics };
}

function checkBundle({ folder, file, format }: FoundSkill, bytes: Uint8Array, name: string): CheckedSkill {
  const { data, diagnostics } = parseBundle(file, bytes);
  return {
    path: folder,
    format,
    id: data?.id ?? name,
    grade: data === undefined ? 'rejected' : 'ok',
    diagnostics,
  };
}

/** Reads the one file that decides; a link to a file inside the tree is followed, as the clients do. */
async function readSkillFile({ folder, file }: FoundSkill, root: string): Promise<Uint8Array> {
  const path = join(folder, file);
  if ((await lstat(path)).isSymbolicLink()) {
    const target = await realpath(path).catch(() => undefined);
    const inside = target !== undefined && !relative(await realpath(root), target).startsWith(`..${sep}`);
    if (!inside) {
      throw new AiosError(
        `${path} is a link to a file that is ${target === undefined ? 'not there' : 'outside the folder'}.`,
        {
          code: 'link',
          remedy: 'Replace the link by the file it names.',
          file: path,
        },
      );
    }
  }
  const bytes = await readIfPresent(path, maxFileBytes);
  if (bytes !== undefined) return bytes;
  throw new AiosError(`${path} is gone.`, { code: 'file_missing', remedy: 'Check again.', file: path });
}
