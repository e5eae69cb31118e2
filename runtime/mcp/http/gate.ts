import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { ensurePrivateFolder, writeFileAtomically } from '../../files/atomic-write.ts';
import { readIfPresent } from '../../files/read-bounded.ts';
import { errorResponse } from './listener.ts';

/** A web page can have a browser send requests here; it cannot hide where it comes from, nor know the token. */
export interface Gate {
  /** @returns why the request is refused; undefined when it may pass */
  refusal(request: Request): Response | undefined;
}

/** @param token what every request has to show; undefined asks for none */
export function makeGate(token: string | undefined): Gate {
  return {
    refusal: (request) =>
      hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
      originValidationResponse(request, localhostAllowedOrigins()) ??
      (token === undefined || showsToken(request, token) ? undefined : noToken()),
  };
}

function showsToken(request: Request, token: string): boolean {
  const shown = Buffer.from(/^Bearer (\S+)$/iu.exec(request.headers.get('authorization') ?? '')?.[1] ?? '');
  const expected = Buffer.from(token);
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}

function noToken(): Response {
  const response = errorResponse(401, -32001, 'Send the token of this AI OS as a bearer token.');
  response.headers.set('WWW-Authenticate', 'Bearer');
  return response;
}

const tokenPattern = /^[A-Za-z0-9_-]{43}$/u;

/**
 * The token of this install, made on first use: `state/http-token`, 0600.
 * @param state `state` in our home
 * @throws AiosError `file_…`
 */
export async function installToken(state: string): Promise<{ token: string; file: string }> {
  const file = join(state, 'http-token');
  const known = (await readIfPresent(file, 1024))?.toString('utf8').trim() ?? '';
  if (tokenPattern.test(known)) return { token: known, file };
  await ensurePrivateFolder(state);
  const token = randomBytes(32).toString('base64url');
  await writeFileAtomically(file, `${token}\n`);
  return { token, file };
}
