import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { privateFileMode } from './atomic-write.ts';

export interface HashedFile {
  /** sha512 as a subresource-integrity string (W3C SRI). */
  readonly integrity: string;
  readonly bytes: number;
}

/**
 * Writes a stream to a new file, 0600, and hashes it on the way; no more than a chunk is held in memory. Not flushed:
 * meant for what is thrown away after it was read.
 *
 * @throws what the stream or the file system throws; the file is then left as far as it came
 */
export async function writeHashed(path: string, chunks: AsyncIterable<Uint8Array>): Promise<HashedFile> {
  const hash = createHash('sha512');
  const handle = await open(path, 'wx', privateFileMode);
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await handle.writeFile(chunk);
      bytes += chunk.length;
    }
  } finally {
    await handle.close();
  }
  return { integrity: `sha512-${hash.digest('base64')}`, bytes };
}
