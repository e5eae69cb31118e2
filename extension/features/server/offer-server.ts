import * as vscode from 'vscode';
import { serverName } from '../../../runtime/client/server-entry.ts';
import { cursorRefusal, cursorVersion } from '../../host/cursor-refusal.ts';
import { ownConfigPath, takesServerDefinitions } from '../../host/own-config.ts';
import type { FeatureContext } from '../feature-context.ts';
import { type Definition, type EditorServer, OfferedServer, type Shop } from './editor-server.ts';

/** Editors that the matrix has as one client. */
const inMatrix = /^(?:Visual Studio Code|VSCodium)/u;

/**
 * Offers the server to the editor itself, where that can be done without a file. It is not offered beside an entry of
 * the editor's own config, so that nobody has it twice.
 */
export function offerServer(context: FeatureContext): EditorServer {
  const { runtime, cursor } = context;
  if (cursor !== undefined) {
    const version = cursorVersion(vscode.env.appRoot, vscode.version);
    const refusal = cursorRefusal(runtime.home, 'mcp', version);
    return new OfferedServer({ ...context, refusal }, cursor, tellRefused);
  }
  if (!takesServerDefinitions()) return new NoServer();
  return new OfferedServer(context, new DefinitionShop(context), tellRefused);
}

/** Where an editor takes none from an extension. */
class NoServer implements EditorServer {
  readonly offer = 'not-able';
  readonly skills = 0;
  async update(): Promise<void> {}
  async restart(): Promise<void> {}
  dispose(): void {}
}

function tellRefused(reason: string): void {
  void vscode.window
    .showWarningMessage(
      `${vscode.env.appName} did not take the MCP server from AI OS: ${reason} Sync writes its config instead.`,
      'Sync All',
    )
    .then((choice) => choice && vscode.commands.executeCommand('aios.sync'));
}

/** VS Code asks for the servers that an extension offers, and again when it is told that they changed. */
class DefinitionShop implements Shop {
  readonly client = inMatrix.test(vscode.env.appName) ? 'vscode' : undefined;
  readonly takesServers = true;
  readonly startsUnasked = false;
  readonly config: string;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly registered: vscode.Disposable;
  private definition: Definition | undefined;

  constructor({ runtime, globalStorageUri }: FeatureContext) {
    this.config = ownConfigPath(globalStorageUri);
    this.registered = vscode.lm.registerMcpServerDefinitionProvider('aios.server', {
      onDidChangeMcpServerDefinitions: this.changed.event,
      provideMcpServerDefinitions: () => this.definitions(),
      resolveMcpServerDefinition: async (server) => {
        // Nothing is put on the disk before the editor really starts it.
        await runtime.refreshLauncher();
        return server;
      },
    });
  }

  async show(definition: Definition | undefined): Promise<void> {
    this.definition = definition;
    this.changed.fire();
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }

  private definitions(): vscode.McpStdioServerDefinition[] {
    if (this.definition === undefined) return [];
    const { command, args, version } = this.definition;
    return [new vscode.McpStdioServerDefinition(serverName, command, args, {}, version)];
  }
}
