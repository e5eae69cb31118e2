import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SkillOnDisk, SkillsOnDisk } from '../client/what-clients-see.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { splitFrontMatter } from '../skill/agent-skill/split-front-matter.ts';
import type { LedgerRow } from './ledger.ts';

/** Past this no client loads a SKILL.md. */
const maxSkillBytes = 2 * 1024 * 1024;
const foldersAtOnce = 16;

/**
 * Reads what stands in skill roots: each folder in them that holds a SKILL.md. What cannot be read is left out, as the
 * clients leave it out.
 *
 * @param rows the ledger's, which says what of it is ours; not what a person made their own
 */
export async function readSkillsOnDisk(
  roots: readonly string[],
  rows: readonly LedgerRow[],
): Promise<SkillsOnDisk> {
  const ours = rows.filter(({ kind, kept }) => kind === 'skill' && !kept);
  const ids = new Map(ours.map(({ path, id }) => [path, id]));
  const found = new Map<string, readonly SkillOnDisk[]>();
  for (const root of new Set(roots)) {
    const folders = (await readdir(root).catch(() => [])).sort();
    const skills = await mapAtOnce(folders, foldersAtOnce, (folder) => readSkill(root, folder, ids));
    found.set(
      root,
      skills.filter((skill) => skill !== undefined),
    );
  }
  return found;
}

async function readSkill(
  root: string,
  folder: string,
  ids: ReadonlyMap<string, string>,
): Promise<SkillOnDisk | undefined> {
  const path = join(root, folder);
  const bytes = await readIfPresent(join(path, 'SKILL.md'), maxSkillBytes).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const { yaml, yamlLine } = splitFrontMatter(bytes.toString('utf8').replace(/^\ufeff/u, ''));
  // It brings the parser of YAML with it, which no start may wait for.
  const { parseFrontMatter } = await import('../skill/agent-skill/parse-front-matter.ts');
  const fields = yaml === undefined ? undefined : parseFrontMatter(yaml, yamlLine).fields;
  const textOf = (key: string): string => {
    const value = fields?.get(key)?.value;
    return typeof value === 'string' ? value.trim() : '';
  };
  const name = textOf('name').normalize('NFKC');
  const description = textOf('description');
  return { name: name === '' ? folder : name, folder, path, description, id: ids.get(path) };
}
