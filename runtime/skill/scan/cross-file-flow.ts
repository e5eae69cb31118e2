import type { FileContents } from '../../files/digest.ts';
import { decodeScanned } from './decode-scanned.ts';
import type { Finding } from './finding.ts';
import { type FoundHints, noHints } from './scan-hints.ts';
import { flowFindings, mayFlow } from './secret-flow.ts';
import type { WholeText } from './text-rule.ts';

/** So much program text of one skill is followed from file to file, in characters; the rest file by file. */
const maxProgram = 1_000_000;
/** A program and what it imports, in characters: what one look at them together may cost. */
const maxTogether = 200_000;
/** All looks of one skill together. */
const maxFollowed = 4_000_000;

const program = /\.(?:py|pyw|js|cjs|mjs|ts|cts|mts|jsx|tsx)$/iu;
const imports =
  /^\s{0,40}from\s{1,3}\.{0,3}([\w.]{1,100})\s{1,3}import\b|^\s{0,40}import\s{1,3}([\w.]{1,100})|(?:\bfrom\s{0,3}|\b(?:require|import)\(\s{0,3}|^\s{0,8}import\s{0,3})["'`](\.[^"'`\n]{1,160})["'`]/gmu;

/**
 * Follows secrets and downloads from one program of a skill into another that it imports: what reads the keys and
 * what sends them out need not stand in one file.
 *
 * @param found what was found file by file; what is known there is not told again
 * @param hints what stands in each file, by its path
 */
export function crossFileFindings(
  files: FileContents,
  found: readonly Finding[],
  hints: ReadonlyMap<string, FoundHints>,
): Finding[] {
  const programs = readPrograms(files, hints);
  const findings: Finding[] = [];
  let followed = 0;
  for (const main of programs.values()) {
    const together = [...importedBy(main, programs), main].map(({ file }) => file);
    const size = together.reduce((sum, { text }) => sum + text.length, 0);
    if (together.length < 2 || size > maxTogether) continue;
    followed += size;
    if (followed > maxFollowed) break;
    const joined: WholeText = { ...main.file, text: together.map(({ text }) => text).join('\n') };
    for (const finding of flowFindings(joined, hintsOfAll(together, hints))) {
      const isKnown = together.some(({ path }) =>
        [...found, ...findings].some((each) => each.path === path && each.rule === finding.rule),
      );
      if (!isKnown) findings.push({ ...finding, ...placeOf(finding.line, together) });
    }
  }
  return findings;
}

function hintsOfAll(
  files: readonly { readonly path: string }[],
  hints: ReadonlyMap<string, FoundHints>,
): FoundHints {
  return files.reduce((all, { path }) => all.and(hints.get(path) ?? noHints), noHints);
}

interface Program {
  readonly file: WholeText;
  /** The names of what it imports, without folders. */
  readonly imports: readonly string[];
}

/** @returns the skill's programs by the name that others import them by */
function readPrograms(
  files: FileContents,
  hints: ReadonlyMap<string, FoundHints>,
): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>();
  const all = [...files].filter(([path, bytes]) => program.test(path) && bytes.length <= maxTogether);
  if (
    all.length < 2 ||
    !mayFlow(
      hintsOfAll(
        all.map(([path]) => ({ path })),
        hints,
      ),
    )
  )
    return programs;
  let size = 0;
  for (const [path, bytes] of all) {
    size += bytes.length;
    if (size > maxProgram) break;
    const file = decodeScanned(path, bytes);
    if (file) programs.set(nameOf(path), { file, imports: importsOf(file) });
  }
  return programs.size > 1 ? programs : new Map();
}

function importsOf({ text }: WholeText): string[] {
  const names = [...text.matchAll(imports)].map(([, from, whole, relative]) =>
    (relative ?? (from ?? whole ?? '').replaceAll('.', '/')).split('/').at(-1),
  );
  return [...new Set(names.map((name = '') => name.replace(program, '')))];
}

/** The skill's own files that a program imports, and what those import, each once, what is imported first. */
function importedBy(main: Program, programs: ReadonlyMap<string, Program>): Program[] {
  const seen = new Set([main]);
  const visit = ({ imports: names }: Program, depth: number): Program[] =>
    names.flatMap((name) => {
      const module = programs.get(name);
      if (module === undefined || seen.has(module)) return [];
      seen.add(module);
      return depth < 2 ? [...visit(module, depth + 1), module] : [module];
    });
  return visit(main, 0);
}

/** A module's own name; a package's is its folder's. */
function nameOf(path: string): string {
  const [file = '', folder = ''] = path.split('/').reverse();
  const name = file.replace(program, '');
  return name === '__init__' || name === 'index' ? folder : name;
}

/** Where a line of several texts, one after another, stands in its own file. */
function placeOf(line: number, together: readonly WholeText[]): { path: string; line: number } {
  let rest = line;
  for (const { path, text } of together) {
    const lines = text.split(/\r?\n/u).length;
    if (rest <= lines) return { path, line: rest };
    rest -= lines;
  }
  return { path: together.at(-1)?.path ?? '', line: 1 };
}
