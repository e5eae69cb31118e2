import { isUtf8 } from 'node:buffer';

export type RequestId = string | number;

/** A JSON-RPC message whose parts have not been looked at yet, beyond that it is an object. */
export interface RawMessage {
  readonly jsonrpc?: unknown;
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export type ParsedLine =
  | { readonly kind: 'message'; readonly message: RawMessage }
  | { readonly kind: 'batch'; readonly messages: readonly RawMessage[] }
  /** What is no message; answered where it can be told whose request it was. */
  | {
      readonly kind: 'refused';
      readonly id: RequestId | undefined;
      readonly code: number;
      readonly why: string;
    }
  | { readonly kind: 'empty' };

/** Error codes of JSON-RPC 2.0, section 5.1. */
export const parseError = -32700;
export const invalidRequest = -32600;

/** Nothing real is nested so deeply, and what looks at a message may call itself for each level. */
const maxDepth = 200;

/** Reads one line of the stdio transport. Never throws. */
export function parseLine(line: Buffer): ParsedLine {
  if (!isUtf8(line)) return refused(undefined, parseError, 'is not UTF-8');
  const text = line.toString('utf8');
  if (text.trim() === '') return { kind: 'empty' };
  if (depthOf(line) > maxDepth) return refused(findId(text), invalidRequest, 'is nested too deeply');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused(undefined, parseError, 'is not JSON');
  }
  if (Array.isArray(value)) {
    const isBatch = value.length > 0 && value.every(isObject);
    return isBatch ? { kind: 'batch', messages: value } : refused(undefined, invalidRequest, 'is no message');
  }
  return isObject(value)
    ? { kind: 'message', message: value }
    : refused(undefined, invalidRequest, 'is no message');
}

function refused(id: RequestId | undefined, code: number, why: string): ParsedLine {
  return { kind: 'refused', id, code, why };
}

function isObject(value: unknown): value is RawMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'string' || typeof id === 'number';
}

/** Brackets that are open at once, those in texts left out. */
function depthOf(line: Buffer): number {
  // Each level takes two bytes.
  if (line.length < maxDepth * 2) return 0;
  let depth = 0;
  let deepest = 0;
  let isInText = false;
  for (let index = 0; index < line.length; index += 1) {
    const byte = line[index];
    if (isInText) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) isInText = false;
    } else if (byte === 0x22) isInText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return deepest;
}

const plainText = '"(?:[^"\\\\]|\\\\.){0,200}"';
const idAtStart = new RegExp(
  `^\\s*\\{\\s*(?:"(?:jsonrpc|method)"\\s*:\\s*${plainText}\\s*,\\s*)*"id"\\s*:\\s*(-?\\d{1,15}|${plainText})\\s*[,}]`,
  'u',
);
const idAtEnd = new RegExp(
  `[}\\]"\\w]\\s*,\\s*"id"\\s*:\\s*(-?\\d{1,15}|${plainText})\\s*(?:,\\s*"(?:jsonrpc|method)"\\s*:\\s*${plainText}\\s*)*\\}\\s*$`,
  'u',
);

/** @returns the id of a request that is not read whole: where SDKs put it, at the beginning or at the end */
export function findId(head: string, tail: string = head): RequestId | undefined {
  const found = idAtStart.exec(head.slice(0, 1024))?.[1] ?? idAtEnd.exec(tail.slice(-1024))?.[1];
  if (found === undefined) return undefined;
  try {
    return JSON.parse(found) as RequestId;
  } catch {
    return undefined;
  }
}
