import type { SkillRecord } from './installed-skill.ts';
import { keepComments } from './lock-comments.ts';
import type { Resolved } from './sources/source.ts';
import { spliceLock } from './splice-lock.ts';
import { splitLock } from './split-lock.ts';

/**
 * The lock file: what is installed, exactly, one block of lines for each skill in the order of their ids. It is YAML
 * whose texts are quoted as in JSON, so that a block is found, replaced and merged without reading the others, and
 * what a person wrote between them stays.
 */

/** One skill of a lock file. */
export interface LockEntry {
  readonly id: string;
  readonly version: string;
  readonly source: string;
  /** The skill's folder in what the source gives. */
  readonly path: string | undefined;
  readonly resolved: Resolved;
  readonly digest: string;
  /** ISO 8601. */
  readonly installedAt: string;
  readonly pinned: boolean;
  readonly enabledFor: readonly string[] | undefined;
  readonly disabledFor: readonly string[] | undefined;
  /** Digest by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the lock file says of a skill besides its files. */
type Described = Pick<
  SkillRecord,
  'source' | 'sourcePath' | 'resolved' | 'digest' | 'installedAt' | 'pinned' | 'enabledFor' | 'disabledFor'
> & { readonly manifest: Pick<SkillRecord['manifest'], 'id' | 'version'> };

type Changes = ReadonlyMap<string, SkillRecord | undefined>;

/**
 * Sets and removes skills in a lock file's text, by its own lines where that is possible.
 *
 * @param text the file as it is; empty when there is none
 * @param changes by id; undefined takes the skill out
 * @throws AiosError `lock_unreadable` when the text is not one that can be edited, e.g. after a merge with conflicts
 */
export function editLock(file: string, text: string, changes: Changes): string {
  return spliceChanges(text, changes) ?? editByLines(file, text, changes);
}

/** No change at all asks whether one would be possible: that is a question about every line. */
function spliceChanges(text: string, changes: Changes): string | undefined {
  if (changes.size === 0 || text === '') return undefined;
  const blocks = [...changes].map(([id, record]) => {
    return [id, record && `${entryLines(record).join('\n')}\n`] as const;
  });
  return spliceLock(text, new Map(blocks));
}

/** Keeps comments between the skills and in them, what stands after them, and other line ends. */
export function editByLines(file: string, text: string, changes: Changes): string {
  const { head, blocks, tail, lineEnd } = splitLock(file, text);
  for (const [id, record] of changes) {
    const at = blocks.findIndex((block) => block.id === id);
    if (record === undefined) {
      if (at >= 0) blocks.splice(at, 1);
      continue;
    }
    const [title = '', ...lines] = entryLines(record);
    const block = blocks[at];
    if (block !== undefined) {
      blocks[at] = { ...block, lines: keepComments(block.lines, lines) };
    } else {
      const next = blocks.findIndex((other) => other.id > id);
      blocks.splice(next < 0 ? blocks.length : next, 0, { id, above: [], title, lines });
    }
  }
  const skills = blocks.flatMap(({ above, title, lines }) => [...above, title, ...lines]);
  const lines = [...head, ...skills, ...tail];
  return `${lines.join(lineEnd)}${lineEnd}`;
}

function entryLines(record: SkillRecord): string[] {
  const files = Object.entries(record.files);
  return [
    ...describingLines(record),
    ...files.map(([path, hash]) => `      ${JSON.stringify(path)}: ${hash}`),
  ];
}

/** What a skill's lines in a lock file begin with: all but those of its files. */
export function describingLines({
  manifest,
  source,
  sourcePath,
  resolved,
  digest,
  installedAt,
  pinned,
  enabledFor,
  disabledFor,
}: Described): string[] {
  const optional = (key: string, value: unknown): string[] =>
    value === undefined || value === false ? [] : [`    ${key}: ${JSON.stringify(value)}`];
  return [
    `  ${manifest.id}:`,
    `    version: ${JSON.stringify(manifest.version)}`,
    `    source: ${JSON.stringify(source)}`,
    ...optional('path', sourcePath),
    ...optional('resolved', resolved),
    `    digest: ${digest}`,
    `    installedAt: ${JSON.stringify(installedAt)}`,
    ...optional('pinned', pinned),
    ...optional('enabledFor', enabledFor),
    ...optional('disabledFor', disabledFor),
    '    files:',
  ];
}
