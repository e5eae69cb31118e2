import assert from 'node:assert/strict';
import { type JsonObject, readCases } from '../../support/shipped-skill-files.ts';

/** The lines a unified diff shows, by side, file and line number. */
function readDiffLines(diff: string): Map<string, string> {
  const shown = new Map<string, string>();
  let files = { old: '', new: '' };
  let next = { old: 0, new: 0 };
  for (const line of diff.split('\n')) {
    const header = /^(---|\+\+\+) (?:[ab]\/)?(.+)$/u.exec(line);
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/u.exec(line);
    if (header) files = { ...files, [header[1] === '---' ? 'old' : 'new']: header[2] };
    else if (hunk) next = { old: Number(hunk[1]), new: Number(hunk[2]) };
    else if (/^[-+ ]/u.test(line)) {
      if (line[0] !== '+') shown.set(`old:${files.old}:${next.old++}`, line.slice(1));
      if (line[0] !== '-') shown.set(`new:${files.new}:${next.new++}`, line.slice(1));
    }
  }
  return shown;
}

describe('the expected answers of roadmap-reader', () => {
  interface Answer {
    readonly focus_answer?: string;
    readonly timeline: readonly {
      readonly start?: string;
      readonly end?: string;
      readonly precision: string;
    }[];
    readonly risks: readonly { readonly basis: string }[];
  }
  for (const { name, input, output } of readCases<JsonObject, Answer>('roadmap-reader')) {
    it(`keep the rules of the prompt on order, dates and focus: ${name}`, () => {
      const ends = output.timeline.map((entry) => entry.end ?? '9999');
      assert.deepEqual(ends, ends.toSorted());
      for (const { start, end, precision } of output.timeline) {
        if (precision === 'none') assert.equal(start ?? end, undefined);
        if (start && end) assert.ok(start <= end);
      }
      const bases = output.risks.map((risk) => risk.basis);
      assert.deepEqual(bases, bases.toSorted().toReversed(), 'stated risks come first');
      assert.equal(output.focus_answer !== undefined, Boolean(input.focus));
    });
  }
});

describe('the expected answers of pull-request-reviewer', () => {
  const severities = ['blocker', 'major', 'minor', 'nit'];
  interface Finding {
    readonly file: string;
    readonly line: number;
    readonly side: 'old' | 'new';
    readonly quote: string;
    readonly severity: string;
    readonly confidence: string;
  }
  interface Answer {
    readonly verdict: string;
    readonly findings: readonly Finding[];
  }
  for (const { name, input, output } of readCases<{ diff: string }, Answer>('pull-request-reviewer')) {
    it(`anchor each finding on a line that the diff shows: ${name}`, () => {
      const shown = readDiffLines(input.diff);
      for (const { side, file, line, quote } of output.findings)
        assert.equal(shown.get(`${side}:${file}:${line}`), quote);
    });

    it(`go from the worst to the smallest, and the verdict follows from them: ${name}`, () => {
      const ranks = output.findings.map((finding) => severities.indexOf(finding.severity));
      assert.deepEqual(
        ranks,
        ranks.toSorted((left, right) => left - right),
      );
      const serious = output.findings.some(
        ({ severity, confidence }) => ['blocker', 'major'].includes(severity) && confidence !== 'unsure',
      );
      const small = output.findings.length > 0 ? 'approve_with_comments' : 'approve';
      assert.equal(output.verdict, serious ? 'request_changes' : small);
    });
  }
});

describe('the expected answers of ci-failure-triage', () => {
  interface Answer {
    readonly root_causes: readonly { readonly id: string }[];
    readonly consequences: readonly { readonly caused_by: string }[];
  }
  for (const { name, output } of readCases<JsonObject, Answer>('ci-failure-triage')) {
    it(`tie each consequence to a root cause, numbered in order: ${name}`, () => {
      const ids = output.root_causes.map((cause) => cause.id);
      assert.deepEqual(
        ids,
        ids.map((_id, index) => `C${index + 1}`),
      );
      assert.ok(output.consequences.every(({ caused_by }) => ids.includes(caused_by)));
    });
  }
});
