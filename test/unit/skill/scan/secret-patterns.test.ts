import assert from 'node:assert/strict';
import { contentRules } from '../../../../runtime/skill/scan/rules/content-rules.ts';
import { secretRules } from '../../../../runtime/skill/scan/rules/secret-rules.ts';
import { LineIndex, locateFindings } from '../../../../runtime/skill/scan/run-rules.ts';
import { assignmentFindings } from '../../../../runtime/skill/scan/secret/assignment-findings.ts';
import { credentialFiles } from '../../../../runtime/skill/scan/secret/credential-files.ts';
import { loadLintRules, secretlintFindings } from '../../../../runtime/skill/scan/secretlint.ts';
import type { ScannedText } from '../../../../runtime/skill/scan/text-rule.ts';
import { assertLinear, countWork } from '../../../support/count-work.ts';
import { secretExamples } from './secret-examples.ts';
import { fill, randomFrom } from './secret-values.ts';

const pump = (piece: string, size: number): string =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

function asScanned(text: string, path = 'file.yaml'): ScannedText {
  return { path, text };
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
    for (const joint of joints)
      assertLinear(`secretlint on ${JSON.stringify(joint)}`, (size) => {
        const file = asScanned(pump(joint, size));
        secretlintFindings(rules, file, new LineIndex(file.text));
      });
  });

  it('look ahead and behind no farther than they say, which the count of steps would not see', () => {
    for (const { id, pattern } of [...secretRules, ...contentRules])
      assert.equal(unboundedLook(pattern.source), undefined, id);
    assert.equal(unboundedLook('a(?=[^(*]{0,9}(?:b|c))d*'), undefined);
    assert.equal(unboundedLook('a(?![^b]*b)'), '(?![^b]*');
    assert.equal(unboundedLook('(?<=(?:x|\\)+)a'), '(?<=(?:x|\\)+');
  });

  it('are counted by the steps that they take', () => {
    const steps = (pattern: RegExp, size: number): number =>
      countWork(() => assert.ok(!pattern.test('x'.repeat(size))));
    assert.ok(steps(/xy/u, 4_000) < 20_000);
    assert.ok(steps(/x*y/u, 4_000) > 4_000_000);
    assert.ok(steps(/x*y/u, 4_000) > 8 * steps(/x*y/u, 1_000));
    const text = 'x'.repeat(64_000);
    const search = (size: number): void => {
      for (let end = 0; end < size; end += 2) text.slice(0, size).includes('y');
    };
    assert.throws(() => assertLinear('a search', search), /a search: \d+ steps/u);
    assertLinear('a pattern', (size) => steps(/x{0,60}y/u, size));
  });
});

/** @returns where a pattern looks ahead or behind for as long as it likes */
function unboundedLook(source: string): string | undefined {
  const opened: { readonly at: number; readonly isLook: boolean }[] = [];
  const parts = /\\.|\[(?:\\.|[^\]])*\]|\((?:\?(?:<?[=!])?)?|\)|[*+]|\{\d+,\}/gsu;
  for (const { 0: part, index } of source.matchAll(parts)) {
    const look = opened.find(({ isLook }) => isLook);
    if (part.startsWith('(')) opened.push({ at: index, isLook: /[=!]$/u.test(part) });
    else if (part === ')') opened.pop();
    else if (look !== undefined && /^(?:[*+]|\{)/u.test(part))
      return source.slice(look.at, index + part.length);
  }
  return undefined;
}
