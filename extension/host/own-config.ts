import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';

/** Forks may have the function and not what it is for, so the name decides too. */
const withDefinitions = /^(?:Visual Studio Code|VSCodium|code-server|Code - OSS)/u;

/** @returns whether this editor takes MCP servers that an extension offers */
export function takesServerDefinitions(): boolean {
  return (
    typeof vscode.lm?.registerMcpServerDefinitionProvider === 'function' &&
    withDefinitions.test(vscode.env.appName)
  );
}

/** @returns the file in which this editor's profile has its own MCP servers; it need not exist */
export function ownConfigPath(globalStorageUri: vscode.Uri): string {
  return join(globalStorageUri.fsPath, '..', '..', 'mcp.json');
}

/** @returns the file in which Cursor has the person's own MCP servers; it need not exist */
export function cursorConfigPath(): string {
  return join(homedir(), '.cursor', 'mcp.json');
}

/** Whether two paths are the same: where case does not count, the editor spells it as it likes. */
export function isSamePath(one: string, other: string): boolean {
  return (
    relative(one, other) === '' ||
    (process.platform === 'darwin' && one.toLowerCase() === other.toLowerCase())
  );
}
