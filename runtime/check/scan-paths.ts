import { lstat, opendir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { AiosError, messageOf } from '../errors.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import type { Finding } from '../skill/scan/finding.ts';
import { scanFiles } from '../skill/scan/scan-files.ts';

export interface ScanReport {
  readonly summary: { readonly files: number; readonly findings: number; readonly blocked: number };
  readonly findings: readonly Finding[];
}

/** A skill may have no larger file; what is larger is told of and not read. */
const maxFileBytes = 16 * 1024 * 1024;
const maxDepth = 64;
const skippedFolders = new Set(['.git', '.hg', '.svn', 'node_modules']);

/**
 * Scans files and whole trees for secrets and dangerous content. Links are told of and not followed.
 *
 * @param paths files or folders
 * @param workingFolder what relative paths are relative to, absolute
 * @returns findings with paths relative to what was asked for
 * @throws AiosError `path_missing`
 */
export async function scanPaths(paths: readonly string[], workingFolder: string): Promise<ScanReport> {
  const findings: Finding[] = [];
  let files = 0;
  for (const asked of paths) {
    const path = isAbsolute(asked) ? asked : resolve(workingFolder, asked);
    const about = await lstat(path).catch((error: unknown) => {
      throw new AiosError(`There is no ${path}.`, {
        code: 'path_missing',
        remedy: 'Give the path of a file or a folder.',
        file: path,
        cause: error,
      });
    });
    const root = about.isDirectory() ? path : dirname(path);
    for await (const file of about.isDirectory() ? walk(path, 0) : [path]) {
      files += 1;
      findings.push(...(await scanOne(file, relative(root, file).split('\\').join('/') || basename(file))));
    }
  }
  const blocked = findings.filter(({ severity }) => severity === 'block').length;
  return { summary: { files, findings: findings.length, blocked }, findings };
}

async function* walk(folder: string, depth: number): AsyncGenerator<string> {
  const names: { name: string; isFolder: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder))
      names.push({ name: entry.name, isFolder: entry.isDirectory() });
  } catch {
    return; // Not readable, or gone meanwhile.
  }
  for (const { name, isFolder } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!isFolder) yield join(folder, name);
    else if (depth < maxDepth && !skippedFolders.has(name)) yield* walk(join(folder, name), depth + 1);
  }
}

async function scanOne(file: string, path: string): Promise<Finding[]> {
  const at = (
    rule: string,
    kind: Finding['kind'],
    severity: Finding['severity'],
    message: string,
  ): Finding[] => [{ path, line: 1, column: 1, rule, kind, severity, message }];
  try {
    const about = await lstat(file);
    if (about.isSymbolicLink())
      return at(
        'symbolic-link',
        'link',
        'block',
        'A symbolic link: what it names could be anything, also outside the skill.',
      );
    if (!about.isFile())
      return at(
        'special-file',
        'binary',
        'block',
        'Neither a file nor a folder; such a thing has no place in a skill.',
      );
    if (about.size > maxFileBytes)
      return at(
        'large-file',
        'binary',
        'block',
        `A file of ${about.size} bytes; a skill has at most ${maxFileBytes}, and this one was not read.`,
      );
    const bytes = await readIfPresent(file, maxFileBytes);
    return bytes === undefined ? [] : await scanFiles(new Map([[path, bytes]]));
  } catch (error) {
    return at('unreadable', 'binary', 'warn', `The file cannot be read: ${messageOf(error)}`);
  }
}
