import '../../support/property-seed.ts';
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { digestOfDigests } from '../../../runtime/files/digest.ts';
import { compareWithLock } from '../../../runtime/registry/compare-lock.ts';
import type { SkillRecord } from '../../../runtime/registry/installed-skill.ts';
import { editLock } from '../../../runtime/registry/lock-file.ts';
import { parseLock } from '../../../runtime/registry/parse-lock.ts';

const file = 'skills.lock.yaml';
const time = '2026-01-02T03:04:05.000Z';
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

function record(id: string, more: Partial<SkillRecord> = {}): SkillRecord {
  const files = more.files ?? { 'SKILL.md': digest('b'), 'a "b"\u2028.md': digest('c') };
  return {
    manifest: { id, version: '1.0.0' },
    source: `folder:/skills/${id}`,
    digest: digestOfDigests(files),
    installedAt: time,
    files,
    ...more,
  } as unknown as SkillRecord;
}

const textOf = (...records: SkillRecord[]): string =>
  editLock(file, '', new Map(records.map((one) => [one.manifest.id, one])));
/** What the index knows of it. */
const indexed = ({ files: _files, ...skill }: SkillRecord): Omit<SkillRecord, 'files'> => skill;

describe('comparing what is installed with a lock file', () => {
  const full = record('bee', {
    source: 'github:acme/skills#main',
    sourcePath: 'skills/bee',
    resolved: { commit: 'c'.repeat(40) },
    pinned: true,
    enabledFor: ['cursor', 'codex'],
    disabledFor: ['windsurf'],
  });
  const installed = [record('ant'), full, record('cat')];
  const text = textOf(...installed);
  const compare = async (changed: string) => {
    const { differences, problem } = await compareWithLock(file, changed, installed.map(indexed));
    return { differences, problem: problem && [problem.message, problem.line] };
  };
  const same = { differences: [], problem: undefined };

  it('finds nothing where they agree, however the file is written', async () => {
    assert.deepEqual(await compare(text), same);
    for (const other of [
      text.replaceAll('\n', '\r\n'),
      `\ufeff${text}`,
      text.trimEnd(),
      text.replace('  bee:', '  # Ours.\n\n  "bee":'),
      text.replace('enabledFor: ["cursor","codex"]', 'enabledFor:\n      - cursor\n      - codex'),
      text.replace('version: "1.0.0"', "version: '1.0.0' # Why."),
      `# Mine.\n${text}# The end.\n`,
    ])
      assert.deepEqual(await compare(other), same, other);
    assert.deepEqual((await compareWithLock(file, '', [])).differences, []);
  });

  it('tells what is missing on either side', async () => {
    const { differences } = await compareWithLock(file, textOf(record('same'), record('gone')), [
      record('same'),
      record('new'),
    ]);
    assert.deepEqual(differences, [
      { id: 'new', state: 'not-locked' },
      { id: 'gone', state: 'not-installed' },
    ]);
    const nothing = await compareWithLock(file, '', [record('new')]);
    assert.deepEqual(nothing.differences, [{ id: 'new', state: 'not-locked' }]);
  });

  for (const [from, to, fields] of [
    ['    path: "skills/bee"', '    path: "skills/bear"', ['path']],
    ['"github:acme/skills#main"', '"github:evil/skills#main"', ['source']],
    ['"commit":"c', '"commit":"d', ['resolved']],
    ['    pinned: true\n', '', ['pinned']],
    ['"cursor","codex"', '"cursor"', ['enabledFor']],
    ['    disabledFor: ["windsurf"]\n', '', ['disabledFor']],
    [
      '    version: "1.0.0"\n    source: "github:acme/',
      '    version: "9.9.9"\n    source: "github:x/',
      ['version', 'source'],
    ],
  ] as const)
    it(`tells ${fields.join(' and ')}`, async () => {
      const changed = text.replace(from, to);
      assert.notEqual(changed, text);
      assert.deepEqual(await compare(changed), {
        differences: [{ id: 'bee', state: 'differs', fields }],
        problem: undefined,
      });
    });

  it('tells a pin that nobody set, and other files', async () => {
    const pinned = text.replace('    files:', '    pinned: true\n    files:');
    assert.deepEqual((await compare(pinned)).differences, [
      { id: 'ant', state: 'differs', fields: ['pinned'] },
    ]);
    const other = textOf(record('ant', { files: { x: digest('f') } }), full, record('cat'));
    assert.deepEqual((await compare(other)).differences, [
      { id: 'ant', state: 'differs', fields: ['digest', 'files'] },
    ]);
  });

  const cat = text.slice(text.indexOf('  cat:'));
  for (const [what, changed, expected, at] of [
    [
      'a source that is no text',
      text.replace('"folder:/skills/cat"', '5'),
      /entry of cat has no source/u,
      '    version: "1.0.0"',
    ],
    ['another format', text.replace('aios/v1', 'aios/v9'), /aios\/v9/u, undefined],
    [
      'file digests that are not those of its digest',
      text.replace(/(.*)b{64}/su, `$1${'f'.repeat(64)}`),
      /entry of cat has a digest that is not the one of its files/u,
      undefined,
    ],
    [
      'the marks of a merge above the skills',
      text.replace('lockfile:', '<<<<<<< HEAD\nlockfile:'),
      /cannot be used/u,
      undefined,
    ],
    ['the marks of a merge below', `${text}>>>>>>> theirs\n`, /cannot be used/u, undefined],
    ['a skill twice', `${text}${cat}`, /unique|twice/u, undefined],
    [
      'a skill twice, the second otherwise',
      `${text}${cat.replace('1.0.0', '2.0.0')}`,
      /unique|twice/u,
      undefined,
    ],
    [
      'a skill twice, the first otherwise',
      text.replace('  cat:', `${cat.replace('1.0.0', '2.0.0')}  cat:`),
      /unique|twice/u,
      undefined,
    ],
    ['a skill twice, once quoted', `${text}${cat.replace('cat:', '"cat":')}`, /unique|twice/u, undefined],
    [
      'a text that never ends',
      text.replace('"folder:/skills/ant"', '"folder:'),
      /cannot be used/u,
      undefined,
    ],
    ['nothing but words', 'something of mine\n', /no lock file/u, undefined],
  ] as const)
    it(`says why one with ${what} cannot be read`, async () => {
      assert.notEqual(changed, text);
      const { differences, problem } = await compare(changed);
      assert.deepEqual(differences, []);
      assert.match(String(problem?.[0]), expected);
      if (at !== undefined) assert.equal(problem?.[1], changed.split('\n').indexOf('  cat:') + 2);
    });

  it('says the same as reading all of it, whatever somebody did to its lines', () => {
    const lines = text.split('\n');
    const strange = fc.constantFrom(
      ...[
        '',
        '   ',
        '# The end.',
        '  # Of a skill.',
        '    # Inside.',
        '    x: 1',
        '      "y": z',
        '  "cat":',
        '  dog:',
      ],
      ...[
        '=======',
        'skills:',
        'lockfile: aios/v1',
        'other: 1',
        '---',
        '...',
        '    source: "',
        '  cat: {',
        '}',
        '"',
      ],
      ...lines.slice(2),
    );
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(2), strange), { minLength: 1, maxLength: 3 });
    return fc.assert(
      fc.asyncProperty(edits, async (made) => {
        const changed = [...lines];
        for (const [place, taken, line] of made)
          changed.splice(place % changed.length, taken, ...(taken === 1 ? [] : [line]));
        const whole = changed.join('\n');
        const { differences, problem } = await compare(whole);
        const matches = problem === undefined && differences.length === 0;
        assert.equal(matches, isAsInstalled(whole), whole);
      }),
      { numRuns: 1000 },
    );
  });

  /** Told by the parser alone. */
  function isAsInstalled(whole: string): boolean {
    try {
      const said = parseLock(file, whole.trim() === '' ? 'lockfile: aios/v1' : whole);
      return isDeepStrictEqual(
        new Map(said.map((entry) => [entry.id, { ...entry, installedAt: entry.installedAt || time }])),
        new Map(parseLock(file, text).map((entry) => [entry.id, entry])),
      );
    } catch {
      return false;
    }
  }

  it('of a thousand skills reads only those as YAML that somebody changed', async () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      record(`skill-${index}`, { files: { 'SKILL.md': digest(`${index % 10}`), 'a.md': digest('a') } }),
    );
    const whole = textOf(...many);
    const changed = whole.replace('version: "1.0.0"', 'version: "2.0.0"');
    /** Of the processor: how busy the machine is otherwise does not count. */
    const timeOf = async (work: () => unknown): Promise<number> => {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const parsing = await timeOf(() => parseLock(file, whole));
    for (const [text, differing] of [
      [whole, 0],
      [changed, 1],
    ] as const) {
      const comparing = await timeOf(async () => {
        const { differences } = await compareWithLock(file, text, many.map(indexed));
        assert.equal(differences.length, differing);
      });
      assert.ok(comparing < parsing / 3, `${comparing} µs, where reading all takes ${parsing} µs`);
    }
  });
});
