import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { parseLine } from '../stdio/parse-line.ts';

/** As over stdio. */
const maxBodyBytes = 16 * 1024 * 1024;

/** Answers a web request; `body` is the message or the list of them that a POST holds. */
export type Handle = (request: Request, body: unknown) => Promise<Response>;

/**
 * Gives a request of Node's HTTP server to a handler of web requests and writes its response, as a stream where it is
 * one. Whatever fails, the connection gets an answer or is cut.
 */
export async function serveRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: Handle,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    const bytes = incoming.method === 'POST' ? await readBody(incoming) : undefined;
    if (bytes === 'too-large') {
      outgoing.setHeader('Connection', 'close');
      return await write(
        outgoing,
        errorResponse(413, -32000, `The message has more than ${maxBodyBytes} bytes.`),
      );
    }
    const parsed = bytes && parseLine(bytes);
    const isJson = /^application\/json\s*(?:;|$)/iu.test(incoming.headers['content-type'] ?? '');
    if (parsed?.kind === 'refused' && isJson)
      return await write(outgoing, errorResponse(400, parsed.code, `The message ${parsed.why}.`, parsed.id));
    const body =
      parsed?.kind === 'message' ? parsed.message : parsed?.kind === 'batch' ? parsed.messages : undefined;
    await write(outgoing, await handle(webRequest(incoming, bytes, gone.signal), body));
  } catch {
    if (outgoing.headersSent) outgoing.destroy();
    else await write(outgoing, errorResponse(500, -32603, 'Internal error')).catch(() => outgoing.destroy());
  }
}

/** @returns a JSON-RPC error as an HTTP response */
export function errorResponse(
  status: number,
  code: number,
  message: string,
  id: string | number | null = null,
): Response {
  return Response.json({ jsonrpc: '2.0', id, error: { code, message } }, { status });
}

function webRequest(incoming: IncomingMessage, bytes: Buffer | undefined, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) headers.append(name, one);
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const method = incoming.method ?? 'GET';
  return new Request(url, { method, headers, signal, ...(bytes && { body: new Uint8Array(bytes) }) });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | 'too-large'> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBodyBytes) return 'too-large';
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

async function write(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    outgoing.end();
    return;
  }
  // Else a stream that says nothing yet would keep its headers to itself.
  outgoing.flushHeaders();
  const body = Readable.fromWeb(response.body as ReadableStream);
  outgoing.once('close', () => body.destroy());
  await new Promise<void>((resolve) => {
    body.once('error', () => outgoing.destroy());
    outgoing.once('close', resolve);
    body.pipe(outgoing);
  });
}
