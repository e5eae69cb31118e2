import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  type Implementation,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { ClientFamily } from '../clients/family.ts';
import { familyOf } from '../clients/family-table.ts';

/** Who asks: told with every request since revision 2026-07-28, at the beginning of the connection before. */
export interface Asker {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly family: ClientFamily;
  /** Whether a person can be asked through it, in a form. */
  readonly canAsk: boolean;
}

/** @returns who sent the request that is being served */
export function askerOf(server: Server, { mcpReq }: ServerContext): Asker {
  const envelope: Partial<Envelope> = mcpReq.envelope ?? {};
  const info = envelope[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities();
  const elicitation = capabilities?.elicitation;
  return {
    name: info?.name,
    version: info?.version,
    family: familyOf(info?.name),
    // A client that names no kind means forms (2025-06-18).
    canAsk: elicitation !== undefined && ('form' in elicitation || !('url' in elicitation)),
  };
}

/** What every request of revision 2026-07-28 says of its client; the SDK has checked it, but its types name no key. */
interface Envelope {
  readonly [CLIENT_INFO_META_KEY]: Implementation;
  readonly [CLIENT_CAPABILITIES_META_KEY]: ClientCapabilities;
}
