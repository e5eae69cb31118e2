import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../../runtime/doctor.ts';
import { installAgreed } from './install-agreed.ts';

describe('the broker in the editor', () => {
  it('makes this editor the host that other programs of the person reach', async () => {
    // Our home has to be there; the first skill makes it.
    const extension = vscode.extensions.getExtension('aios.aios');
    assert.ok(extension);
    await extension.activate();
    await installAgreed(vscode.Uri.joinPath(extension.extensionUri, 'skills', 'roadmap-reader').fsPath);
    let host: Finding | undefined;
    while (host?.state !== 'ok') {
      const findings = await vscode.commands.executeCommand<Finding[]>('aios.doctor');
      host = findings.find(({ check }) => check === 'host');
      assert.notEqual(host?.state, 'problem', host?.message);
    }
    assert.ok(host.message.includes(`process ${process.pid} (editor)`), host.message);
    const file = join(homedir(), '.aios', 'state', 'broker.json');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const record = JSON.parse(await readFile(file, 'utf8')) as { pid: number; address: string };
    assert.equal(record.pid, process.pid);
    if (process.platform !== 'win32') assert.equal((await stat(record.address)).mode & 0o777, 0o600);
  });
});
