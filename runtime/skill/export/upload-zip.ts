import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { FileContents } from '../../files/digest.ts';
import { parseFrontMatter } from '../agent-skill/parse-front-matter.ts';
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
  const skill = Buffer.from(files.get('SKILL.md') ?? '').toString('utf8');
  const shortened = shortenDescription(skill);
  const zip = new ZipFile();
  // The oldest time a ZIP can hold: a time of packing would make each ZIP another one.
  const mtime = new Date(Date.UTC(1980, 0, 1, 12));
  for (const [path, bytes] of files) {
    const content =
      path === 'SKILL.md' && shortened !== undefined ? Buffer.from(shortened) : Buffer.from(bytes);
    const mode = files.executable?.has(path) ? 0o100755 : 0o100644;
    zip.addBuffer(content, `${folder}/${path}`, { mtime, mode });
  }
  zip.end();
  const chunks: Buffer[] = [];
  zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await finished(zip.outputStream);
  return { bytes: Buffer.concat(chunks), descriptionWasCut: shortened !== undefined };
}

/** @returns the text with a shorter description, or undefined when it fits */
function shortenDescription(text: string): string | undefined {
  const { yaml, yamlLine } = splitFrontMatter(text.replace(/^\ufeff/u, ''));
  if (yaml === undefined) return undefined;
  const description = parseFrontMatter(yaml, yamlLine).fields.get('description')?.value;
  if (typeof description !== 'string' || [...description].length <= maxDescription) return undefined;
  const cut = [...description.replaceAll(/\s+/gu, ' ')].slice(0, maxDescription - 1).join('');
  const atWord = cut.replace(/\s+\S*$/u, '');
  // The key and every line that continues it.
  const block = /^description[ \t]*:.*(?:\r?\n(?:[ \t]+.*|[ \t]*(?=\r?\n[ \t])))*/mu;
  return text.replace(yaml, () => yaml.replace(block, () => `description: ${doubleQuote(`${atWord}…`)}`));
}
