import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { digestOfDigests } from '../../../runtime/files/digest.ts';
import type { SkillRecord } from '../../../runtime/registry/installed-skill.ts';
import { editLock } from '../../../runtime/registry/lock-file.ts';
import { parseLock } from '../../../runtime/registry/parse-lock.ts';
import { rejectsWith } from '../../support/assert-error.ts';

const file = 'skills.lock.yaml';
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

function record(id: string, more: Partial<SkillRecord> = {}): SkillRecord {
  const files = more.files ?? { 'SKILL.md': digest('b') };
  return {
    manifest: { id, version: '1.0.0' },
    source: `folder:/skills/${id}`,
    digest: digestOfDigests(files),
    installedAt: '2026-01-02T03:04:05.000Z',
    files,
    ...more,
  } as unknown as SkillRecord;
}

const set = (text: string, ...records: SkillRecord[]): string =>
  editLock(file, text, new Map(records.map((one) => [one.manifest.id, one])));
const take = (text: string, id: string): string => editLock(file, text, new Map([[id, undefined]]));

describe('a lock file', () => {
  it('names every skill with its source, digest and files, by id', () => {
    const text = set(
      '',
      record('zebra'),
      record('ant', {
        source: 'github:acme/skills#main',
        sourcePath: 'skills/ant',
        resolved: { commit: 'c'.repeat(40) },
        pinned: true,
        enabledFor: ['cursor'],
        files: { 'a: b.md': digest('1'), '"quoted".md': digest('2') },
      }),
    );
    assert.deepEqual(Object.keys((parse(text) as { skills: object }).skills), ['ant', 'zebra']);
    const [ant, zebra] = parseLock(file, text);
    assert.deepEqual(ant, {
      id: 'ant',
      version: '1.0.0',
      source: 'github:acme/skills#main',
      path: 'skills/ant',
      resolved: { commit: 'c'.repeat(40) },
      digest: digestOfDigests({ 'a: b.md': digest('1'), '"quoted".md': digest('2') }),
      installedAt: '2026-01-02T03:04:05.000Z',
      pinned: true,
      enabledFor: ['cursor'],
      disabledFor: undefined,
      files: { 'a: b.md': digest('1'), '"quoted".md': digest('2') },
    });
    assert.equal(zebra?.pinned, false);
  });

  it('keeps what stands between the skills, and every line of those not changed', () => {
    const text = set('', record('ant'), record('bee'), record('cat'));
    const commented = text
      .replace('  bee:\n', '  # Asked for by the design team.\n  bee:\n')
      .concat('# The end.\n');
    const edited = set(take(commented, 'ant'), record('bee', { files: { x: digest('d') } }), record('dog'));
    assert.match(edited, / {2}# Asked for by the design team\.\n {2}bee:\n/u);
    assert.match(edited, /# The end\.\n$/u);
    assert.deepEqual(
      parseLock(file, edited).map(({ id }) => id),
      ['bee', 'cat', 'dog'],
    );
    const cat = (whole: string): string | undefined => /^ {2}cat:\n(?: {4}.*\n)+/mu.exec(whole)?.[0];
    assert.equal(cat(edited), cat(commented));
  });

  it('keeps its line ends', () => {
    const windows = set('', record('ant')).replaceAll('\n', '\r\n');
    const edited = set(windows, record('bee'));
    assert.doesNotMatch(edited, /[^\r]\n/u);
    assert.deepEqual(
      parseLock(file, edited).map(({ id }) => id),
      ['ant', 'bee'],
    );
  });

  it('comes back byte for byte when what was set is taken out again', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/u), { maxLength: 8 });
    fc.assert(
      fc.property(ids, fc.stringMatching(/^[a-z][a-z0-9]{0,8}-x$/u), (others, id) => {
        const before = set('', record('zzz'), ...others.map((other) => record(other)));
        const after = set(before, record(id));
        assert.deepEqual(
          parseLock(file, after).map((entry) => entry.id),
          [...others, 'zzz', id].sort(),
        );
        assert.equal(set(after, record(id)), after);
        assert.equal(take(after, id), before);
      }),
    );
  });

  it('with the marks of a merge is refused with the line', async () => {
    const text = set('', record('ant'), record('bee')).replace('  bee:', '<<<<<<< HEAD\n  bee:');
    const error = await rejectsWith(() => set(text, record('cat')), 'lock_unreadable');
    assert.equal(error.line, text.split('\n').indexOf('<<<<<<< HEAD') + 1);
  });

  it('with the marks of a merge above the skills is refused as well', async () => {
    const text = set('', record('ant')).replace('lockfile:', '<<<<<<< HEAD\nlockfile:');
    for (const changes of [new Map(), new Map([['cat', record('cat')]])]) {
      const error = await rejectsWith(() => editLock(file, text, changes), 'lock_unreadable');
      assert.equal(error.line, text.split('\n').indexOf('<<<<<<< HEAD') + 1);
    }
  });

  it('of a later format is not edited as if it were of this one', async () => {
    const text = set('', record('ant')).replace('aios/v1', 'aios/v9');
    const error = await rejectsWith(() => set(text, record('bee')), 'lock_unreadable');
    assert.equal(error.line, text.split('\n').indexOf('lockfile: aios/v9') + 1);
  });

  for (const quote of ['"', "'"]) {
    it(`whose ids stand between ${quote} is understood`, async () => {
      const text = set('', record('ant'), record('bee'), record('cat')).replace(
        '  bee:',
        `  ${quote}bee${quote}: # Ours.`,
      );
      const edited = set(text, record('bee', { files: { x: digest('d') } }), record('box'));
      assert.deepEqual(
        parseLock(file, edited).map(({ id, files }) => [id, Object.keys(files)]),
        [
          ['ant', ['SKILL.md']],
          ['bee', ['x']],
          ['box', ['SKILL.md']],
          ['cat', ['SKILL.md']],
        ],
      );
      assert.match(edited, /: # Ours\.\n/u);
      await rejectsWith(() => set(text.replace('  cat:', '  bee:'), record('box')), 'lock_unreadable');
      assert.equal(take(text, 'bee'), set('', record('ant'), record('cat')));
    });
  }

  it('keeps the comments in a skill that is changed, each above its line or after it', () => {
    const text = set(
      '',
      record('ant'),
      record('bee', { pinned: true, files: { a: digest('a'), b: digest('b') } }),
    )
      .replace(
        '    source: "folder:/skills/bee"',
        '    # Mirrored.\n    # Since May.\n    source: "folder:/skills/bee"',
      )
      .replace('    pinned: true', '    pinned: true # Until the audit.')
      .replace('      "b":', '      # Generated.\n      "b":')
      .concat('    # The last.\n  # Not of it.\n# The end.\n');
    const edited = set(text, record('bee', { source: 'npm:bee', files: { a: digest('a') } }), record('ape'));
    const block = edited.slice(edited.indexOf('  bee:'));
    const after = record('bee', { source: 'npm:bee', files: { a: digest('a') } });
    const [title, version, ...more] = set('', after).split('\n').slice(4, -1);
    assert.deepEqual(block.split('\n'), [
      title,
      '      # Generated.',
      '    # The last.',
      '    # Until the audit.',
      version,
      '    # Mirrored.',
      '    # Since May.',
      ...more,
      '  # Not of it.',
      '# The end.',
      '',
    ]);
    assert.equal(set(edited, after), edited);
    assert.doesNotMatch(take(edited, 'bee'), /Mirrored|Until/u);
  });

  it('keeps a comment at the begin of the line, and an empty one, between and in its skills', () => {
    const text = set('', record('ant'), record('bee')).replace(
      '  bee:\n',
      '# Of the team.\n\n  bee:\n# Why.\n',
    );
    const bee = record('bee', { source: 'npm:bee' });
    const edited = set(text, bee);
    assert.match(edited, /# Of the team\.\n\n {2}bee:\n# Why\.\n {4}version/u);
    assert.equal(parseLock(file, edited)[1]?.source, 'npm:bee');
  });

  for (const [what, text] of Object.entries({
    'a list': '- a\n',
    'no lock file': 'a: 1\n',
    'a later format': 'lockfile: aios/v9\nskills: {}\n',
    'a skill twice': 'lockfile: aios/v1\nskills:\n  a:\n    x: 1\n  a:\n    x: 1\n',
    'an id no skill can have': 'lockfile: aios/v1\nskills:\n  ../a:\n    version: "1"\n',
    'a path that leads out': set('', record('a', { sourcePath: '../../etc' })),
    'no digest': set('', record('a', { digest: 'sha256:1' })),
    'a digest of other files': set('', record('a', { digest: digest('a') })),
    'a pin that is none': set('', record('a')).replace('    files:', '    pinned: "yes"\n    files:'),
    'files without digests': set('', record('a', { files: { x: 'y' } })),
    'an alias': 'lockfile: aios/v1\nskills:\n  a: &a\n    version: "1"\n  b: *a\n',
    'not YAML': 'lockfile: aios/v1\nskills:\n  a: {\n',
  })) {
    it(`that is or has ${what} is refused`, async () => {
      await rejectsWith(() => parseLock(file, text), 'lock_unreadable');
    });
  }

  it('never fails in another way, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => {
        for (const work of [() => parseLock(file, text), () => set(text, record('a'))])
          try {
            work();
          } catch (error) {
            assert.equal((error as { code?: string }).code, 'lock_unreadable');
          }
      }),
    );
  });
});
