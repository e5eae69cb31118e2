import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { manifestText, skillFiles, writeFiles } from '../support/skill-files.ts';

/** Our diagnostics of a file, once they are as they should be. */
async function diagnosticsOf(
  uri: vscode.Uri,
  areGood: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  const ours = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'AI OS');
  return new Promise((resolve) => {
    const look = () => {
      const found = ours();
      if (!areGood(found)) return;
      changes.dispose();
      resolve(found);
    };
    const changes = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

const has = (code: string) => (found: readonly vscode.Diagnostic[]) =>
  found.some((one) => codeOf(one) === code);
const isEmpty = (found: readonly vscode.Diagnostic[]) => found.length === 0;

async function actionsAt(uri: vscode.Uri, range: vscode.Range, kind?: string): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind,
  );
}

async function apply(actions: readonly vscode.CodeAction[], title: string): Promise<void> {
  const action = actions.find((candidate) => candidate.title === title);
  assert.ok(action?.edit, `${title} is among ${actions.map((candidate) => candidate.title).join(', ')}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

describe('a skill in the editor', () => {
  let folder: string;

  before(async () => {
    await vscode.extensions.getExtension('aios.aios')?.activate();
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = join(workspace.uri.fsPath, 'authoring');
    await writeFiles(join(folder, 'own'), skillFiles());
    await mkdir(join(folder, 'demo'));
    await writeFile(
      join(folder, 'demo', 'SKILL.md'),
      '---\nname: Demo\ndescription: Use when: asked\nallowed-tools: Read, Grep\n---\nDo it.\n',
    );
  });

  async function open(...path: string[]): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, ...path)));
    await vscode.window.showTextDocument(document);
    return document;
  }

  async function write(document: vscode.TextDocument, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  it('is checked as it stands there, unsaved, and mended by a quick fix', async () => {
    const document = await open('own', 'prompt.md');
    await write(document, 'List:\n\n{{input.noets}}\n');
    const [told] = await diagnosticsOf(document.uri, has('unknown_placeholder'));
    assert.equal(told?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(told.range.start.line, 2);
    await apply(await actionsAt(document.uri, told.range), 'Change to "notes"');
    assert.equal(document.getText(), 'List:\n\n{{input.notes}}\n');
    await diagnosticsOf(document.uri, isEmpty);
  });

  it('shows in one file what a change to another one broke', async () => {
    const prompt = await open('own', 'prompt.md');
    const schema = await open('own', 'schema.input.json');
    await write(schema, '{"type":"object","properties":{"text":{"type":"string"}}}');
    await diagnosticsOf(prompt.uri, has('unknown_placeholder'));
    await write(schema, '{"type":"object","properties":{"notes":{"type":"array"}}}');
    await diagnosticsOf(prompt.uri, isEmpty);
    const [told] = await diagnosticsOf(schema.uri, has('client_open_array'));
    assert.match(told?.message ?? '', /VS Code \(Copilot\)/u);
    await apply(await actionsAt(schema.uri, told!.range), 'Add "items": {}');
    await diagnosticsOf(schema.uri, isEmpty);
  });

  it('offers no fix made for a text that has changed since', async () => {
    const document = await open('own', 'skill.yaml');
    await write(document, manifestText({ license: undefined, lisence: 'MIT' }));
    const [told] = await diagnosticsOf(document.uri, has('unknown_key'));
    await write(document, `# first\n${document.getText()}`);
    // Until it is looked at again there is none; after that it is for where the word stands now.
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    for (const { edit } of await actionsAt(document.uri, whole))
      for (const [uri, edits] of edit?.entries() ?? [])
        for (const { range } of uri.path === document.uri.path ? edits : [])
          assert.equal(document.getText(range), 'lisence');
    await diagnosticsOf(document.uri, (found) => found[0]?.range.start.line === told!.range.start.line + 1);
    const [moved] = vscode.languages.getDiagnostics(document.uri);
    await apply(await actionsAt(document.uri, moved!.range), 'Change to "license"');
    await diagnosticsOf(document.uri, isEmpty);
  });

  it('is mended whole by Fix All', async () => {
    const document = await open('demo', 'SKILL.md');
    await diagnosticsOf(document.uri, has('yaml_syntax'));
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const title = 'Fix everything AI OS can mend in this file';
    await apply(await actionsAt(document.uri, whole, 'source.fixAll.aios'), title);
    await diagnosticsOf(document.uri, (found) => has('name_invalid')(found) && !has('yaml_syntax')(found));
    await apply(await actionsAt(document.uri, whole, 'source.fixAll.aios'), title);
    await diagnosticsOf(document.uri, isEmpty);
    assert.equal(
      document.getText(),
      '---\nname: demo\ndescription: "Use when: asked"\nallowed-tools: Read Grep\n---\nDo it.\n',
    );
  });
});
