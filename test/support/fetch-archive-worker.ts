/**
 * Fetches an archive in a process of its own: `node fetch-archive-worker.ts SOURCE QUARANTINE`. Prints the code of the
 * error, or `fetched`.
 */
import { AiosError } from '../../runtime/errors.ts';
import { archiveSource } from '../../runtime/registry/sources/archive.ts';

const [, , source = '', quarantine = ''] = process.argv;
try {
  await archiveSource.fetch(source, {
    workingFolder: quarantine,
    quarantine,
    environment: { platform: 'linux', home: quarantine, aiosHome: quarantine, variables: {} },
    network: { allowedPrivateHosts: ['127.0.0.1'] },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  console.log('fetched');
} catch (error) {
  if (!AiosError.is(error)) throw error;
  console.log(error.code);
}
