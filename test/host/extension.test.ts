import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionExports } from '../../extension/main.ts';
import type { Finding } from '../../runtime/doctor.ts';
import { installAgreed } from './install-agreed.ts';
import { syncAgreed } from './sync-agreed.ts';

const extensionId = 'aios.aios';

function extension(): vscode.Extension<ExtensionExports> {
  const found = vscode.extensions.getExtension<ExtensionExports>(extensionId);
  assert.ok(found, 'aios.aios is installed');
  return found;
}

function shippedSkill(id: string): vscode.Uri {
  return vscode.Uri.joinPath(extension().extensionUri, 'skills', id);
}

describe('the extension in the editor', () => {
  before(() => extension().activate());

  it('activates by itself and says how long it took', () => {
    assert.equal(typeof extension().exports.activatedInMs, 'number');
  });

  it('has a handler for every command its manifest contributes', async () => {
    const contributed = (extension().packageJSON.contributes.commands as { command: string }[]).map(
      ({ command }) => command,
    );
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('contributes the shipped skills as agent skills that exist', async () => {
    const paths = (extension().packageJSON.contributes.chatSkills as { path: string }[]).map(
      ({ path }) => path,
    );
    assert.ok(paths.length >= 3);
    for (const path of paths) {
      const text = await readFile(vscode.Uri.joinPath(extension().extensionUri, path).fsPath, 'utf8');
      assert.match(text, new RegExp(`^---\nname: ${path.split('/').at(-2)}\n`, 'u'));
    }
  });

  it("keeps secrets in the editor's secret storage, as its setup check shows", async () => {
    const findings = await vscode.commands.executeCommand<Finding[]>('aios.doctor');
    const vault = findings.find(({ check }) => check === 'vault');
    assert.equal(vault?.state, 'ok', vault?.message);
  });

  it('delivers an installed skill to the three clients', async () => {
    await installAgreed(shippedSkill('roadmap-reader').fsPath);
    const { changes, errors } = await syncAgreed();
    assert.deepEqual(errors, []);
    assert.deepEqual(changes.map(({ client, kind, action }) => `${client} ${kind} ${action}`).sort(), [
      'claude-code server create',
      'claude-code skill create',
      'claude-desktop server create',
      'cursor server create',
    ]);
    const config = await readFile(join(homedir(), '.config', 'Claude', 'claude_desktop_config.json'), 'utf8');
    const { mcpServers } = JSON.parse(config) as { mcpServers: Record<string, { command: string }> };
    assert.equal(mcpServers.aios?.command, join(homedir(), '.aios', 'bin', 'aios-mcp'));
  });

  it('names its own JavaScript runtime first in the launcher', async () => {
    const [first] = (await readFile(join(homedir(), '.aios', 'bin', 'runtimes'), 'utf8')).split('\n');
    assert.match(first ?? '', /^(node|electron) \//u);
    assert.ok(first?.endsWith(process.execPath));
  });

  it('finds nothing to do the second time', async () => {
    const { changes, errors } = await syncAgreed();
    assert.deepEqual({ changes, errors }, { changes: [], errors: [] });
    assert.equal(await vscode.commands.executeCommand('aios.drift.check'), 0);
  });
});
