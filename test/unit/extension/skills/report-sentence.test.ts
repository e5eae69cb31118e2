import assert from 'node:assert/strict';
import { reportSentence } from '../../../../extension/features/skills/install/report-sentence.ts';
import { AiosError } from '../../../../runtime/errors.ts';
import type { InstallResult } from '../../../../runtime/registry/installer.ts';
import { makeRegistryHome } from '../../../support/registry-home.ts';

describe('what is said after an install', () => {
  let one: InstallResult;

  before(async () => {
    await using home = await makeRegistryHome();
    one = await home.install();
  });

  const refused = {
    path: 'helper',
    error: new AiosError('helper is not installed; the scan found:\n  SKILL.md:5', {
      code: 'scan_blocked',
      remedy: 'Remove it.',
    }),
  };

  it('names a single skill', () => {
    const say = (action: InstallResult['action']) =>
      reportSentence({ results: [{ ...one, action }], refused: [] });
    assert.equal(say('installed'), 'Meeting Notes 1.0.0 is installed.');
    assert.equal(say('updated'), 'Meeting Notes 1.0.0 is updated.');
    assert.equal(say('unchanged'), 'Meeting Notes 1.0.0 is already installed.');
  });

  it('counts several', () => {
    const results = [one, one, { ...one, action: 'unchanged' as const }];
    assert.equal(
      reportSentence({ results, refused: [] }),
      '2 skills are installed. One skill is already installed.',
    );
  });

  it('tells of what was refused, and nothing when nothing was done', () => {
    assert.equal(
      reportSentence({ results: [one], refused: [refused, refused] }),
      'Meeting Notes 1.0.0 is installed. helper was refused for what the scan found. One other too.',
    );
    assert.equal(reportSentence({ results: [], refused: [] }), undefined);
  });
});
