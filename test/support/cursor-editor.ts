import type { CursorApi } from '../../extension/host/cursor-servers.ts';

type ServerConfig = Parameters<CursorApi['registerServer']>[0];

/** What stands in for the `vscode` module of Cursor, as far as servers go. */
export interface CursorEditor {
  readonly vscode: { readonly cursor: { readonly mcp: CursorApi } };
  /** By name, as Cursor knows them now. */
  readonly servers: ReadonlyMap<string, ServerConfig['server']>;
  /** Each call, as `register aios` and `unregister aios`. */
  readonly calls: string[];
}

/**
 * Cursor's API for servers in memory, as cursor.com/docs/extension-api describes it: both functions answer nothing, and
 * a server is known by its name. Like the real one it takes in what it was given, not the object itself.
 *
 * @param refuses throws what Cursor would, given the call
 */
export function makeCursorEditor(refuses: (call: string) => void = () => undefined): CursorEditor {
  const servers = new Map<string, ServerConfig['server']>();
  const calls: string[] = [];
  const note = (call: string): void => {
    calls.push(call);
    refuses(call);
  };
  const mcp: CursorApi = {
    registerServer: ({ name, server }) => {
      note(`register ${name}`);
      servers.set(name, structuredClone(server));
    },
    unregisterServer: (name) => {
      note(`unregister ${name}`);
      servers.delete(name);
    },
  };
  return { vscode: { cursor: { mcp } }, servers, calls };
}
