import assert from 'node:assert/strict';
import { secretRules } from '../../../../runtime/skill/scan/rules/secret-rules.ts';
import { LineIndex, locateFindings } from '../../../../runtime/skill/scan/run-rules.ts';
import { assignmentFindings } from '../../../../runtime/skill/scan/secret/assignment-findings.ts';
import { credentialFiles } from '../../../../runtime/skill/scan/secret/credential-files.ts';
import { loadLintRules, secretlintFindings } from '../../../../runtime/skill/scan/secretlint.ts';
import type { ScannedText } from '../../../../runtime/skill/scan/text-rule.ts';
import { secretExamples } from './secret-examples.ts';
import { fill, randomFrom } from './secret-values.ts';

const length = 100_000;

/** Milliseconds of processor time for which one pattern may be busy with 100 kB; the slowest takes a quarter of it. */
const limit = 500;

const pump = (piece: string, size: number): string =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

function asScanned(text: string, path = 'file.yaml'): ScannedText {
  return { path, text };
}

function busy(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** A text is slow when it takes long, and more than in proportion to a text of a quarter of its length. */
function assertLinear(what: string, run: (size: number) => void): void {
  // What else the machine does lengthens one reading or two; what takes time of itself takes it every time.
  let whole = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < 4 && whole >= 60; reading += 1)
    whole = Math.min(
      whole,
      busy(() => run(length)),
    );
  if (whole < 60) return;
  const quarter = busy(() => run(length / 4));
  assert.ok(whole < limit, `${what}: ${whole} ms for 100 kB`);
  assert.ok(whole < 12 * quarter + 60, `${what}: ${quarter} ms for 25 kB, ${whole} ms for 100 kB`);
}

/** Beginnings and ends of an example: what a pattern takes for its match until it fails. */
function piecesOf(example: string): Set<string> {
  const pieces = new Set<string>();
  for (const size of [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]) {
    if (size >= example.length) continue;
    pieces.add(example.slice(0, size));
    if (size >= 8) pieces.add(example.slice(size, size + 8));
  }
  pieces.add(example.slice(0, -1));
  return pieces;
}

/** What stands between names and values, over and over. */
const joints = [
  'password=',
  'api_key: "',
  '"token":"',
  'secret:\n  "',
  '--token ',
  'name: API_KEY\n value: ',
  'token: string = ',
  'secret(secret(',
  'keykey',
  'api_key {{{{',
  'key.-',
  'password=$2b$10$',
  'a:b:c:d:',
  '://a:b@',
  'eyJ',
  '<pass>',
  '-----BEGIN PRIVATE KEY-----\nMIIE',
  '---- BEGIN PRIVATE KEY----',
  'password \t',
  'mysql -pab ',
  'echo a',
  '\tTRUE\t',
  'curl -u a:b ',
  'http://a:',
  'user:$1$',
  '"auth":"',
  'machine a login b password ',
  'xoxb-a-',
  'sk-',
  'SG.a.',
  'mongodb://a:',
  '_authToken=',
  'aws_secret_access_key=a',
  ' ',
  '\n',
  '\\',
  '"',
  'a',
  '0',
  'aB3',
  '=',
  '-',
  'A ',
]; // prettier-ignore

describe('the patterns for secrets', function () {
  this.timeout(120_000);

  for (const rule of secretRules)
    it(`take time in proportion to the text: ${rule.id}`, () => {
      for (const template of secretExamples[rule.id]?.match ?? [])
        for (const piece of piecesOf(fill(template, randomFrom(1))))
          assertLinear(`${rule.id} on ${JSON.stringify(piece)}`, (size) => {
            const file = asScanned(`${rule.hints[0] ?? ''} ${pump(piece, size)}`);
            locateFindings([rule], file, new LineIndex(file.text));
          });
    });

  it('take time in proportion to the text where values are assigned', () => {
    for (const joint of joints)
      assertLinear(`assignments on ${JSON.stringify(joint)}`, (size) => {
        const file = asScanned(pump(joint, size));
        assignmentFindings(file, new LineIndex(file.text));
      });
  });

  it('take time in proportion to the text in files of credentials', () => {
    for (const { id, values } of credentialFiles)
      for (const pattern of values)
        for (const joint of joints)
          assertLinear(`${id} ${pattern.source.slice(0, 40)} on ${JSON.stringify(joint)}`, (size) => {
            for (const _ of pump(joint, size).matchAll(pattern));
          });
  });

  it("take time in proportion to the text in secretlint's rules", async () => {
    const rules = await loadLintRules();
    for (const joint of joints) {
      const file = asScanned(pump(joint, length));
      const before = process.cpuUsage();
      secretlintFindings(rules, file, new LineIndex(file.text));
      const { user } = process.cpuUsage(before);
      assert.ok(user / 1000 < limit, `secretlint on ${JSON.stringify(joint)}: ${user / 1000} ms`);
    }
  });
});
