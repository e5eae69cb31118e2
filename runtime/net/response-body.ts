import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Deadline } from './deadline.ts';
import { connectionError, tooLarge, unreadable } from './request-errors.ts';

export interface BodyOptions {
  /** As it may be shown. */
  readonly address: string;
  readonly maxBytes: number;
  /** What the server says the body has, as it is sent. */
  readonly total: number | undefined;
  readonly deadline: Deadline;
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

/**
 * The body of an answer, unpacked, as far as the bounds reach. However it ends, the connection is let go.
 *
 * @throws AiosError `source_too_large`, `source_unreadable` when it is cut or packed in an unknown way,
 *   `source_timed_out`, `source_cancelled`
 */
export async function* readBody(
  response: IncomingMessage,
  { address, maxBytes, total, deadline, onBytes }: BodyOptions,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  try {
    for await (const chunk of unpacked(response, address, onBytes, total)) {
      received += chunk.length;
      if (received > maxBytes) throw tooLarge(address, maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : connectionError(error, address, received);
  } finally {
    response.destroy();
    deadline.close();
  }
}

function unpacked(
  response: IncomingMessage,
  address: string,
  onBytes: BodyOptions['onBytes'],
  total: number | undefined,
): AsyncIterable<Uint8Array> {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const counted = countBytes(response, onBytes, total);
  if (encoding === 'identity' || encoding === '') return counted;
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw unreadable(address, `it is packed as ${JSON.stringify(encoding)}, which was not asked for`);
  // The callback does nothing: what fails is thrown by the stream that is read.
  return pipeline(counted, createGunzip(), () => undefined) as Readable;
}

async function* countBytes(
  response: IncomingMessage,
  onBytes: BodyOptions['onBytes'],
  total: number | undefined,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    received += chunk.length;
    onBytes?.(received, total);
    yield chunk;
  }
}
