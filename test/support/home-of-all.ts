import type { SeenSkill } from '../../runtime/client/what-clients-see.ts';
import { type LaidOutConfig, layOutAllClients } from './lay-out-clients.ts';
import { contents, hostPlatform, makeSyncHome, type SyncHome } from './sync-home.ts';

export interface HomeOfAll {
  readonly home: SyncHome;
  /** By client id. */
  readonly configs: Readonly<Record<string, LaidOutConfig>>;
}

/** A home with every client in it. Dispose of `home`. */
export async function homeOfAll(): Promise<HomeOfAll> {
  const home = await makeSyncHome();
  const configs = await layOutAllClients(home.path, { platform: hostPlatform });
  return { home, configs };
}

/** Everything of the person's, nothing of ours. */
export function ofThePerson(home: SyncHome): Promise<Map<string, string>> {
  return contents(home.path, ['.aios', 'skill-source', 'aios-mcp-as-shipped.cjs']);
}

/** By client id, what it sees. */
export async function seenBy(home: SyncHome): Promise<Record<string, readonly SeenSkill[]>> {
  const { clients } = await home.runtime.sync.status();
  const views = await home.runtime.sync.views(clients);
  return Object.fromEntries([...views].map(([id, { skills }]) => [id, skills]));
}
