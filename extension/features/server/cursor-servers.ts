import * as vscode from 'vscode';

/** What Cursor adds to the editor's API (cursor.com/docs/extension-api). */
export interface CursorServers {
  registerServer(config: {
    readonly name: string;
    readonly server: {
      readonly command: string;
      readonly args: string[];
      readonly env: Record<string, string>;
    };
  }): void;
  unregisterServer(name: string): void;
}

/** @returns undefined in every other editor */
export function cursorServers(): CursorServers | undefined {
  const { cursor } = vscode as typeof vscode & {
    readonly cursor?: { readonly mcp?: Partial<CursorServers> };
  };
  const mcp = cursor?.mcp;
  if (typeof mcp?.registerServer !== 'function' || typeof mcp.unregisterServer !== 'function')
    return undefined;
  return mcp as CursorServers;
}
