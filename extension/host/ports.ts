import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { Environment, Ports } from '../../runtime/ports.ts';
import { isSamePath, ownConfigPath, takesServerDefinitions } from './own-config.ts';
import { secretStore } from './secrets.ts';
import { editorWatcher } from './watcher.ts';

/** The runtime's ports as this editor gives them. */
export function createPorts(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Ports {
  return {
    host: 'editor',
    environment: editorEnvironment(),
    javascript: { kind: process.versions.electron ? 'electron' : 'node', path: process.execPath },
    log,
    clock: { now: () => new Date() },
    serverBundle: context.asAbsolutePath(join('dist', 'aios-mcp.cjs')),
    secrets: secretStore(context.secrets),
    watcher: editorWatcher(),
    allowedPrivateHosts,
    offersServerTo: (path) =>
      takesServerDefinitions() && isSamePath(path, ownConfigPath(context.globalStorageUri)),
  };
}

/** The person's own setting: its scope keeps every workspace from having a word in it. */
function allowedPrivateHosts(): readonly string[] {
  const hosts = vscode.workspace.getConfiguration('aios').get<unknown>('network.allowedPrivateHosts');
  return Array.isArray(hosts) ? hosts.filter((host): host is string => typeof host === 'string') : [];
}

function editorEnvironment(): Environment {
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  const home = homedir();
  const chosen = process.env.AIOS_HOME;
  return { platform, home, aiosHome: chosen ? resolve(chosen) : join(home, '.aios'), variables: process.env };
}
