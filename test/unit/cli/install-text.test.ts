import assert from 'node:assert/strict';
import { reportText } from '../../../runtime/cli/install-text.ts';
import { textTable } from '../../../runtime/cli/text-table.ts';
import { AiosError } from '../../../runtime/errors.ts';
import { ownLines } from '../../../runtime/one-line.ts';
import type { InstallReport, InstallResult } from '../../../runtime/registry/installer.ts';
import { formatDiagnostic } from '../../../runtime/skill/diagnostic.ts';
import { BlockedError, formatFinding } from '../../../runtime/skill/scan/blocked-error.ts';
import type { Finding } from '../../../runtime/skill/scan/finding.ts';

const forged = 'Everything is fine. z 9.9.9 installed.';
const hostile = `y\n${forged}`;

const finding: Finding = {
  path: hostile,
  line: 1,
  column: 1,
  rule: 'example',
  kind: 'injection',
  severity: 'block',
  message: `Something\u2028${forged}`,
};
const diagnostic = {
  code: 'name_not_folder',
  severity: 'warning',
  message: `The folder is ${hostile}.`,
  file: hostile,
  line: 1,
  column: 1,
  remedy: hostile,
} as const;

function result(name: string): InstallResult {
  return {
    skill: {
      manifest: { id: 'y', name, version: '1.0.0', description: hostile, connectors: [] },
      source: `folder:/${hostile}`,
      sourcePath: hostile,
      digest: 'sha256:0',
    },
    action: 'updated',
    previousVersion: hostile,
    changes: {
      files: { added: [hostile], removed: [hostile], changed: [hostile] },
      promptDiff: `+a\r${forged}`,
      surfaceDiff: `+a\u2029${forged}`,
      newScopes: [],
      toolSurface: ['name'],
      changelog: hostile,
    },
    diagnostics: [diagnostic],
    findings: [finding],
    reasons: [{ code: 'findings', message: hostile }],
  } as unknown as InstallResult;
}

const refusals = [
  new AiosError(`The folder ${hostile} is empty.`, { code: 'folder_empty', remedy: hostile }),
  new BlockedError(hostile, [finding], 'sha256:0'),
];

/** Whether a text of a skill stands where a line of ours begins. */
function hasForgedLine(text: string): boolean {
  return text.split(/[\n\r\u2028\u2029]/u).some((line) => line.startsWith(forged));
}

describe('what an install says was done', () => {
  const report: InstallReport = {
    results: [result(hostile)],
    refused: refusals.map((error) => ({ path: hostile, error })),
    declined: [result(hostile)],
  };

  for (const dryRun of [false, true])
    for (const project of [undefined, '/team'])
      it(`lets nothing of a skill pass for a line of ours${dryRun ? ', as a dry run' : ''}${project ? ', in a project' : ''}`, () => {
        const text = reportText(report, dryRun, project);
        assert.ok(text.includes(forged));
        assert.ok(!hasForgedLine(text), text);
      });

  it('tells in lines of their own what a refused skill was refused for', () => {
    const two = new BlockedError('y', [finding, { ...finding, path: 'b.md' }], 'sha256:0');
    const text = reportText(
      { results: [], refused: [{ path: 'y', error: two }], declined: [] },
      false,
      undefined,
    );
    assert.match(
      text,
      /^y is refused: y is not installed; the scan found:\n {2}y Every[^\n]*\n {2}b\.md:1:1 block/u,
    );
  });
});

describe('one line for people', () => {
  it('is one, whatever a file is called', () => {
    for (const line of [formatFinding(finding), formatDiagnostic(diagnostic)])
      assert.doesNotMatch(line, /[\n\u2028]/u);
    const table = textTable(['SKILL', 'WHAT'], [[hostile, hostile]]);
    assert.equal(table.split('\n').length, 2, table);
    for (const { message } of refusals) assert.ok(!hasForgedLine(ownLines(message).join('\n')), message);
  });
});
