import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AiosError } from '../../../../runtime/errors.ts';
import {
  parseClawhubText,
  writeClawhubText,
} from '../../../../runtime/registry/sources/clawhub/parse-clawhub-text.ts';
import { parseNpmText, writeNpmText } from '../../../../runtime/registry/sources/npm/parse-npm-text.ts';
import { indexAddresses } from '../../../../runtime/registry/sources/well-known/find-index.ts';

describe('how a package is named', () => {
  for (const [text, name, wanted] of [
    ['npm:notes', 'notes', undefined],
    ['npm:notes@1.2.0', 'notes', '1.2.0'],
    ['npm:@team/notes', '@team/notes', undefined],
    ['npm:@team/notes@^1.0.0 || ^2.0.0', '@team/notes', '^1.0.0 || ^2.0.0'],
    ['npm:@team/notes@next', '@team/notes', 'next'],
  ] as const)
    it(`reads ${text}`, () => {
      assert.deepEqual(parseNpmText(text), { name, wanted });
      assert.equal(writeNpmText({ name, wanted }), text);
    });

  it('never is an address, a path or another name, whatever the text', () => {
    const piece = fc.constantFrom(
      '@',
      '/',
      ':',
      'a',
      'npm:',
      'git+https://',
      'file:',
      '..',
      '.',
      '#',
      '?',
      '%2f',
      '-',
      ' ',
      '\\',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((all) => `npm:${all.join('')}`),
        (text) => {
          try {
            const { name, wanted } = parseNpmText(text);
            assert.match(name, /^(?:@[^/@]+\/)?[^/@.-][^/@]*$/u);
            assert.doesNotMatch(wanted ?? '', /[:/\\#?%@]/u);
          } catch (error) {
            assert.ok(AiosError.is(error, 'source_refused'), `${text}: ${String(error)}`);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('how a skill of ClawHub is named', () => {
  for (const [text, owner, slug, wanted] of [
    ['clawhub:notes', undefined, 'notes', undefined],
    ['clawhub:anna/notes', 'anna', 'notes', undefined],
    ['clawhub:notes@1.0.0', undefined, 'notes', '1.0.0'],
    ['clawhub:anna/notes@>=1 <2', 'anna', 'notes', '>=1 <2'],
  ] as const)
    it(`reads ${text}`, () => {
      assert.deepEqual(parseClawhubText(text), { owner, slug, wanted });
      assert.equal(writeClawhubText({ owner, slug, wanted }), text);
    });

  it('may have an @ before the owner, as ClawHub writes it, and the newest is no version', () =>
    assert.deepEqual(parseClawhubText('clawhub:@anna/notes@latest'), {
      owner: 'anna',
      slug: 'notes',
      wanted: undefined,
    }));
});

describe('where the index of a site is looked for', () => {
  const at = (text: string): string[] => indexAddresses(new URL(text)).map(({ href }) => href);
  const root = [
    'https://example.com/.well-known/agent-skills/index.json',
    'https://example.com/.well-known/skills/index.json',
  ];

  it('is the root, the newer place first', () => assert.deepEqual(at('https://example.com'), root));

  it('is below a path first', () =>
    assert.deepEqual(at('https://example.com/docs/'), [
      'https://example.com/docs/.well-known/agent-skills/index.json',
      'https://example.com/docs/.well-known/skills/index.json',
      ...root,
    ]));

  it('is an index itself when that is what was given', () => assert.deepEqual(at(root[1] ?? ''), [root[1]]));

  it('is beside any other well-known place', () =>
    assert.deepEqual(at('https://example.com/.well-known/skills/'), root));
});
