import { isDeepStrictEqual } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import type { FileContents } from '../files/digest.ts';
import { changelogExcerpt } from './changelog-excerpt.ts';
import type { InstalledSkill, SkillRecord } from './installed-skill.ts';
import { wantedScopes } from './wanted-scopes.ts';

/** What differs between the installed version of a skill and the one offered. */
export interface SkillChanges {
  readonly files: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
  /** The prompt's differences as a unified diff; empty when it is the same. */
  readonly promptDiff: string;
  /** Connectors and scopes it did not ask for before, as `google-drive: files.readonly`. */
  readonly newScopes: readonly string[];
  /** What of its tool clients would see changed: `name`, `description`, `input schema`, `output schema`, `mode`. */
  readonly toolSurface: readonly string[];
  /** What the offered version's changelog says of the versions in between, in Markdown. */
  readonly changelog: string | undefined;
}

/** A version of a skill with its files. */
export interface SkillVersion {
  readonly record: SkillRecord;
  readonly files: FileContents;
}

/** Where two texts differ in more lines than this, looking for the smallest difference takes too long. */
const maxEditLength = 4000;

export function compareSkills(installed: SkillVersion, offered: SkillVersion): SkillChanges {
  const before = installed.record.files;
  const after = offered.record.files;
  return {
    files: {
      added: Object.keys(after).filter((path) => !Object.hasOwn(before, path)),
      removed: Object.keys(before).filter((path) => !Object.hasOwn(after, path)),
      changed: Object.keys(after).filter(
        (path) => Object.hasOwn(before, path) && before[path] !== after[path],
      ),
    },
    promptDiff: promptDiff(installed, offered),
    newScopes: newScopes(installed.record, offered.record),
    toolSurface: toolSurface(installed.record, offered.record),
    changelog: changelogExcerpt(offered.files, installed.record.manifest.version),
  };
}

function newScopes(installed: InstalledSkill, offered: InstalledSkill): string[] {
  const had = new Set(wantedScopes(installed));
  return wantedScopes(offered).filter((scope) => !had.has(scope));
}

const surface: readonly (readonly [string, (skill: InstalledSkill) => unknown])[] = [
  ['name', ({ manifest }) => manifest.name],
  ['description', ({ manifest }) => manifest.description],
  ['input schema', ({ inputSchema }) => inputSchema],
  ['output schema', ({ outputSchema }) => outputSchema],
  ['mode', ({ manifest }) => manifest.mode],
];

function toolSurface(installed: InstalledSkill, offered: InstalledSkill): string[] {
  return surface
    .filter(([, part]) => !isDeepStrictEqual(asWritten(part(installed)), asWritten(part(offered))))
    .map(([name]) => name);
}

/** A record read back from its file has lost what was undefined. */
function asWritten(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function promptDiff(installed: SkillVersion, offered: SkillVersion): string {
  const [before, after] = [promptOf(installed), promptOf(offered)];
  if (before === after) return '';
  const { promptFile, version } = offered.record.manifest;
  const names = [installed.record.manifest.promptFile, promptFile] as const;
  const patch = createTwoFilesPatch(...names, before, after, installed.record.manifest.version, version, {
    maxEditLength,
  });
  return patch ?? `The prompt was rewritten: ${before.length} characters before, ${after.length} now.\n`;
}

function promptOf({ record, files }: SkillVersion): string {
  return Buffer.from(files.get(record.manifest.promptFile) ?? '').toString('utf8');
}
