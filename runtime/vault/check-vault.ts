import { randomBytes } from 'node:crypto';
import { messageOf } from '../errors.ts';
import type { SecretStore } from '../ports.ts';

/** `ok` keeps and forgets; `unavailable` does not; `none` is a host without a store. */
export interface VaultStatus {
  readonly state: 'ok' | 'unavailable' | 'none';
  readonly name: string | undefined;
  readonly message: string | undefined;
}

/**
 * Tries the vault out with a value that means nothing, before anything is entrusted to it: some stores accept a
 * secret and lose it.
 */
export async function checkVault(store: SecretStore | undefined): Promise<VaultStatus> {
  if (store === undefined) return { state: 'none', name: undefined, message: undefined };
  // Of its own: two hosts that share a store may look at the same time.
  const key = `aios.vault-check.${randomBytes(8).toString('hex')}`;
  const value = randomBytes(16).toString('hex');
  const { name } = store;
  try {
    await store.set(key, value);
    const kept = (await store.get(key)) === value;
    await store.delete(key);
    const forgotten = (await store.get(key)) === undefined;
    if (kept && forgotten) return { state: 'ok', name, message: undefined };
    return {
      state: 'unavailable',
      name,
      message: kept ? 'It does not forget a deleted secret.' : 'It loses what it is given.',
    };
  } catch (error) {
    await store.delete(key).catch(() => undefined);
    return { state: 'unavailable', name, message: messageOf(error) };
  }
}
