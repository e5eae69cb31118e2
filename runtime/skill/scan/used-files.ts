import type { FileContents } from '../../files/digest.ts';
import { decodeScanned } from './decode-scanned.ts';
import { isFixture, isInstruction } from './rules/context.ts';

/** An order to run a file, with the file's path: `bash tests/prepare.sh`, "run `evals/setup.py`", `./samples/go.sh`. */
const use =
  /(?:\b(?:bash|sh|zsh|source|python[\d.]{0,4}|node|bun|deno run|tsx|ruby|perl|php|pwsh|powershell|run|execute|start|launch|invoke)\s{1,3}(?:-\S{1,20}\s{1,3}){0,3}["'`(<[]{0,3}|^\s{0,8})(?:\.\/|\$\{?\w{1,30}\}?\/|\{\w{1,30}\}\/)?([\w.-]{1,60}(?:\/[\w.-]{1,80}){1,8})/gimu;

/** What a test runner starts by itself, which is a test whoever names it. */
const test = /(?:^|\/)test_[^/]{1,100}\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$/u;

/**
 * Reads a skill's instructions for the files that they have run: a program is not harmless because its folder is
 * called `tests`.
 *
 * @returns paths in the skill, as far as its instructions name them whole
 */
export function usedFiles(files: FileContents): ReadonlySet<string> {
  const used = new Set<string>();
  // Nothing else is weighed otherwise for being used.
  if (![...files.keys()].some(isFixture)) return used;
  for (const [path, bytes] of files) {
    if (!isInstruction(path)) continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const [, named = ''] of decodeScanned(path, bytes)?.text.matchAll(use) ?? [])
      for (const each of [named, folder + named]) if (files.has(each) && !test.test(each)) used.add(each);
  }
  return used;
}
