import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { digestOfDigests } from '../../../runtime/files/digest.ts';
import type { SkillRecord } from '../../../runtime/registry/installed-skill.ts';
import { compareWithLock, editLock } from '../../../runtime/registry/lock-file.ts';
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

  for (const [what, text] of Object.entries({
    'a list': '- a\n',
    'no lock file': 'a: 1\n',
    'a later format': 'lockfile: aios/v9\nskills: {}\n',
    'a skill twice': 'lockfile: aios/v1\nskills:\n  a:\n    x: 1\n  a:\n    x: 1\n',
    'an id no skill can have': 'lockfile: aios/v1\nskills:\n  ../a:\n    version: "1"\n',
    'a path that leads out': set('', record('a', { sourcePath: '../../etc' })),
    'no digest': set('', record('a', { digest: 'sha256:1' })),
    'a digest of other files': set('', record('a', { digest: digest('a') })),
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

describe('comparing what is installed with a lock file', () => {
  it('tells what is missing on either side and what has other content', () => {
    const text = set('', record('same'), record('other'), record('gone'));
    const installed = [
      record('same'),
      { manifest: { id: 'other' }, digest: digest('f') },
      { manifest: { id: 'new' }, digest: digest('a') },
    ];
    assert.deepEqual(compareWithLock(text, installed), [
      { id: 'other', state: 'other-content' },
      { id: 'new', state: 'not-locked' },
      { id: 'gone', state: 'not-installed' },
    ]);
  });
});
