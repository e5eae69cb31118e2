import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { formatDiagnostic } from '../skill/diagnostic.ts';
import { type Bundle, type BundledSkill, bundleFile, parseBundle } from '../skill/parse-bundle.ts';
import { locateBundle } from './locate-skills.ts';
import type { Fetched } from './sources/source.ts';

/** A bundle that was fetched: its skills are fetched one by one. */
export interface FetchedBundle {
  readonly bundle: Bundle;
  /** The bundle.yaml as it came. */
  readonly bytes: Uint8Array;
  readonly skills: readonly BundledSource[];
}

export interface BundledSource {
  readonly id: string;
  /** As `aios install` takes it; undefined for one in the folder `skills/<id>` beside the bundle. */
  readonly source: string | undefined;
  /** A version or a SemVer range. */
  readonly version: string | undefined;
}

/**
 * @returns the bundle that stands in a fetched folder, or undefined
 * @throws AiosError `bundle_invalid`
 */
export async function readBundle(fetched: Fetched): Promise<FetchedBundle | undefined> {
  const file = await locateBundle(fetched.folder);
  if (file === undefined) return undefined;
  const bytes = await readFile(file);
  const { data, diagnostics } = parseBundle(bundleFile, bytes);
  if (data === undefined) throw invalidBundle(file, diagnostics.map(formatDiagnostic));
  return { bundle: data, bytes, skills: data.skills.map((skill) => sourceOf(skill, fetched)) };
}

/** Remembers a bundle whose skills are installed, in `registry/bundles/<id>/`. */
export async function keepBundle(home: AiosHome, { bundle, bytes }: FetchedBundle): Promise<void> {
  const folder = join(home.bundles, bundle.id);
  await ensurePrivateFolder(folder);
  await writeFileAtomically(join(folder, bundleFile), bytes);
}

function sourceOf({ id, source, version }: BundledSkill, { source: from }: Fetched): BundledSource {
  // Somebody else's bundle has no business with what stands on this machine.
  if (
    source !== undefined &&
    !from.startsWith('folder:') &&
    !/^(?:npm:|clawhub:|github:|git@|(?:https?|ssh|git):\/\/|[\w.-]+\/[\w.-]+(?:[#:]|$))/u.test(source)
  )
    throw invalidBundle(from, [
      `"${id}" is to come from ${JSON.stringify(source)}, a place on this machine.`,
    ]);
  return { id, source, version };
}

function invalidBundle(file: string, problems: readonly string[]): AiosError {
  return new AiosError(
    `${file} is not a valid bundle:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    {
      code: 'bundle_invalid',
      remedy: 'Correct what is listed and try again.',
      file,
    },
  );
}
