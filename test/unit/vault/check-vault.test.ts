import assert from 'node:assert/strict';
import type { SecretStore } from '../../../runtime/ports.ts';
import { checkVault } from '../../../runtime/vault/check-vault.ts';

/** A store that keeps everything, with parts replaced. */
function storeWith(parts: Partial<SecretStore> = {}, kept = new Map<string, string>()): SecretStore {
  return {
    name: 'Test store',
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
    ...parts,
  };
}

const refuse = async (): Promise<never> => {
  throw new Error('The keyring is locked.');
};

describe('Checking the vault', () => {
  it('is ok for a store that keeps and forgets, and leaves nothing in it', async () => {
    const kept = new Map([['connection.google', 'token']]);
    assert.deepEqual(await checkVault(storeWith({}, kept)), {
      state: 'ok',
      name: 'Test store',
      message: undefined,
    });
    assert.deepEqual([...kept], [['connection.google', 'token']]);
  });

  it('is none for a host without a store', async () => {
    assert.deepEqual(await checkVault(undefined), { state: 'none', name: undefined, message: undefined });
  });

  it('finds out a store that accepts a secret and loses it', async () => {
    const { state, message } = await checkVault(storeWith({ set: async () => undefined }));
    assert.equal(state, 'unavailable');
    assert.match(message ?? '', /loses/u);
  });

  it('finds out a store that gives back something else', async () => {
    const { state, message } = await checkVault(storeWith({ get: async () => 'something else' }));
    assert.equal(state, 'unavailable');
    assert.match(message ?? '', /loses/u);
  });

  it('finds out a store that does not forget', async () => {
    const { state, message } = await checkVault(storeWith({ delete: async () => undefined }));
    assert.equal(state, 'unavailable');
    assert.match(message ?? '', /does not forget/u);
  });

  for (const part of ['get', 'set', 'delete'] as const) {
    it(`says what the store says when ${part} fails, and tries to leave nothing in it`, async () => {
      const kept = new Map<string, string>();
      const { state, name, message } = await checkVault(storeWith({ [part]: refuse }, kept));
      assert.deepEqual([state, name, message], ['unavailable', 'Test store', 'The keyring is locked.']);
      assert.equal(kept.size, part === 'delete' ? 1 : 0);
    });
  }

  it('can be done by two hosts on one store at the same time', async () => {
    const kept = new Map<string, string>();
    const results = await Promise.all([1, 2, 3].map(() => checkVault(storeWith({}, kept))));
    assert.deepEqual(
      results.map(({ state }) => state),
      ['ok', 'ok', 'ok'],
    );
  });
});
