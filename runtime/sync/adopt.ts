import { join } from 'node:path';
import { withoutClientLines } from '../client/client-additions.ts';
import { AiosError, fileError } from '../errors.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import type { Clock } from '../ports.ts';
import { propose, withPrevious } from '../registry/propose.ts';
import type { Registry } from '../registry/registry.ts';
import { adoptExport } from '../skill/export/adopt-export.ts';
import type { SyncChange, SyncError } from './apply.ts';
import { entryFile } from './copy-file.ts';
import type { PlannedItem } from './plan.ts';
import type { SnapshotSkill } from './snapshots.ts';

export interface Adopted {
  /** The copies that are installed now, and may be written over. */
  readonly paths: readonly string[];
  readonly skills: readonly SnapshotSkill[];
  readonly changes: readonly SyncChange[];
  readonly errors: readonly SyncError[];
}

interface AdoptDependencies {
  readonly registry: Registry;
  readonly clock: Clock;
}

/**
 * Makes what a person made of delivered skills the installed versions, through the same checks and the same scan as
 * everything that is installed. One that does not pass is told of and left as it is.
 *
 * @param items edited places
 */
export async function adoptSkills(
  items: readonly PlannedItem[],
  dependencies: AdoptDependencies,
  dryRun: boolean,
): Promise<Adopted> {
  const skills: SnapshotSkill[] = [];
  const changes: SyncChange[] = [];
  const paths: string[] = [];
  const errors: SyncError[] = items.filter(({ kind }) => kind === 'server').map(onlySkills);
  const copies = Map.groupBy(
    items.filter(({ kind }) => kind === 'skill'),
    ({ id }) => id,
  );
  for (const [id, places] of copies) {
    const [place] = places;
    if (place === undefined) continue;
    try {
      const skill = await adoptOne(id, places, dependencies, dryRun);
      if (skill !== undefined) {
        skills.push(skill);
        paths.push(...places.map(({ path }) => path));
      }
      const { client, kind, path, readers } = place;
      changes.push({ client, kind, id, action: 'adopt', path, readers });
    } catch (error) {
      const { code, message, remedy } = fileError(error, 'adopt', place.path);
      errors.push({ client: place.client, code, message, path: place.path, remedy });
    }
  }
  return { paths, skills, changes, errors };
}

async function adoptOne(
  id: string,
  places: readonly PlannedItem[],
  { registry, clock }: AdoptDependencies,
  dryRun: boolean,
): Promise<SnapshotSkill | undefined> {
  const previous = await registry.previous(id);
  if (previous === undefined) throw notInstalled(id);
  const folder = places[0]?.path ?? '';
  const [files, ...others] = await Promise.all(places.map(({ path }) => readCopy(path)));
  if (files === undefined) return undefined;
  const digest = digestOfDigests(digestFiles(files));
  if (others.some((other) => digestOfDigests(digestFiles(other)) !== digest)) throw ambiguous(id, places);
  const isAgentSkill = previous.manifest.format === 'agent-skill';
  const own = isAgentSkill
    ? files
    : adoptExport({ manifest: previous.manifest, files: await registry.files(previous) }, files);
  if (own === undefined) throw notThePrompt(id, folder);
  const provenance = { source: `folder:${folder}` };
  const read = { files: own, name: folder.split(/[\\/]/u).at(-1) ?? id, folder, provenance };
  const proposal = await propose(read, registry, { installedAt: clock.now().toISOString() });
  const { record } = proposal;
  if (record.manifest.id !== id) throw renamed(id, record.manifest.id, folder);
  if (dryRun) return undefined;
  await registry.switchIn([proposal], { kind: 'update', again: (one) => withPrevious(one, registry, {}) });
  return { id, before: previous.digest, after: record.digest };
}

/** @returns a copy's files without what a client put into them */
async function readCopy(folder: string): Promise<FileContents> {
  const files = await readFolder(folder, skillFolderLimits);
  const entry = files.get(entryFile);
  if (entry === undefined) return files;
  const plain = new Map([...files]).set(entryFile, withoutClientLines(entry).bytes);
  return Object.assign(plain, { executable: files.executable ?? new Set<string>() });
}

function onlySkills({ client, id, path }: PlannedItem): SyncError {
  return {
    client,
    code: 'adopt_needs_skill',
    message: `${path}: the entry "${id}" cannot be adopted; only a skill can.`,
    path,
    remedy: `Run \`aios repair ${id} --keep\` to make it yours, or \`aios repair ${id} --restore\` to put ours back.`,
  };
}

function notInstalled(id: string): AiosError {
  return new AiosError(`${id} is no longer installed, so there is nothing to make a new version of.`, {
    code: 'skill_unknown',
    remedy: 'Install the folder itself with `aios install FOLDER`.',
  });
}

function ambiguous(id: string, places: readonly PlannedItem[]): AiosError {
  const where = places.map(({ path }) => path).join(', ');
  return new AiosError(`${id} was edited in several places, each time differently: ${where}.`, {
    code: 'adopt_ambiguous',
    remedy: 'Name the client whose version is to be taken with --client ID.',
  });
}

function notThePrompt(id: string, folder: string): AiosError {
  return new AiosError(`${join(folder, entryFile)} was edited where it is made from the manifest of ${id}.`, {
    code: 'adopt_not_prompt',
    remedy:
      'Change skill.yaml in the skill’s own folder and install that; only the prompt can be taken from here.',
    file: join(folder, entryFile),
  });
}

function renamed(id: string, now: string, folder: string): AiosError {
  return new AiosError(`The edited ${id} calls itself ${now} now.`, {
    code: 'adopt_renamed',
    remedy: `Give it its name back, or install it beside the other with \`aios install ${folder}\`.`,
    file: join(folder, entryFile),
  });
}
