import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { AiosError } from '../errors.ts';
import { answering } from './guarded-request.ts';
import type { NetworkPolicy } from './network-policy.ts';
import { resolveHost } from './resolve-host.ts';

export interface AgentGuard {
  readonly network: NetworkPolicy;
  /** Told of what was refused: libraries wrap the errors they meet. */
  readonly onRefused: (error: AiosError) => void;
}

/**
 * An agent for libraries that make requests of their own and follow redirects unasked: every connection goes to an IP
 * address that was judged, whichever request it is for.
 *
 * @param protocol requests of the other one fail; so does a redirect from https to http
 * @param options certificates and the like
 */
export function guardedAgent(
  protocol: 'http:' | 'https:',
  guard: AgentGuard,
  options: AgentOptions = {},
): HttpAgent {
  return protocol === 'https:' ? new GuardedHttpsAgent(guard, options) : new GuardedHttpAgent(guard, options);
}

type OnCreated = (error: Error | null, stream: Duplex) => void;

class GuardedHttpAgent extends HttpAgent {
  private readonly guard: AgentGuard;

  constructor(guard: AgentGuard, options: AgentOptions) {
    super(options);
    this.guard = guard;
  }

  override createConnection(request: ClientRequestArgs, onCreated: OnCreated): undefined {
    whenJudged('http:', request, this.guard, onCreated, (lookup) =>
      super.createConnection({ ...request, lookup }),
    );
  }
}

class GuardedHttpsAgent extends HttpsAgent {
  private readonly guard: AgentGuard;

  constructor(guard: AgentGuard, options: AgentOptions) {
    super(options);
    this.guard = guard;
  }

  override createConnection(request: ClientRequestArgs, onCreated: OnCreated): undefined {
    whenJudged('https:', request, this.guard, onCreated, (lookup) =>
      super.createConnection({ ...request, lookup }),
    );
  }
}

function whenJudged(
  protocol: 'http:' | 'https:',
  { host, port }: ClientRequestArgs,
  { network, onRefused }: AgentGuard,
  onCreated: OnCreated,
  connect: (lookup: LookupFunction) => Duplex | null | undefined,
): void {
  // An IPv6 address comes with brackets or without, as the library has it.
  const bare = (host ?? 'localhost').replace(/^\[(.*)\]$/u, '$1');
  const name = bare.includes(':') ? `[${bare}]` : bare;
  resolveHost(new URL(`${protocol}//${name}:${port ?? ''}`), network).then(
    (addresses) => {
      const stream = connect(answering(addresses));
      if (stream) onCreated(null, stream);
    },
    (error: Error) => {
      if (AiosError.is(error)) onRefused(error);
      // Where there is an error, the agent looks at nothing else.
      onCreated(error, undefined as never);
    },
  );
}
