import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

/**
 * Serves the repositories in a folder over http with git's own server program (git-http-backend(1)), which speaks CGI.
 *
 * @param protocol with 0, the server knows only the oldest protocol, in which nothing but tips can be asked for
 * @param authorization when given, everybody else is answered 401
 */
export function serveGit(
  root: string,
  { protocol = 2, authorization }: { protocol?: 0 | 2; authorization?: string } = {},
): Promise<LoopbackServer> {
  return startLoopbackServer((request, response) => {
    if (authorization !== undefined && request.headers.authorization !== authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    runBackend(request, response, root, protocol);
  });
}

/** Answers one request by `git http-backend`. */
export function runBackend(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  protocol: 0 | 2 = 2,
): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: root,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'uploadpack.allowFilter',
      GIT_CONFIG_VALUE_0: protocol === 0 ? 'false' : 'true',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: '*',
      ...(protocol === 0 ? {} : { GIT_PROTOCOL: String(request.headers['git-protocol'] ?? '') }),
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A client that was ended goes in the middle of what is written to it.
  backend.stdin.on('error', () => undefined);
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    backend.stdout.off('data', readHead);
    const lines = head.subarray(0, end).toString('utf8').split('\r\n');
    const headers = lines.map((line) => line.split(/: ?/u) as [string, string]);
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
    response.writeHead(
      Number.parseInt(status, 10),
      Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'status')),
    );
    response.write(head.subarray(end + 4));
    backend.stdout.pipe(response);
  };
  backend.stdout.on('data', readHead);
  response.on('close', () => backend.kill());
}
