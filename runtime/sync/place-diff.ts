import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import type { JsonValue } from '../client/formats/config-format.ts';
import { type FileContents, sha256 } from '../files/digest.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { digestInCopy } from './copy-file.ts';
import type { PlannedItem } from './plan.ts';

/** Past this a file is only said to differ. */
const maxFileBytes = 256 * 1024;
/** Past this the rest is left out; nobody reads on. */
const maxDiffCharacters = 64 * 1024;
/** More lines than this that differ are all of them. */
const maxEditLength = 2000;

/**
 * How what stands at a place differs from what should, as a unified diff: `-` is ours, `+` is what is there. Only of our
 * entry or our files: what else a config holds is nobody's business.
 *
 * @param exportSkill gives the files that a skill's copy should have
 * @returns an empty text where nothing differs or nothing can be compared
 */
export async function diffOfPlace(
  item: PlannedItem,
  exportSkill: (id: string) => Promise<FileContents>,
): Promise<string> {
  const { kind, id, path, observation } = item;
  if (observation.kind === 'unreadable') return '';
  const parts =
    kind === 'server'
      ? await diffOfEntry(item)
      : item.desired === undefined
        ? []
        : await diffOfCopy(path, id, await exportSkill(id));
  const whole = parts.join('');
  return whole.length <= maxDiffCharacters
    ? whole
    : `${whole.slice(0, whole.lastIndexOf('\n', maxDiffCharacters))}\n… the rest is left out\n`;
}

async function diffOfEntry({ id, desired, row, observation }: PlannedItem): Promise<string[]> {
  const ours = desired?.content.entry ?? row?.delivered?.entry;
  const found = observation.kind === 'present' ? observation.entry : undefined;
  if (ours === undefined) return [];
  return diffOfTexts(id, textOfEntry(ours), found === undefined ? '' : textOfEntry(found));
}

/** What a person may have put into our entry that is nobody's business: ours has none of them. */
const secretMembers: readonly string[] = ['env', 'envs', 'headers', 'http_headers'];

/** Members in one order, so that a client which sorts them changes nothing. */
function textOfEntry(entry: JsonValue | { readonly [key: string]: JsonValue }): string {
  const sorted =
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(
          Object.entries(entry)
            .map(hideSecrets)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : entry;
  return `${JSON.stringify(sorted, undefined, 2)}\n`;
}

function hideSecrets([key, value]: [string, JsonValue]): [string, JsonValue] {
  if (!secretMembers.includes(key) || typeof value !== 'object' || value === null) return [key, value];
  return [key, Object.fromEntries(Object.keys(value).map((name) => [name, '(hidden)']))];
}

async function diffOfCopy(folder: string, id: string, files: FileContents): Promise<string[]> {
  const parts: string[] = [];
  let length = 0;
  for (const [path, bytes] of files) {
    if (length > maxDiffCharacters) break;
    const digest = await digestInCopy(folder, path);
    if (digest === sha256(bytes)) continue;
    const found = await readFound(folder, path, digest);
    const name = `${id}/${path}`;
    const isText = [bytes, found].every(
      (one) => one !== undefined && one.length <= maxFileBytes && isUtf8(one),
    );
    const part =
      isText && found !== undefined
        ? await diffOfTexts(name, textOf(bytes), textOf(found))
        : [`Binary or large files differ: ${name}\n`];
    parts.push(...part);
    length += part.join('').length;
  }
  return parts;
}

/** @returns what stands there; nothing for nothing, undefined for what is no plain file */
async function readFound(
  folder: string,
  path: string,
  digest: string | undefined,
): Promise<Uint8Array | undefined> {
  if (digest === undefined) return new Uint8Array();
  if (!digest.startsWith('sha256:')) return undefined;
  return readIfPresent(join(folder, ...path.split('/')), maxFileBytes).catch(() => undefined);
}

async function diffOfTexts(name: string, ours: string, found: string): Promise<string[]> {
  if (ours === found) return [];
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const patch = createTwoFilesPatch(`ours/${name}`, `here/${name}`, ours, found, undefined, undefined, {
    maxEditLength,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return [patch ?? `Files differ in more than ${maxEditLength} lines: ${name}\n`];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
