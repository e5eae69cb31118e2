import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import type { JsonValue } from '../client/formats/config-format.ts';
import { type FileContents, sha256 } from '../files/digest.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { digestInCopy } from './copy-file.ts';
import type { PlannedItem } from './plan.ts';

/** Past this a file is only said to differ. */
const maxFileBytes = 256 * 1024;
/** Past this the rest of a skill's files is left out; nobody reads on. */
const maxFiles = 100;

/** One file of a place, or its entry, as it should stand there and as it does; a text is undefined where it is not. */
export interface PlaceTexts {
  /** What it is called: `aios`, `notes/SKILL.md`. */
  readonly name: string;
  readonly ours: string | undefined;
  readonly here: string | undefined;
  /** Set where it cannot be shown as text, or is too large to be. */
  readonly isOpaque?: true;
}

/**
 * What stands at a place and what should, as far as they differ. Only of our entry or our files: what else a config
 * holds is nobody's business, and what a person may have put into our entry that is a secret is hidden.
 *
 * @param exportSkill gives the files that a skill's copy should have
 */
export async function textsOfPlace(
  item: PlannedItem,
  exportSkill: (id: string) => Promise<FileContents>,
): Promise<PlaceTexts[]> {
  const { kind, id, path, observation, desired } = item;
  if (observation.kind === 'unreadable') return [];
  if (kind === 'server') return textsOfEntry(item);
  return desired === undefined ? [] : textsOfCopy(path, id, await exportSkill(id));
}

function textsOfEntry({ id, desired, row, observation }: PlannedItem): PlaceTexts[] {
  const ours = desired?.content.entry ?? row?.delivered?.entry;
  const found = observation.kind === 'present' ? observation.entry : undefined;
  if (ours === undefined) return [];
  const texts = {
    name: id,
    ours: textOfEntry(ours),
    here: found === undefined ? undefined : textOfEntry(found),
  };
  return texts.ours === texts.here ? [] : [texts];
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

async function textsOfCopy(folder: string, id: string, files: FileContents): Promise<PlaceTexts[]> {
  const texts: PlaceTexts[] = [];
  for (const [path, bytes] of files) {
    if (texts.length === maxFiles) break;
    const digest = await digestInCopy(folder, path);
    if (digest === sha256(bytes)) continue;
    const name = `${id}/${path}`;
    const found = digest === undefined ? undefined : await readFound(folder, path, digest);
    const isShown = digest === undefined || found !== undefined;
    texts.push(
      isShown && isText(bytes) && (found === undefined || isText(found))
        ? { name, ours: textOf(bytes), here: found && textOf(found) }
        : { name, ours: undefined, here: undefined, isOpaque: true },
    );
  }
  return texts;
}

/** @returns what stands there; undefined for what is no plain file, or too large */
async function readFound(folder: string, path: string, digest: string): Promise<Uint8Array | undefined> {
  if (!digest.startsWith('sha256:')) return undefined;
  return readIfPresent(join(folder, ...path.split('/')), maxFileBytes).catch(() => undefined);
}

function isText(bytes: Uint8Array): boolean {
  return bytes.length <= maxFileBytes && isUtf8(bytes);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
