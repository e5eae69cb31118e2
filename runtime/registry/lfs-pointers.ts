import { AiosError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';

/** The specification lets a pointer have no more (git-lfs docs/spec.md). */
const maxPointerBytes = 1024;
const pointer =
  /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v1\r?\n(?:ext-\d-[^\n]*\n)*oid sha256:[\da-f]{64}\r?\nsize \d+\r?\n?$/u;

/**
 * Git LFS keeps large files elsewhere, and in the repository only says where. Installed, a skill would find that text
 * in the place of its file.
 *
 * @param source where they come from, for messages
 * @throws AiosError `lfs_pointer`
 */
export function refuseLfsPointers(files: FileContents, source: string): void {
  const found = [...files].filter(([, bytes]) => isPointer(bytes)).map(([path]) => path);
  const [first, ...more] = found;
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const what = more.length === 0 ? 'this file is an LFS pointer' : 'these files are LFS pointers';
  throw new AiosError(`${first}${others} in ${source}: ${what}; the content itself was not fetched.`, {
    code: 'lfs_pointer',
    remedy: 'Clone the repository, run `git lfs pull` in it, and install from that folder.',
    file: first,
    details: { files: found },
  });
}

function isPointer(bytes: Uint8Array): boolean {
  // The letter is asked first: nearly all files are large or begin otherwise.
  return (
    bytes.length <= maxPointerBytes &&
    bytes[0] === 0x76 &&
    pointer.test(Buffer.from(bytes).toString('latin1'))
  );
}
