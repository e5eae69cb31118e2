import { finished } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { ZipFile } from 'yazl';
import type { FileContents } from '../../files/digest.ts';
import { type FieldValue, parseFrontMatter } from '../agent-skill/parse-front-matter.ts';
import { findSkillFile } from '../agent-skill/read-agent-skill.ts';
import { splitFrontMatter } from '../agent-skill/split-front-matter.ts';
import { doubleQuote } from './quote-yaml.ts';

/** What Claude's upload dialog takes (support.claude.com, "Using Skills in Claude"). */
const maxDescription = 200;

export interface UploadZip {
  readonly bytes: Uint8Array;
  /** Whether the description had to be cut to fit the dialog. */
  readonly descriptionWasCut: boolean;
}

/**
 * Packs an agent skill's folder as the ZIP that Claude's upload dialog takes: the folder at the root, a description of
 * at most 200 characters. The same files give the same bytes.
 *
 * @param files an agent skill's files
 * @param folder the folder's name in the ZIP
 */
export async function packUploadZip(files: FileContents, folder: string): Promise<UploadZip> {
  const skillFile = findSkillFile(files);
  const text = new TextDecoder().decode(skillFile === undefined ? undefined : files.get(skillFile));
  const shortened = shortenDescription(text);
  const zip = new ZipFile();
  // The oldest day a ZIP can hold, in the machine's own time as ZIPs have it: the same bytes whenever and wherever.
  const mtime = new Date(1980, 0, 1, 12);
  for (const [path, bytes] of files) {
    const isSkill = path === skillFile;
    const content = isSkill && shortened !== undefined ? Buffer.from(shortened) : Buffer.from(bytes);
    const mode = files.executable?.has(path) ? 0o100755 : 0o100644;
    const options = { mtime, mode, forceDosTimestamp: true };
    zip.addBuffer(content, `${folder}/${isSkill ? 'SKILL.md' : path}`, options);
  }
  zip.end();
  const chunks: Buffer[] = [];
  zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await finished(zip.outputStream);
  return { bytes: Buffer.concat(chunks), descriptionWasCut: shortened !== undefined };
}

/** @returns the text with a shorter description, or undefined when it fits */
function shortenDescription(text: string): string | undefined {
  const { yaml, yamlLine, body } = splitFrontMatter(text);
  if (yaml === undefined) return undefined;
  const { fields } = parseFrontMatter(yaml, yamlLine);
  const description = fields.get('description')?.value;
  if (typeof description !== 'string') return undefined;
  const words = description.replaceAll(/\s+/gu, ' ').trim();
  if ([...description.trim()].length <= maxDescription) return undefined;
  const shorter = cutAtWord(words);
  const wanted = Object.fromEntries(
    [...fields].map(([key, { value }]) => [key, key === 'description' ? shorter : value]),
  );
  const edited = replaceDescription(yaml, shorter);
  // What is written in a way that lines do not show (a map in braces) is written anew.
  const isRight = isDeepStrictEqual(valuesOf(edited), wanted);
  return `---\n${isRight ? edited : stringify(wanted)}---\n${body}`;
}

function valuesOf(yaml: string): Record<string, FieldValue> {
  return Object.fromEntries([...parseFrontMatter(yaml, 1).fields].map(([key, { value }]) => [key, value]));
}

function cutAtWord(text: string): string {
  const characters = [...text];
  if (characters.length <= maxDescription) return text;
  const cut = characters.slice(0, maxDescription - 1).join('');
  return `${cut.replace(/ [^ ]*$/u, '')}…`;
}

/** The last line that begins the description, and every line that continues it. */
function replaceDescription(yaml: string, description: string): string {
  const lines = yaml.split(/(?<=\n|\r(?!\n))/u);
  const from = lines.findLastIndex((line) => /^(["']?)description\1[ \t]*:/u.test(line));
  const length = lines.slice(from + 1).findIndex((line) => /^\S/u.test(line));
  const after = from === -1 || length === -1 ? [] : lines.slice(from + 1 + length);
  return [...lines.slice(0, Math.max(from, 0)), `description: ${doubleQuote(description)}\n`, ...after].join(
    '',
  );
}
