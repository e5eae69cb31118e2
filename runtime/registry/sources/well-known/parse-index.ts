import { isPortableName } from '../../../files/portable-name.ts';
import { jsonChecker } from '../checked-json.ts';

/** One skill that a site publishes: as one artifact (0.2.0), or file by file (0.1.0). */
export type PublishedSkill = {
  readonly name: string;
  readonly description: string;
} & (
  | { readonly kind: 'file' | 'archive'; readonly url: URL; readonly sha256: string | undefined }
  | { readonly kind: 'files'; readonly files: readonly { readonly path: string; readonly url: URL }[] }
);

export interface SkillIndex {
  readonly skills: readonly PublishedSkill[];
  /** Why the others cannot be had. */
  readonly left: readonly string[];
}

interface RawSkill {
  readonly name: string;
  readonly description?: string;
  readonly type?: string;
  readonly url?: string;
  readonly digest?: string;
  readonly files?: readonly string[];
}

const maxSkills = 1000;
const maxFiles = 512;

const checkIndex = jsonChecker<{ readonly skills: readonly RawSkill[] }>({
  type: 'object',
  required: ['skills'],
  properties: {
    skills: {
      type: 'array',
      maxItems: maxSkills,
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          description: { type: 'string' },
          type: { type: 'string' },
          url: { type: 'string' },
          digest: { type: 'string' },
          files: { type: 'array', maxItems: maxFiles, items: { type: 'string' } },
        },
      },
    },
  },
});

/** As the Agent Skills specification has it. Such a name is a folder's on every system. */
const skillName = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const maxNameLength = 64;
const digestForm = /^sha256:([0-9a-f]{64})$/u;

/**
 * Reads the index of a site (Agent Skills Discovery RFC: 0.2.0 with `type`, `url` and `digest`; 0.1.0 with `files`). The
 * two are told apart by each entry's keys, since sites mix them. Keys that are not known are let be.
 *
 * @param index where it came from, after redirects: its addresses are relative to that
 * @throws AiosError `source_unreadable` when it is no index
 */
export function parseIndex(value: unknown, index: URL, shown: string): SkillIndex {
  const skills: PublishedSkill[] = [];
  const left: string[] = [];
  const seen = new Set<string>();
  for (const raw of checkIndex(value, shown).skills) {
    const read = readSkill(raw, index);
    const isTwice = typeof read !== 'string' && seen.has(read.name);
    if (typeof read === 'string') left.push(read);
    else if (isTwice) left.push(`${JSON.stringify(read.name)} is there twice`);
    else {
      seen.add(read.name);
      skills.push(read);
    }
  }
  return { skills, left };
}

/** @returns the skill, or why it cannot be had */
function readSkill(raw: RawSkill, index: URL): PublishedSkill | string {
  const quoted = JSON.stringify(raw.name.slice(0, maxNameLength));
  if (raw.name.length > maxNameLength || !skillName.test(raw.name)) return `${quoted} is no name of a skill`;
  const common = { name: raw.name, description: raw.description ?? '' };
  if (raw.url === undefined) return readFiles(raw, common, index) ?? `${quoted} says of no file where it is`;
  if (raw.type !== 'skill-md' && raw.type !== 'archive')
    return `${quoted} is of the kind ${JSON.stringify(raw.type)}, which is not known`;
  const url = URL.canParse(raw.url, index.href) ? new URL(raw.url, index) : undefined;
  if (url === undefined || isWeaker(url, index)) return `${quoted} has an address that is not used`;
  const sha256 = digestForm.exec(raw.digest ?? '')?.[1];
  if (raw.digest !== undefined && sha256 === undefined) return `${quoted} has a digest that is not known`;
  return { ...common, kind: raw.type === 'archive' ? 'archive' : 'file', url, sha256 };
}

/** What stands behind https is not fetched over http, which anybody on the way can change. */
function isWeaker(url: URL, index: URL): boolean {
  return url.protocol !== 'https:' && (url.protocol !== 'http:' || index.protocol === 'https:');
}

function readFiles(
  { name, files }: RawSkill,
  common: { name: string; description: string },
  index: URL,
): PublishedSkill | undefined {
  if (files === undefined || files.length === 0 || !files.every(isPathInside)) return undefined;
  const folder = new URL(`${name}/`, index);
  const unique = [...new Set(files)];
  return {
    ...common,
    kind: 'files',
    files: unique.map((path) => ({
      path,
      url: new URL(path.split('/').map(encodeURIComponent).join('/'), folder),
    })),
  };
}

/** Whether a path stays in its folder and can be held on every system. */
function isPathInside(path: string): boolean {
  const parts = path.split('/');
  return (
    path.length <= 1024 &&
    parts.length <= 16 &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..' && isPortableName(part))
  );
}
