import '../../support/property-seed.ts';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readIndex } from '../../../runtime/registry/index-file.ts';
import { indexText, spliceIndex } from '../../../runtime/registry/index-text.ts';
import { type InstalledSkill, isInstalledSkill } from '../../../runtime/registry/installed-skill.ts';

function skillOf(id: string, description = 'Does a thing.'): InstalledSkill {
  return {
    manifest: { id, name: id, version: '1.0.0', description },
    inputSchema: { type: 'object' },
    digest: 'sha256:0',
    source: `folder:/skills/${id}`,
    installedAt: '2026-01-02T03:04:05.000Z',
    folder: 'versions/1.0.0_0',
  } as unknown as InstalledSkill;
}

const ids = fc.stringMatching(/^[a-c]{1,2}(?:-[a-c])?$/u);
/** What is between quotes may look like the end of a line, of a skill, or of the file. */
const descriptions = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('\n]}\n', '},\n{"manifest":{"id":"a"', '\u2028', '\\"},'),
);
const sets = fc.dictionary(ids, descriptions, { maxKeys: 10 });
const changes = fc.dictionary(ids, fc.option(descriptions, { nil: undefined }), { minKeys: 1, maxKeys: 4 });
const skillsOf = (set: Readonly<Record<string, string | undefined>>): InstalledSkill[] =>
  Object.entries(set).flatMap(([id, text]) => (text === undefined ? [] : [skillOf(id, text)]));
const changedBy = (
  change: Readonly<Record<string, string | undefined>>,
): Map<string, InstalledSkill | undefined> =>
  new Map(
    Object.entries(change).map(([id, text]) => [id, text === undefined ? undefined : skillOf(id, text)]),
  );

/** @returns the skills' ids with their descriptions; undefined when it is not one that can be read */
function contentOf(text: string): Record<string, string> | undefined {
  try {
    const { skills } = JSON.parse(text) as { skills: unknown[] };
    if (!skills.every(isInstalledSkill)) return undefined;
    return Object.fromEntries(skills.map(({ manifest }) => [manifest.id, manifest.description]));
  } catch {
    return undefined;
  }
}

describe('the index', () => {
  it('has a line for each skill, by id, and is read as any JSON', async () => {
    const text = indexText([skillOf('bee'), skillOf('ant')]);
    const lines = text.split('\n');
    assert.equal(lines.length, 5);
    assert.match(lines[1] ?? '', /^\{"manifest":\{"id":"ant"/u);
    assert.match(lines[2] ?? '', /^\{"manifest":\{"id":"bee"/u);
    const folder = await mkdtemp(join(tmpdir(), 'aios-index-'));
    try {
      const file = join(folder, 'index.json');
      await writeFile(file, text);
      assert.deepEqual(await readIndex(file), { format: 2, skills: [skillOf('ant'), skillOf('bee')] });
      await writeFile(file, indexText([]));
      assert.deepEqual(await readIndex(file), { format: 2, skills: [] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('with some lines changed is byte for byte the index of what is installed then', () => {
    fc.assert(
      fc.property(sets, changes, (before, change) => {
        const after = skillsOf({ ...before, ...change });
        assert.equal(spliceIndex(indexText(skillsOf(before)), changedBy(change)), indexText(after));
      }),
    );
  });

  it('keeps the lines of other skills as they are, whatever stands in them', () => {
    const text = indexText([skillOf('ant'), skillOf('bee'), skillOf('cat')]);
    const damaged = text.replace('"folder:/skills/bee"', '"folder:/ski');
    const edited = spliceIndex(damaged, new Map([['ant', skillOf('ant', 'Does another.')]]));
    assert.equal(edited?.split('\n')[2], damaged.split('\n')[2]);
    assert.equal(contentOf(edited ?? ''), undefined);
  });

  for (const [what, text] of Object.entries({
    'of an earlier version, on one line': `${JSON.stringify({ format: 2, skills: [skillOf('ant')] })}\n`,
    'of another format': indexText([skillOf('ant')]).replace('"format":2', '"format":3'),
    'somebody indented': `${JSON.stringify({ format: 2, skills: [skillOf('ant')] }, undefined, 2)}\n`,
    empty: '',
    'cut at its end': indexText([skillOf('ant'), skillOf('bee')]).slice(0, -40),
    'cut at its beginning': indexText([skillOf('ant'), skillOf('bee')]).slice(40),
    'naming the skill twice': indexText([skillOf('ant'), skillOf('ant')]),
    'with two lines that became one': indexText([skillOf('ant'), skillOf('bee')]).replace(
      /"sha256:0",.*\n.*"manifest"/u,
      '"manifest"',
    ),
  })) {
    it(`${what} is not edited`, () => {
      assert.equal(spliceIndex(text, new Map([['ant', skillOf('ant', 'Does another.')]])), undefined);
    });
  }

  it('with a line that is no skill takes no new one before it', () => {
    const text = indexText([skillOf('ant'), skillOf('cat')]).replace('"ant"', '7');
    assert.equal(spliceIndex(text, new Map([['bee', skillOf('bee')]])), undefined);
  });

  it('loses no skill without a sign when a part of it was lost before', () => {
    fc.assert(
      fc.property(sets, changes, fc.nat(), fc.integer({ min: 1, max: 400 }), (before, change, at, length) => {
        const whole = indexText(skillsOf(before));
        const begin = at % whole.length;
        const damaged = whole.slice(0, begin) + whole.slice(begin + length);
        // What still reads as an index was never told from one.
        fc.pre(contentOf(damaged) === undefined);
        const edited = spliceIndex(damaged, changedBy(change));
        const content = edited === undefined ? undefined : contentOf(edited);
        if (content === undefined) return;
        const after = skillsOf({ ...before, ...change });
        assert.deepEqual(content, contentOf(indexText(after)));
      }),
      { numRuns: 2000 },
    );
  });
});
