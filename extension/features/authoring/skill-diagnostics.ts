import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Diagnostic, Fix, TextRange } from '../../../runtime/skill/diagnostic.ts';

/** The files of a skill that a person writes; what else stands in its folder is checked with them. */
const skillFile =
  /^(?:skill\.ya?ml|bundle\.yaml|skill\.md|prompt\.md|schema\..+\.json|(?:fixture|expected)_.+\.json)$/iu;
/** Typing is not interrupted; a pause is enough. */
const quietMs = 300;
/** Where what each code means is written down. */
const docs = vscode.Uri.parse('https://github.com/aios-dev/aios/blob/main/docs/client-compatibility.md');

/** A fix that is on offer, with the state of the file it was made for. */
export interface OfferedFix {
  readonly diagnostic: vscode.Diagnostic;
  readonly fix: Fix;
  readonly version: number;
}

/** Diagnostics of every skill that has a file open, from the text as it stands in the editor. */
export class SkillDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('aios');
  private readonly fixes = new Map<string, readonly OfferedFix[]>();
  /** The files with diagnostics, as URIs, by the folder of their skill. */
  private readonly told = new Map<string, readonly string[]>();
  /** How often each folder has been looked at. */
  private readonly turns = new Map<string, number>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly log: vscode.LogOutputChannel;
  private isDisposed = false;

  constructor(log: vscode.LogOutputChannel) {
    this.log = log;
  }

  /** Looks at a document's skill once the typing has paused. */
  lookSoon(document: vscode.TextDocument): void {
    if (!isSkillFile(document)) return;
    const key = document.uri.fsPath;
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        this.look(key).catch((error: unknown) =>
          this.log.error(error instanceof Error ? error : String(error)),
        );
      }, quietMs),
    );
  }

  /** Forgets a skill of which no file is open any more. */
  forget(document: vscode.TextDocument): void {
    if (!isSkillFile(document)) return;
    const open = [...openTexts().keys()];
    for (const folder of this.told.keys())
      if (!open.some((path) => path.startsWith(folder + sep))) this.tell(folder, [], new Map());
  }

  fixesOf(uri: vscode.Uri): readonly OfferedFix[] {
    return this.fixes.get(uri.toString()) ?? [];
  }

  dispose(): void {
    this.isDisposed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.collection.dispose();
  }

  private async look(file: string): Promise<void> {
    // The readers of YAML and JSON Schema take longer to load than everything else together.
    const { checkOpenFiles, findSkillFolder } = await import('../../../runtime/check/check-open-files.ts');
    const folder = await findSkillFolder(file);
    if (folder === undefined) return;
    const turn = (this.turns.get(folder) ?? 0) + 1;
    this.turns.set(folder, turn);
    const versions = new Map(openFiles().map(({ uri, version }) => [uri.toString(), version]));
    const found = await checkOpenFiles(folder, openTexts());
    // A later look knows better, however long this one took.
    if (!this.isDisposed && this.turns.get(folder) === turn) this.tell(folder, found, versions);
  }

  private tell(folder: string, found: readonly Diagnostic[], versions: ReadonlyMap<string, number>): void {
    const byFile = Map.groupBy(found, ({ file }) => vscode.Uri.file(join(folder, file)).toString());
    for (const key of this.told.get(folder) ?? []) {
      if (byFile.has(key)) continue;
      this.collection.delete(vscode.Uri.parse(key));
      this.fixes.delete(key);
    }
    for (const [key, diagnostics] of byFile) {
      const document = openFiles().find(({ uri }) => uri.toString() === key);
      const shown = diagnostics.map((diagnostic) => ({
        ...diagnostic,
        diagnostic: show(diagnostic, document),
      }));
      this.collection.set(
        vscode.Uri.parse(key),
        shown.map(({ diagnostic }) => diagnostic),
      );
      const version = versions.get(key) ?? 0;
      const offered = shown.flatMap(({ diagnostic, fix }) => (fix ? [{ diagnostic, fix, version }] : []));
      this.fixes.set(key, offered);
    }
    if (byFile.size > 0) this.told.set(folder, [...byFile.keys()]);
    else this.told.delete(folder);
  }
}

/** @returns a range as the editor counts it, from 0 */
export function editorRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}

function isSkillFile({ uri, fileName }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' && skillFile.test(fileName.split(/[\\/]/u).at(-1) ?? '');
}

function openFiles(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(isSkillFile);
}

/** What stands in the editor, saved or not, by path. */
function openTexts(): Map<string, string> {
  return new Map(openFiles().map((document) => [document.uri.fsPath, document.getText()]));
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

function show(
  { code, severity, message, remedy, line, column, clients }: Diagnostic,
  document: vscode.TextDocument | undefined,
): vscode.Diagnostic {
  const start = new vscode.Position(line - 1, column - 1);
  // A place is where something begins; the word there, or the rest of the line, is what is marked.
  const range =
    document?.getWordRangeAtPosition(start) ?? document?.lineAt(Math.min(line, document.lineCount) - 1).range;
  const marked = range === undefined ? new vscode.Range(start, start) : new vscode.Range(start, range.end);
  const shown = new vscode.Diagnostic(marked, `${message} ${remedy}`, severities[severity]);
  shown.source = 'AI OS';
  shown.code = clients === undefined ? code : { value: code, target: docs.with({ fragment: code }) };
  return shown;
}
