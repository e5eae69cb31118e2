import { type HashedFile, writeHashed } from '../files/write-hashed.ts';
import { assertOk, guardedRequest, type RequestOptions } from './guarded-request.ts';

export interface Download extends HashedFile {
  /** Where it came from after redirects, query included. */
  readonly address: string;
}

/** Archives take longer than an answer of a registry: five minutes. */
const defaultTimeoutMs = 300_000;

/**
 * Downloads to a new file, 0600, without holding it in memory.
 *
 * @param file absolute; nothing may stand there
 * @throws AiosError as `requestBytes` does. The file is then left as far as it came, for the caller to take away.
 */
export async function downloadFile(
  address: URL | string,
  file: string,
  options: RequestOptions,
): Promise<Download> {
  // As it is: what is hashed is what the server has, not what a proxy made of it.
  const headers = { 'accept-encoding': 'identity', ...options.headers };
  const response = await guardedRequest(address, { timeoutMs: defaultTimeoutMs, ...options, headers });
  assertOk(response);
  try {
    const written = await writeHashed(file, response.body);
    return { ...written, address: response.address };
  } finally {
    response.close();
  }
}
