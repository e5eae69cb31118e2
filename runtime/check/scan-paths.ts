import { lstat, opendir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { AiosError, messageOf } from '../errors.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { skillFolderLimits } from '../files/read-folder.ts';
import type { Finding } from '../skill/scan/finding.ts';
import { scanFiles } from '../skill/scan/scan-files.ts';
import { maxDepth, walkScanned } from './walk-scanned.ts';

export interface ScanReport {
  readonly summary: { readonly files: number; readonly findings: number; readonly blocked: number };
  readonly findings: readonly Finding[];
}

/** A skill may have no larger file; what is larger is told of and not read. */
const maxFileBytes = skillFolderLimits.maxBytes;

/**
 * Scans files and whole trees for secrets and dangerous content. The files of one skill are scanned together and by
 * their paths in it, as at an install, whatever the folders above it are called; all others one by one. So no more is
 * held in memory than a skill may be large. Links are told of and not followed.
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
    const groups = about.isDirectory() ? walkScanned(path) : [{ folder: root, files: [path] }];
    for await (const group of groups) {
      files += group.files.length;
      const prefix = withSlashes(relative(root, group.folder));
      for (const finding of await scanGroup(group.folder, group.files))
        findings.push(prefix === '' ? finding : { ...finding, path: `${prefix}/${finding.path}` });
    }
  }
  const blocked = findings.filter(({ severity }) => severity === 'block').length;
  return { summary: { files, findings: findings.length, blocked }, findings };
}

/** Scans files together when they would make a skill, and one by one when they are too many or too large for one. */
async function scanGroup(folder: string, files: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  let contents = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const file of files) {
    const path = withSlashes(relative(folder, file)) || basename(file);
    const read = await readScanned(file, path);
    if ('rule' in read) findings.push(read);
    else {
      const isFull =
        contents.size >= skillFolderLimits.maxFiles || bytes + read.bytes.length > skillFolderLimits.maxBytes;
      if (isFull) {
        findings.push(...(await scanFiles(contents)));
        contents = new Map();
        bytes = 0;
      }
      contents.set(path, read.bytes);
      bytes += read.bytes.length;
    }
  }
  findings.push(...(await scanFiles(contents)));
  return findings;
}

/** @returns the file's bytes, or why it is none that a skill may have */
async function readScanned(file: string, path: string): Promise<{ readonly bytes: Uint8Array } | Finding> {
  const at = (
    rule: string,
    kind: Finding['kind'],
    severity: Finding['severity'],
    message: string,
  ): Finding => ({ path, line: 1, column: 1, rule, kind, severity, message });
  try {
    const about = await lstat(file);
    if (about.isSymbolicLink())
      return at(
        'symbolic-link',
        'link',
        'block',
        'A symbolic link: what it names could be anything, also outside the skill.',
      );
    if (about.isDirectory()) {
      await (await opendir(file)).close();
      return at(
        'deep-folder',
        'binary',
        'block',
        `A folder more than ${maxDepth} folders deep; a skill has at most ${skillFolderLimits.maxDepth}, and this one was not looked into.`,
      );
    }
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
    return { bytes: (await readIfPresent(file, maxFileBytes)) ?? new Uint8Array() };
  } catch (error) {
    return at('unreadable', 'binary', 'warn', `It cannot be read: ${messageOf(error)}`);
  }
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}
