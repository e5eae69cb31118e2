import type { ClientFamily } from '../clients/family.ts';
import { familyOf } from '../clients/family-table.ts';
import { capabilities, instructions, serverInfo, skillsExtension } from '../identity.ts';
import { type Listing, listPrompts, listResources, listTools, skillScheme } from '../listing.ts';
import type { RawMessage } from './parse-line.ts';

/** Revisions with a handshake that the SDK speaks, the newest first. */
export const handshakeRevisions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'];
/** The revision without one. */
export const modernRevision = '2026-07-28';

const metaKeys = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
} as const;

const announced = { ...capabilities, extensions: skillsExtension };

export interface ClientInfo {
  readonly name: string;
  readonly version: string;
}

type Values = Readonly<Record<string, unknown>>;

/** @returns what a well-formed `initialize` says of its client; undefined for any other message */
export function readHandshake({
  method,
  params,
}: RawMessage): { client: ClientInfo; revision: string } | undefined {
  if (
    method !== 'initialize' ||
    !isValues(params) ||
    !hasOnly(params, ['protocolVersion', 'capabilities', 'clientInfo'])
  )
    return undefined;
  const { protocolVersion, capabilities: can, clientInfo } = params;
  if (typeof protocolVersion !== 'string' || !isCapabilities(can) || !isClientInfo(clientInfo))
    return undefined;
  const isKnown = handshakeRevisions.includes(protocolVersion);
  return { client: clientInfo, revision: isKnown ? protocolVersion : (handshakeRevisions[0] ?? '') };
}

/** @returns who a first message says that it comes from, in whichever era and however much more it says */
export function introducedBy({ params }: RawMessage): ClientInfo | undefined {
  if (!isValues(params)) return undefined;
  const meta = isValues(params._meta) ? params._meta : {};
  const told = params.clientInfo ?? meta[metaKeys.clientInfo];
  if (!isValues(told) || typeof told.name !== 'string') return undefined;
  return { name: told.name, version: typeof told.version === 'string' ? told.version : '' };
}

export function answerHandshake(revision: string): Values {
  return { protocolVersion: revision, capabilities: announced, serverInfo, instructions };
}

/** @returns what a well-formed request of the revision without handshake says of its client; undefined for others */
export function readEnvelope({ params }: RawMessage): { client: ClientInfo | undefined } | undefined {
  if (!isValues(params) || !hasOnly(params, ['_meta'])) return undefined;
  const { _meta: meta } = params;
  if (
    !isValues(meta) ||
    !hasOnly(meta, [metaKeys.revision, metaKeys.clientInfo, metaKeys.clientCapabilities])
  )
    return undefined;
  const client = meta[metaKeys.clientInfo];
  const isGood =
    meta[metaKeys.revision] === modernRevision &&
    isCapabilities(meta[metaKeys.clientCapabilities]) &&
    (client === undefined || isClientInfo(client));
  return isGood ? { client: client as ClientInfo | undefined } : undefined;
}

/** @returns whether a request of an older revision asks for nothing but the plain list */
export function isPlainRequest({ params }: RawMessage): boolean {
  return params === undefined || (isValues(params) && hasOnly(params, []));
}

export const listMethods: ReadonlySet<unknown> = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
]);

/** @param method one of {@link listMethods} */
export function answerList(method: unknown, listing: Listing, family: ClientFamily): Values {
  if (method === 'tools/list') return { tools: listTools(listing, family) };
  if (method === 'prompts/list') return { prompts: listPrompts(listing) };
  if (method === 'resources/list') return { resources: listResources(listing) };
  const template = { name: 'io.modelcontextprotocol/skills', uriTemplate: `${skillScheme}{+path}` };
  return { resourceTemplates: [template] };
}

export function answerDiscover(): Values {
  return { supportedVersions: [modernRevision], capabilities: announced, instructions };
}

/** What every answer has beside its own since the revision without handshake. */
export function inEnvelope(result: Values): Values {
  return {
    ...result,
    ttlMs: 0,
    cacheScope: 'private',
    resultType: 'complete',
    _meta: { [metaKeys.serverInfo]: serverInfo },
  };
}

export function familyOfClient(client: ClientInfo | undefined): ClientFamily {
  return familyOf(client?.name);
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(values: Values, keys: readonly string[]): boolean {
  return Object.keys(values).every((key) => keys.includes(key));
}

/** Plain texts only: whoever says more of itself is left to the SDK. */
function isClientInfo(value: unknown): value is ClientInfo {
  return (
    isValues(value) &&
    hasOnly(value, ['name', 'version', 'title', 'description', 'websiteUrl']) &&
    Object.values(value).every((text) => typeof text === 'string') &&
    'name' in value &&
    'version' in value
  );
}

/** The kinds that clients announce today; one with another is left to the SDK. */
function isCapabilities(value: unknown): boolean {
  return isValues(value) && Object.entries(value).every(([kind, details]) => isCapability(kind, details));
}

function isCapability(kind: string, details: unknown): boolean {
  if (!isValues(details)) return false;
  if (kind === 'roots')
    return hasOnly(details, ['listChanged']) && ['boolean', 'undefined'].includes(typeof details.listChanged);
  if (kind === 'sampling' || kind === 'elicitation')
    return Object.values(details).every((value) => isValues(value) && hasOnly(value, []));
  return (kind === 'extensions' || kind === 'experimental') && Object.values(details).every(isValues);
}
