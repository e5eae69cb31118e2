import '../../support/property-seed.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SkillRecord } from '../../../runtime/registry/installed-skill.ts';
import { editByLines, editLock } from '../../../runtime/registry/lock-file.ts';
import { spliceLock } from '../../../runtime/registry/splice-lock.ts';

const file = 'skills.lock.yaml';

function record(id: string, path: string): SkillRecord {
  return {
    manifest: { id, version: '1.0.0' },
    source: `folder:/skills/${id}`,
    digest: `sha256:${'a'.repeat(64)}`,
    installedAt: '2026-01-02T03:04:05.000Z',
    files: { [path]: `sha256:${'b'.repeat(64)}` },
  } as unknown as SkillRecord;
}

const ids = fc.stringMatching(/^[a-c]{1,2}(?:-[a-c])?$/u);
/** What is between quotes may look like another skill's line. */
const paths = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('\n  a:\n', '\u2028  a:'),
);
const sets = fc.dictionary(ids, paths, { maxKeys: 8 });
const changeSets = fc.dictionary(ids, fc.option(paths, { nil: undefined }), { minKeys: 1, maxKeys: 3 });
type Changes = Map<string, SkillRecord | undefined>;
const recordsOf = (set: Readonly<Record<string, string | undefined>>): Changes =>
  new Map(Object.entries(set).map(([id, path]) => [id, path === undefined ? undefined : record(id, path)]));

/** @returns the text, or the code and line of the refusal */
function outcome(edit: typeof editLock, text: string, changes: Changes): unknown {
  try {
    return edit(file, text, changes);
  } catch (error) {
    const { code, line } = error as { code?: string; line?: number };
    return { code, line };
  }
}

/** @returns what lines a text has, in whatever order; a refusal as it is */
function linesOf(found: unknown): unknown {
  return typeof found === 'string' ? found.split('\n').sort() : found;
}

describe('a lock file of which only the changed blocks are looked at', () => {
  it('comes out as one that is read line by line', () => {
    fc.assert(
      fc.property(sets, changeSets, (before, change) => {
        const text = editByLines(file, '', new Map([['zz', record('zz', 'x')], ...recordsOf(before)]));
        const changes = recordsOf(change);
        const blocks = new Map([...changes].map(([id]) => [id, undefined]));
        assert.notEqual(spliceLock(text, blocks), undefined, 'what we write was not taken for that');
        assert.equal(editLock(file, text, changes), editByLines(file, text, changes));
      }),
    );
  });

  it('does so as well, and is refused for the same line, whatever somebody put into it', () => {
    const strange = fc.constantFrom(
      ...[
        '# The end.',
        '  # Of a skill.',
        '',
        '   ',
        '    x: 1',
        '<<<<<<< HEAD',
        '=======',
        '>>>>>>> theirs',
      ],
      ...['skills:', '  b-b-b:', '  b-b-b: {}', '  ../b:', 'other: 1', '\u2028', '    x: 1 \r', '\ufeff'],
      ...[
        '    # Inside.',
        '    x: 1 # Why.',
        '# At the begin.',
        '  "a":',
        "  'b': # Ours.",
        'lockfile: aios/v9',
      ],
    );
    fc.assert(
      fc.property(sets, changeSets, strange, fc.nat(), (before, change, line, place) => {
        const lines = editByLines(file, '', new Map([['zz', record('zz', 'x')], ...recordsOf(before)])).split(
          '\n',
        );
        lines.splice(place % lines.length, 0, line);
        const text = lines.join('\n');
        const changes = recordsOf(change);
        const both = [outcome(editLock, text, changes), outcome(editByLines, text, changes)];
        // Where skills do not stand in their order, a new one may go before or behind such a one.
        const [ours, byLines] = /^ {2}\S*:/u.test(line) ? both.map(linesOf) : both;
        assert.deepEqual(ours, byLines);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps what stands first and last in it, and other line ends', () => {
    const text = editByLines(file, '', recordsOf({ a: 'x', b: 'x' }));
    const changes = recordsOf({ a: undefined, c: 'x' });
    for (const other of [
      `\ufeff${text}`,
      text.replaceAll('\n', '\r\n'),
      `${text}\n\n`,
      text.trimEnd(),
      `\n${text}`,
    ])
      assert.equal(editLock(file, other, changes), editByLines(file, other, changes));
  });
});
