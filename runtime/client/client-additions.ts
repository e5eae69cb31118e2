import type { JsonValue } from './formats/config-format.ts';
import { equalValues } from './formats/entry-value.ts';

/**
 * Members of ours that a client's own dialogs set to something else: Cline and Windsurf switch `disabled`, Goose and
 * opencode `enabled`, Goose asks for `timeout`, Copilot CLI for `tools`. They are ours in a new entry only.
 */
const clientMembers: ReadonlySet<string> = new Set(['disabled', 'enabled', 'timeout', 'tools']);

/**
 * Whether an entry still says what we wrote, whatever its client made of the rest: clients add approvals and switches
 * of their own, and leave out what is empty.
 */
export function holdsEntry(found: JsonValue, ours: JsonValue): boolean {
  if (!isMembers(found) || !isMembers(ours)) return equalValues(found, ours);
  return Object.entries(ours).every(([key, value]) => {
    if (!Object.hasOwn(found, key)) return saysNothing(value);
    return clientMembers.has(key) || holdsValue(found[key] ?? null, value);
  });
}

/**
 * What clients' dialogs, commands and migrations put into an entry beside that: whether a tool may be called unasked
 * (Cline's `autoApprove`, Roo's and Windsurf's `alwaysAllow`, Gemini CLI's `trust`), which tools are offered (Devin's and
 * Factory Droid's `disabledTools`, Cursor's `enabledTools`, Goose's `available_tools`), where it came from (Zed's
 * `source`, Goose's `bundled`, VS Code's `gallery`), and what only says what the entry is.
 */
const addedMembers: ReadonlySet<string> = new Set([
  ...clientMembers,
  'alwaysAllow',
  'autoApprove',
  'available_tools',
  'bundled',
  'description',
  'disabledTools',
  'enabledTools',
  'gallery',
  'name',
  'source',
  'trust',
  'type',
  '$typeName',
]);

/**
 * @param found an entry that holds ours
 * @returns whether it has something that only a person puts there: an environment, a folder to start in, members that we
 *   do not know
 */
export function hasMembersOfPerson(found: JsonValue, ours: JsonValue): boolean {
  if (!isMembers(found) || !isMembers(ours)) return false;
  return Object.entries(found).some(([key, value]) => {
    if (addedMembers.has(key) || saysNothing(value)) return false;
    return !Object.hasOwn(ours, key) || hasMore(value, ours[key] ?? null);
  });
}

/** Whether an environment, say, has anything that ours has not, whatever it is called. */
function hasMore(found: JsonValue, ours: JsonValue): boolean {
  if (!isMembers(found) || !isMembers(ours)) return false;
  return Object.entries(found).some(
    ([key, value]) => !Object.hasOwn(ours, key) || hasMore(value, ours[key] ?? null),
  );
}

/**
 * An entry with new members of ours and everything of its client's.
 *
 * @param found as it stands there
 * @param before as we wrote it last
 */
export function mergeEntry(found: JsonValue, before: JsonValue, wanted: JsonValue): JsonValue {
  if (!isMembers(found) || !isMembers(before) || !isMembers(wanted)) return wanted;
  const kept = Object.entries(found).filter(
    ([key]) => Object.hasOwn(wanted, key) || !Object.hasOwn(before, key),
  );
  const merged: Record<string, JsonValue> = Object.fromEntries(kept);
  for (const [key, value] of Object.entries(wanted)) {
    const now = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (now === undefined && Object.hasOwn(before, key) && equalValues(before[key] ?? null, value)) continue;
    if (now !== undefined && (clientMembers.has(key) || holdsValue(now, value))) continue;
    merged[key] = value;
  }
  return merged;
}

function holdsValue(found: JsonValue, ours: JsonValue): boolean {
  if (!isMembers(found) || !isMembers(ours)) return equalValues(found, ours);
  return Object.entries(ours).every(([key, value]) =>
    Object.hasOwn(found, key) ? holdsValue(found[key] ?? null, value) : saysNothing(value),
  );
}

/** Whether leaving a value out means the same. */
function saysNothing(value: JsonValue): boolean {
  if (value === false || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isMembers(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A SKILL.md and the lines that a client put into its front matter. */
export interface MarkedSkill {
  readonly bytes: Uint8Array;
  /** As they stand there, line ends included; empty for none. */
  readonly lines: string;
}

/** What stands before the front matter's closing line, and that line. A byte is a character, a BOM three. */
const frontMatter = /^(?<head>(?:\u00ef\u00bb\u00bf)?---[ \t]*\r?\n(?:.*\n)*?)(?<rest>---[ \t]*(?:\r?\n|$))/u;
/** How Cline switches a skill off and on again. */
const switchLine = /^disabled:[ \t]*(?:true|false)[ \t]*\r?\n/gmu;

/** @returns a SKILL.md without what a client put into it */
export function withoutClientLines(bytes: Uint8Array): MarkedSkill {
  const text = Buffer.from(bytes).toString('latin1');
  const head = frontMatter.exec(text)?.groups?.head;
  if (head === undefined) return { bytes, lines: '' };
  const lines = (head.match(switchLine) ?? []).join('');
  if (lines === '') return { bytes, lines };
  return { bytes: Buffer.from(head.replaceAll(switchLine, '') + text.slice(head.length), 'latin1'), lines };
}

/** @returns a SKILL.md with the lines that `withoutClientLines` took from the one before it */
export function withClientLines(bytes: Uint8Array, lines: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const head = frontMatter.exec(text)?.groups?.head;
  if (lines === '' || head === undefined || head.search(switchLine) !== -1) return bytes;
  return Buffer.from(head + lines + text.slice(head.length), 'latin1');
}
