import type { FileContents } from '../../files/digest.ts';
import { decodeScanned } from './decode-scanned.ts';
import type { Finding } from './finding.ts';
import { HintGroups } from './hint-groups.ts';
import { flowFindings, flowHints } from './secret-flow.ts';
import type { ScannedText } from './text-rule.ts';

/** So much program text of one skill is followed from file to file, in characters; the rest file by file. */
const maxProgram = 1_000_000;
/** A program and what it imports, in characters: what one look at them together may cost. */
const maxTogether = 200_000;

const program = /\.(?:py|pyw|js|cjs|mjs|ts|cts|mts|jsx|tsx)$/iu;
const imports =
  /^\s{0,40}from\s{1,3}\.{0,3}([\w.]{1,100})\s{1,3}import\b|^\s{0,40}import\s{1,3}([\w.]{1,100})|(?:\bfrom\s{0,3}|\b(?:require|import)\(\s{0,3}|^\s{0,8}import\s{0,3})["'`](\.[^"'`\n]{1,160})["'`]/gmu;

const groups = new HintGroups(flowHints);

/**
 * Follows secrets and downloads from one program of a skill into another that it imports: what reads the keys and
 * what sends them out need not stand in one file.
 *
 * @param found what was found file by file; what is known there is not told again
 */
export function crossFileFindings(files: FileContents, found: readonly Finding[]): Finding[] {
  const programs = readPrograms(files);
  const findings: Finding[] = [];
  for (const main of programs) {
    const modules = importedBy(main, programs);
    if (modules.length === 0) continue;
    const together = [...modules, main];
    const text = together.map((each) => each.text).join('\n');
    if (text.length > maxTogether) continue;
    const joined: ScannedText = { ...main, text, lower: text.toLowerCase() };
    for (const finding of flowFindings(joined, groups.find(joined.lower))) {
      const isKnown = together.some(({ path }) =>
        [...found, ...findings].some((each) => each.path === path && each.rule === finding.rule),
      );
      if (!isKnown) findings.push({ ...finding, ...placeOf(finding.line, together) });
    }
  }
  return findings;
}

function readPrograms(files: FileContents): ScannedText[] {
  const programs: ScannedText[] = [];
  let size = 0;
  for (const [path, bytes] of files) {
    if (!program.test(path) || bytes.length > maxTogether) continue;
    size += bytes.length;
    if (size > maxProgram) break;
    const file = decodeScanned(path, bytes);
    if (file) programs.push(file);
  }
  return programs.length > 1 ? programs : [];
}

/** The skill's own files that a program imports, and what those import, each once, what is imported first. */
function importedBy(main: ScannedText, programs: readonly ScannedText[]): ScannedText[] {
  const seen = new Set([main]);
  const visit = (file: ScannedText, depth: number): ScannedText[] =>
    [...file.text.matchAll(imports)].flatMap(([, from, whole, relative]) => {
      const name = (relative ?? (from ?? whole ?? '').replaceAll('.', '/')).split('/').at(-1) ?? '';
      const module = programs.find((each) => nameOf(each.path) === name.replace(program, ''));
      if (module === undefined || seen.has(module)) return [];
      seen.add(module);
      return depth < 2 ? [...visit(module, depth + 1), module] : [module];
    });
  return visit(main, 0);
}

function nameOf(path: string): string {
  const [folder = '', file = ''] =
    path.split('/').slice(-2).length === 2 ? path.split('/').slice(-2) : ['', path];
  const name = file.replace(program, '');
  return name === '__init__' || name === 'index' ? folder : name;
}

/** Where a line of several texts, one after another, stands in its own file. */
function placeOf(line: number, together: readonly ScannedText[]): { path: string; line: number } {
  let rest = line;
  for (const { path, text } of together) {
    const lines = text.split(/\r?\n/u).length;
    if (rest <= lines) return { path, line: rest };
    rest -= lines;
  }
  return { path: together.at(-1)?.path ?? '', line: 1 };
}
