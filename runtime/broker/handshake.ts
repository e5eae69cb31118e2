/**
 * How both ends of a connection show each other that they know the leader's secret, which never crosses the wire:
 * the client sends a challenge, the leader its proof and a challenge of its own, the client its proof, the leader a
 * welcome. A proof is an HMAC-SHA256 over who gives it, both challenges and the address, so that none can be used
 * again, for the other side, or for another leader.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Wire } from './wire.ts';

/** The longest message of a handshake, in bytes. */
export const maxHandshakeBytes = 4096;

/** What both ends know of the leader, from the file that names it. */
export interface Credentials {
  /** Where it listens. */
  readonly address: string;
  /** 64 hexadecimal digits, made anew at every start. */
  readonly secret: string;
}

/** Who a client says it is. */
export interface Visitor {
  /** `host`: a window that stands by. `server`: an `aios-mcp`. */
  readonly kind: 'host' | 'terminal' | 'server';
  readonly pid: number;
}

const kinds: readonly unknown[] = ['host', 'terminal', 'server'] satisfies Visitor['kind'][];
const digits = /^[0-9a-f]{64}$/u;

/** @returns 64 random hexadecimal digits */
export function makeChallenge(): string {
  return randomBytes(32).toString('hex');
}

/** @returns the proof of one side, 64 hexadecimal digits */
export function proofOf(
  side: 'client' | 'leader',
  { address, secret }: Credentials,
  challenges: { readonly client: string; readonly leader: string },
): string {
  const text = ['aios broker 1', side, challenges.client, challenges.leader, address].join('\n');
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex');
}

/** The leader's side. @returns the visitor; undefined when it does not know the secret. @throws Error when it leaves */
export async function welcomeVisitor(wire: Wire, credentials: Credentials): Promise<Visitor | undefined> {
  const hello = fieldsOf(await wire.next());
  const visitor = visitorOf(hello);
  if (visitor === undefined || !isDigits(hello.challenge)) return undefined;
  const challenges = { client: hello.challenge, leader: makeChallenge() };
  wire.send({ challenge: challenges.leader, proof: proofOf('leader', credentials, challenges) });
  const { proof } = fieldsOf(await wire.next());
  if (!isSame(proof, proofOf('client', credentials, challenges))) return undefined;
  wire.send({ welcome: true });
  return visitor;
}

/** The client's side. @returns whether who answers knows the secret. @throws Error when it breaks off */
export async function greetLeader(wire: Wire, credentials: Credentials, visitor: Visitor): Promise<boolean> {
  const challenge = makeChallenge();
  wire.send({ challenge, kind: visitor.kind, pid: visitor.pid });
  const answer = fieldsOf(await wire.next());
  if (!isDigits(answer.challenge)) return false;
  const challenges = { client: challenge, leader: answer.challenge };
  if (!isSame(answer.proof, proofOf('leader', credentials, challenges))) return false;
  wire.send({ proof: proofOf('client', credentials, challenges) });
  return fieldsOf(await wire.next()).welcome === true;
}

/** @returns whether a value is 64 hexadecimal digits: a secret, a challenge or a proof */
export function isDigits(value: unknown): value is string {
  return typeof value === 'string' && digits.test(value);
}

function visitorOf({ kind, pid }: Record<string, unknown>): Visitor | undefined {
  if (!kinds.includes(kind) || !Number.isSafeInteger(pid)) return undefined;
  return { kind: kind as Visitor['kind'], pid: Number(pid) };
}

function isSame(given: unknown, expected: string): boolean {
  return isDigits(given) && timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(expected, 'hex'));
}

function fieldsOf(message: unknown): Record<string, unknown> {
  return typeof message === 'object' && message !== null ? { ...message } : {};
}
