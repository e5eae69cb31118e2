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
  /** The differences of those parts as unified diffs; empty when they are the same. */
  readonly surfaceDiff: string;
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
  const surface = changedSurface(installed.record, offered.record);
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
    toolSurface: surface.map(([name]) => name),
    surfaceDiff: surface.map((part) => surfaceDiff(part, installed.record, offered.record)).join(''),
    changelog: changelogExcerpt(offered.files, installed.record.manifest.version),
  };
}

function newScopes(installed: InstalledSkill, offered: InstalledSkill): string[] {
  const had = new Set(wantedScopes(installed));
  return wantedScopes(offered).filter((scope) => !had.has(scope));
}

type SurfacePart = readonly [name: string, part: (skill: InstalledSkill) => unknown];

const surfaceParts: readonly SurfacePart[] = [
  ['name', ({ manifest }) => manifest.name],
  ['description', ({ manifest }) => manifest.description],
  ['input schema', ({ inputSchema }) => inputSchema],
  ['output schema', ({ outputSchema }) => outputSchema],
  ['mode', ({ manifest }) => manifest.mode],
];

function changedSurface(installed: InstalledSkill, offered: InstalledSkill): readonly SurfacePart[] {
  return surfaceParts.filter(
    ([, part]) => !isDeepStrictEqual(asWritten(part(installed)), asWritten(part(offered))),
  );
}

function surfaceDiff([name, part]: SurfacePart, installed: InstalledSkill, offered: InstalledSkill): string {
  const [before, after] = [textOf(part(installed)), textOf(part(offered))];
  return diffOf([name, name], before, after, [installed.manifest.version, offered.manifest.version]);
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return text === undefined ? '' : `${text}\n`;
}

/** A record read back from its file has lost what was undefined. */
function asWritten(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function promptDiff(installed: SkillVersion, offered: SkillVersion): string {
  const [before, after] = [promptOf(installed), promptOf(offered)];
  if (before === after) return '';
  const [had, has] = [installed.record.manifest, offered.record.manifest];
  return diffOf([had.promptFile, has.promptFile], before, after, [had.version, has.version]);
}

function diffOf(
  names: readonly [string, string],
  before: string,
  after: string,
  versions: readonly [string, string],
): string {
  const patch = createTwoFilesPatch(...names, before, after, ...versions, { maxEditLength });
  return patch ?? wholeDiff(names, before, after);
}

/** Everything gone and everything new: nobody may agree to what they could not read. */
function wholeDiff(names: readonly [string, string], before: string, after: string): string {
  const lines = (sign: string, text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => `${sign}${line}`);
  return [`--- ${names[0]}`, `+++ ${names[1]}`, ...lines('-', before), ...lines('+', after), ''].join('\n');
}

function promptOf({ record, files }: SkillVersion): string {
  return Buffer.from(files.get(record.manifest.promptFile) ?? '').toString('utf8');
}
