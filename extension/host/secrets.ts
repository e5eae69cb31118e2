import * as vscode from 'vscode';
import type { SecretStore } from '../../runtime/ports.ts';

/** The vault's port on the editor's SecretStorage. */
export function secretStore(secrets: vscode.SecretStorage): SecretStore {
  return {
    name: `${vscode.env.appName}'s secret storage`,
    get: async (key) => secrets.get(key),
    set: async (key, value) => secrets.store(key, value),
    delete: async (key) => secrets.delete(key),
  };
}
