import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { splitFrontMatter } from '../skill/agent-skill/split-front-matter.ts';

/** So much of a SKILL.md is read: its front matter stands at its head. */
const headBytes = 16 * 1024;

/** What a line of YAML says that is plain or in quotes; anything else no skill is called by. */
const nameLine =
  /^name[ \t]*:[ \t]+(?:"(?<double>[^"\\\r\n]*)"|'(?<single>[^'\r\n]*)'|(?<plain>[^\s"'>|&*!{[#][^\r\n]*?))[ \t]*(?:[ \t]#[^\r\n]*)?(?=[\r\n]|$)/mu;

/** @returns what a SKILL.md says its skill is called; undefined where it does not say, or there is none */
export type SkillNameIn = (file: string) => string | undefined;

/** @returns what reads a name at once, and a second time only after the file changed */
export function rememberSkillNames(): SkillNameIn {
  const known = new Map<string, { readonly mark: string; readonly name: string | undefined }>();
  return (file) => {
    const mark = markOf(file);
    if (mark === undefined) {
      known.delete(file);
      return undefined;
    }
    const before = known.get(file);
    if (before?.mark === mark) return before.name;
    const name = nameIn(readHead(file));
    known.set(file, { mark, name });
    return name;
  };
}

/** @param text of a SKILL.md, its head at least */
export function nameIn(text: string): string | undefined {
  const { yaml } = splitFrontMatter(text.replace(/^\ufeff/u, ''));
  const { double, single, plain } = nameLine.exec(yaml ?? '')?.groups ?? {};
  const name = (double ?? single ?? plain ?? '').trim().normalize('NFKC');
  return name === '' ? undefined : name;
}

function markOf(file: string): string | undefined {
  try {
    const about = statSync(file, { throwIfNoEntry: false });
    return about?.isFile() ? [about.ino, about.size, about.mtimeMs, about.ctimeMs].join(':') : undefined;
  } catch {
    return undefined; // The folder is a file, or nobody’s to look into.
  }
}

function readHead(file: string): string {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!fstatSync(descriptor).isFile()) return '';
      const buffer = Buffer.allocUnsafe(headBytes);
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, headBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return ''; // No client can read it either.
  }
}
