import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type CallToolResult,
  type ContentBlock,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';

/** A red pixel. */
export const image = {
  type: 'image',
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  mimeType: 'image/png',
} as const;

/** A WAV file without a sample. */
export const audio = {
  type: 'audio',
  data: Buffer.from(
    '524946462400000057415645666d74201000000001000100401f0000803e0000020010006461746100000000',
    'hex',
  ).toString('base64'),
  mimeType: 'audio/wav',
} as const;

export function resource(uri: string, mimeType: string, text: string): ContentBlock {
  return { type: 'resource', resource: { uri, mimeType, text } };
}

export function say(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}

/** @returns a question with one field, which has to be answered */
export function ask(message: string, field: string, type: 'string' | 'boolean' = 'string') {
  const properties = { [field]: type === 'string' ? ({ type } as const) : ({ type } as const) };
  const requestedSchema = { type: 'object' as const, properties, required: [field] };
  return inputRequired.elicit({ message, requestedSchema });
}

/** @returns a request to the client's model */
export function askModel(text: string, maxTokens: number) {
  const content = { type: 'text' as const, text };
  return inputRequired.createMessage({ messages: [{ role: 'user', content }], maxTokens });
}

const key = randomBytes(32);

/** Signs what a client is to send back unchanged. */
export function sealState(state: string): string {
  return `${state}.${createHmac('sha256', key).update(state).digest('hex')}`;
}

/** @throws ProtocolError when it was changed on its way */
export function openState(sealed: string): string {
  const state = sealed.slice(0, sealed.lastIndexOf('.'));
  const expected = Buffer.from(sealState(state));
  const given = Buffer.from(sealed);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return state;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The requestState was changed.');
}
