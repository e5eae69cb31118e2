import { serverName } from '../../runtime/client/server-entry.ts';

/**
 * What Cursor adds to the editor's API, as cursor.com/docs/extension-api has it: `vscode.cursor.mcp`. A server for a
 * URL, which we do not have, may be registered too.
 */
export interface CursorApi {
  registerServer(config: {
    readonly name: string;
    readonly server: {
      readonly command: string;
      readonly args: string[];
      readonly env: Record<string, string>;
    };
  }): void;
  unregisterServer(serverName: string): void;
}

/** What starts our server. */
interface Launch {
  readonly command: string;
  readonly args: string[];
}

/**
 * Offers our server to Cursor without its config. Only the documentation vouches for how Cursor behaves: a call that
 * it refuses is the last one, and from then on its config has to do.
 */
export class CursorServers {
  readonly client = 'cursor';
  readonly startsUnasked = true;
  /** Where Cursor has the person's own servers, absolute. */
  readonly config: string;
  private readonly api: CursorApi;
  private isRegistered = false;
  private isRefused = false;

  constructor(api: CursorApi, config: string) {
    this.api = api;
    this.config = config;
  }

  /** Whether Cursor has refused nothing yet. */
  get takesServers(): boolean {
    return !this.isRefused;
  }

  /**
   * @param launch undefined takes the server back
   * @throws what Cursor throws
   */
  async show(launch: Launch | undefined): Promise<void> {
    if (this.isRefused) return;
    try {
      // Documented to answer nothing. Should it come to answer later, a refusal counts all the same.
      const answers: unknown[] = [];
      if (this.isRegistered) answers.push(this.api.unregisterServer(serverName));
      this.isRegistered = launch !== undefined;
      if (launch !== undefined) {
        const { command, args } = launch;
        answers.push(this.api.registerServer({ name: serverName, server: { command, args, env: {} } }));
      }
      await Promise.all(answers);
    } catch (error) {
      this.isRefused = true;
      throw error;
    }
  }

  /** Cursor refused it before, in another window: it is not asked again. */
  refuse(): void {
    this.isRefused = true;
  }

  /** Cursor may know servers for all of its windows: one that closes takes nothing from the others. */
  dispose(): void {}
}

/**
 * @param editor the `vscode` module
 * @param config where Cursor has the person's own servers, absolute
 * @returns undefined in every other editor
 */
export function findCursorServers(editor: object, config: string): CursorServers | undefined {
  const { cursor } = editor as { readonly cursor?: { readonly mcp?: Partial<CursorApi> } };
  const mcp = cursor?.mcp;
  if (typeof mcp?.registerServer !== 'function' || typeof mcp.unregisterServer !== 'function')
    return undefined;
  return new CursorServers(mcp as CursorApi, config);
}
