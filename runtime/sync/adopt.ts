import { join } from 'node:path';
import { withoutClientLines } from '../client/client-additions.ts';
import { AiosError, fileError } from '../errors.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import type { Clock } from '../ports.ts';
import type { Proposal } from '../registry/proposal.ts';
import { propose, withPrevious } from '../registry/propose.ts';
import type { Registry } from '../registry/registry.ts';
import { adoptExport } from '../skill/export/adopt-export.ts';
import type { SyncChange, SyncError } from './apply.ts';
import { captureFile, sameState } from './capture.ts';
import { entryFile } from './copy-file.ts';
import type { PlannedItem } from './plan.ts';
import type { Snapshot, SnapshotSkill, Snapshots } from './snapshots.ts';
import { snapshotAdoption } from './take-snapshot.ts';

export interface Adopted {
  /** The copies that are installed now, and may be written over. */
  readonly paths: readonly string[];
  readonly skills: readonly SnapshotSkill[];
  readonly changes: readonly SyncChange[];
  readonly errors: readonly SyncError[];
  /** Holds until a snapshot of all that came of it takes its place. */
  readonly snapshot?: Snapshot;
}

interface AdoptDependencies {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly snapshots: Snapshots;
}

/** Edited copies of one skill, all alike, and what is to become of it. */
interface Adoption {
  readonly places: readonly PlannedItem[];
  readonly skill: SnapshotSkill;
  /** Undefined where the registry has it already: an adoption that was killed is taken up again. */
  readonly proposal: Proposal | undefined;
}

/**
 * Makes what a person made of delivered skills the installed versions, through the same checks and the same scan as
 * everything that is installed. One that does not pass is told of and left as it is. A snapshot comes first, so that
 * a kill in between leaves what can be undone or taken up again.
 *
 * @param items edited places
 */
export async function adoptSkills(
  items: readonly PlannedItem[],
  dependencies: AdoptDependencies,
  dryRun: boolean,
): Promise<Adopted> {
  const errors: SyncError[] = items.filter(({ kind }) => kind === 'server').map(onlySkills);
  const copies = Map.groupBy(
    items.filter(({ kind }) => kind === 'skill'),
    ({ id }) => id,
  );
  const { registry, snapshots, clock } = dependencies;
  const [last] = copies.size > 0 ? await snapshots.newestFirst() : [];
  const planned = await eachOf([...copies.values()], errors, (places) => planOne(places, last, dependencies));
  if (dryRun) return { paths: [], skills: [], changes: planned.map(changeOf), errors };
  const begun = planned.filter(({ proposal }) => proposal !== undefined);
  const snapshot = begun.length === 0 ? undefined : await snapshotAdoption(begun, snapshots, clock.now());
  const done = await eachOf(planned, errors, async (adoption) => {
    const options = { kind: 'update', again: (one: Proposal) => withPrevious(one, registry, {}) } as const;
    if (adoption.proposal !== undefined) await registry.switchIn([adoption.proposal], options);
    return adoption;
  });
  if (snapshot !== undefined && done.length === 0) await snapshots.discard(snapshot);
  return {
    paths: done.flatMap(({ places }) => places.map(({ path }) => path)),
    skills: done.map(({ skill }) => skill),
    changes: done.map(changeOf),
    errors,
    ...(snapshot && done.length > 0 && { snapshot }),
  };
}

/** Does the same for each skill; what goes wrong with one is told of and keeps no other from it. */
async function eachOf<One extends Adoption | readonly PlannedItem[]>(
  all: readonly One[],
  errors: SyncError[],
  work: (one: One) => Promise<Adoption>,
): Promise<Adoption[]> {
  const done: Adoption[] = [];
  for (const one of all) {
    try {
      done.push(await work(one));
    } catch (error) {
      const [place] = 'places' in one ? one.places : one;
      const { client = '', path = '' } = place ?? {};
      const { code, message, remedy } = fileError(error, 'adopt', path);
      errors.push({ client, code, message, path, remedy });
    }
  }
  return done;
}

function changeOf({ places: [place], skill: { id } }: Adoption): SyncChange {
  const { client = '', path = '', readers = [] } = place ?? {};
  return { client, kind: 'skill', id, action: 'adopt', path, readers };
}

async function planOne(
  places: readonly PlannedItem[],
  last: Snapshot | undefined,
  { registry, clock }: AdoptDependencies,
): Promise<Adoption> {
  const { id = '', path: folder = '' } = places[0] ?? {};
  const previous = await registry.previous(id);
  if (previous === undefined) throw notInstalled(id);
  const begun = last?.skills?.find((skill) => skill.id === id && skill.after === previous.digest);
  if (last !== undefined && begun !== undefined && (await areAsKept(places, last)))
    return { places, skill: begun, proposal: undefined };
  const [files = new Map(), ...others] = await Promise.all(places.map(({ path }) => readCopy(path)));
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
  return { places, skill: { id, before: previous.digest, after: record.digest }, proposal };
}

/** Whether copies hold nothing but what a snapshot kept of them, or what was to become of it. */
async function areAsKept(places: readonly PlannedItem[], { places: kept }: Snapshot): Promise<boolean> {
  for (const { path: folder } of places) {
    const files = kept.find(({ kind, path }) => kind === 'skill' && path === folder)?.files ?? [];
    if (files.length === 0) return false;
    for (const { path, before, after } of files) {
      const now = await captureFile(folder, path);
      if (!sameState(now, before) && !sameState(now, after)) return false;
    }
  }
  return true;
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
