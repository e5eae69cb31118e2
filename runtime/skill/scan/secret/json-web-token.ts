import type { FindingSeverity } from '../finding.ts';
import { isDocumented, isMonotonous } from './placeholder.ts';

/** Claims that let a token be used for something. */
const meaningful =
  /^(?:iss|sub|aud|exp|iat|nbf|jti|scopes?|scp|roles?|user|uid|user_?id|client_?id|email|id|key|permissions?|kubernetes\.io.*|azp|sid|org|account|tenant)$/iu;

const day = 24 * 60 * 60;

/**
 * Judges a JSON Web Token (RFC 7519) by what it says: one that never expires, or in more than 30 days, is a
 * credential; one that was good for an hour is told of; one that is public by design or an example is neither.
 *
 * @returns undefined when the text is no token, or the one of a documentation
 */
export function judgeJsonWebToken(token: string): FindingSeverity | undefined {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = decode(head);
  if (header === undefined || !('alg' in header || 'typ' in header || 'enc' in header)) return undefined;
  if (isMonotonous(signature) || isDocumented(token) || isDocumented(signature)) return undefined;
  const claims = decode(body);
  if (claims === undefined) return 'enc' in header ? 'warn' : undefined;
  const said = JSON.stringify(claims);
  if (/"1234567890"|John Doe|Jane Doe|example|placeholder|dummy|fake/iu.test(said)) return undefined;
  if (claims.role === 'anon' || header.alg === 'none') return 'info';
  if (claims.role === 'service_role') return 'block';
  const { exp, iat, nbf } = claims;
  if (!Object.keys(claims).some((claim) => meaningful.test(claim))) return 'warn';
  if (typeof exp !== 'number') return 'block';
  const from = [iat, nbf].find((time) => typeof time === 'number');
  return typeof from === 'number' && exp - from > 30 * day ? 'block' : 'warn';
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
