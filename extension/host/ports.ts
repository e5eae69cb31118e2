import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { Environment, Ports } from '../../runtime/ports.ts';
import type { CursorServers } from './cursor-servers.ts';
import { isSamePath, ownConfigPath, takesServerDefinitions } from './own-config.ts';
import { secretStore } from './secrets.ts';
import { isTrustedPath } from './trusted-path.ts';
import { editorWatcher } from './watcher.ts';

/**
 * The runtime's ports as this editor gives them.
 * @param cursor set where the editor is Cursor
 */
export function createPorts(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  cursor: CursorServers | undefined,
): Ports {
  return {
    host: 'editor',
    environment: editorEnvironment(),
    javascript: { kind: process.versions.electron ? 'electron' : 'node', path: process.execPath },
    log,
    clock: { now: () => new Date() },
    serverBundle: context.asAbsolutePath(join('dist', 'aios-mcp.cjs')),
    secrets: secretStore(context.secrets),
    watcher: editorWatcher(),
    mayRead: isTrustedPath,
    allowedPrivateHosts,
    offersServerTo: (path) => {
      if (cursor !== undefined) return cursor.takesServers && isSamePath(path, cursor.config);
      return takesServerDefinitions() && isSamePath(path, ownConfigPath(context.globalStorageUri));
    },
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
  return {
    platform,
    home,
    aiosHome: chosen ? resolve(chosen) : join(home, '.aios'),
    // Asked each time, since settings change.
    get variables() {
      const proxies = proxyVariables();
      return proxies === undefined ? process.env : { ...process.env, ...proxies };
    },
  };
}

/** The editor's own settings for proxies, as other programs know them. Only the person's: no workspace has a word in it. */
function proxyVariables(): Record<string, string> | undefined {
  const settings = vscode.workspace.getConfiguration('http');
  const proxy = settings.inspect<unknown>('proxy')?.globalValue;
  if (typeof proxy !== 'string' || proxy === '' || settings.get('proxySupport') === 'off') return undefined;
  const except = settings.inspect<unknown>('noProxy')?.globalValue;
  return {
    http_proxy: proxy,
    https_proxy: proxy,
    ...(Array.isArray(except) && except.length > 0 && { no_proxy: except.join(',') }),
  };
}
