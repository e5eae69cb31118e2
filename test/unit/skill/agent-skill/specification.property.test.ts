import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { loadSkill } from '../../../../runtime/skill/load-skill.ts';
import { readText, skillText } from '../../../support/agent-skill-files.ts';
import { assertComplete } from '../../../support/assert-diagnostic.ts';

type Data = Record<string, string | readonly string[] | Record<string, unknown> | undefined>;

/** The rules of the specification for what a front matter says (agentskills.io, specification), written anew. */
function isValid(data: Data, folder: string): boolean {
  const { name, description, license, compatibility, metadata } = data;
  const known = /^(?:name|description|license|compatibility|metadata|allowed-tools)$/u;
  if (Object.entries(data).some(([key, value]) => value === undefined || !known.test(key))) return false;
  if (typeof name !== 'string' || name !== folder.normalize('NFKC')) return false;
  if (!/^[\p{Ll}\p{Lo}\p{Lm}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{Lm}\p{N}]+)*$/u.test(name)) return false;
  if ([...name].length > 64) return false;
  if (typeof description !== 'string' || description.trim() === '') return false;
  if ([...description.trim()].length > 1024) return false;
  if (license !== undefined && typeof license !== 'string') return false;
  if (compatibility !== undefined) {
    if (typeof compatibility !== 'string' || compatibility.trim() === '') return false;
    if ([...compatibility.trim()].length > 500) return false;
  }
  const tools = data['allowed-tools'];
  // A comma inside a tool's parentheses is the tool's own.
  if (tools !== undefined && (typeof tools !== 'string' || tools.replaceAll(/\([^)]*\)/gu, '').includes(',')))
    return false;
  if (metadata === undefined) return true;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return false;
  return Object.values(metadata).every((value) => typeof value === 'string');
}

const name = fc.oneof(
  fc.constantFrom(
    'demo',
    'a-b-c',
    'a--b',
    '-a',
    'a-',
    'Demo',
    'my demo',
    'a_b',
    'é1',
    '日本',
    '',
    'x'.repeat(64),
    'x'.repeat(65),
  ),
  fc.string({ unit: fc.constantFrom('a', 'z', '0', '-', 'B', 'ß', '.'), maxLength: 12 }),
);
const printable = fc.string({ unit: fc.constantFrom(...'aZ é日🎉:#\'"-{}[]&*!|>%@`,\\/'), maxLength: 40 });
const long = fc.integer({ min: 495, max: 1030 }).map((length) => 'd'.repeat(length));
const text = fc.oneof({ weight: 4, arbitrary: printable }, { weight: 1, arbitrary: long });

const messy = fc.record(
  {
    name,
    description: text,
    license: fc.oneof(printable, fc.array(printable, { minLength: 1, maxLength: 2 })),
    compatibility: text,
    metadata: fc.oneof(
      fc.dictionary(
        fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 4 }),
        printable,
        {
          minKeys: 1,
          maxKeys: 3,
          noNullPrototype: true,
        },
      ),
      fc.constant({ openclaw: { requires: 'git' } }),
      fc.constant(['a']),
    ),
    'allowed-tools': fc.oneof(
      fc.constantFrom('Read', 'Read Bash(git:*)', 'Read, Grep'),
      fc.constant(['Read']),
    ),
    version: fc.constant('1.10'),
  },
  { requiredKeys: [] },
);

/** A valid one of which up to two keys are something else. */
const data = fc
  .tuple(
    messy,
    fc.subarray(['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools', 'version'], {
      maxLength: 2,
    }),
  )
  .map(([changes, keys]) => {
    const written: Data = { name: 'demo', description: 'Does things.', license: 'MIT' };
    for (const key of keys) written[key] = changes[key as keyof typeof changes];
    return Object.fromEntries(Object.entries(written).filter(([, entry]) => entry !== undefined)) as Data;
  });

function write(value: unknown, indent: string): string {
  if (typeof value === 'string') return ` ${JSON.stringify(value)}\n`;
  if (Array.isArray(value))
    return `\n${value.map((entry) => `${indent}-${write(entry, `${indent}  `)}`).join('')}`;
  const lines = Object.entries(value as object).map(
    ([key, entry]) => `${indent}${key}:${write(entry, `${indent}  `)}`,
  );
  return `\n${lines.join('')}`;
}

describe('the grade of an agent skill', function () {
  this.timeout(60_000);

  it('is ok for what the specification allows and for nothing else', () => {
    let ok = 0;
    fc.assert(
      fc.property(data, fc.boolean(), (written, isNamed) => {
        const folder = isNamed ? String(written.name ?? 'demo') : 'demo';
        const { grade, diagnostics } = readText(skillText(write(written, '').slice(1)), folder);
        assertComplete(diagnostics);
        assert.equal(grade === 'ok', isValid(written, folder), JSON.stringify(diagnostics));
        if (grade === 'ok') ok += 1;
      }),
      { numRuns: 1500 },
    );
    assert.ok(ok > 200, `only ${ok} were ok`);
  });

  const starts = [
    skillText('name: demo\ndescription: Does things.'),
    skillText(
      'name: demo\ndescription: >-\n  Does things\n  well.\nlicense: MIT\nallowed-tools: Read Bash(git:*)\nmetadata:\n  version: "1.0"\n  author: Ada',
      '# Demo\n\nDo it.\n\n---\n',
    ),
    skillText(
      'name: \'demo\'\ndescription: "Does: things"\nmetadata:\n  a: b\ncompatibility: |\n  Needs git\n',
    ),
  ];
  const pieces = [
    ...':#-\'"{}[]|>&*!%@`,?~ \t\n\r\\a1É\0\ufeff\u2028',
    '---',
    '\n---\n',
    '...\n',
    ': ',
    '\r\n',
    '<<<<<<< x\n',
    'name: x\n',
  ];
  const edits = fc.array(
    fc.record({
      at: fc.nat(999),
      cut: fc.nat(6),
      put: fc.constantFrom('', ...pieces),
    }),
    { minLength: 1, maxLength: 2 },
  );
  const mutated = fc.tuple(fc.constantFrom(...starts), edits).map(([start, changes]) =>
    changes.reduce((before, { at, cut, put }) => {
      const from = Math.floor((at / 1000) * before.length);
      return before.slice(0, from) + put + before.slice(from + cut);
    }, start),
  );

  it('is ok for no file that was damaged until it broke the specification', () => {
    for (const start of starts) assert.equal(readText(start).grade, 'ok');
    let ok = 0;
    fc.assert(
      fc.property(mutated, (damaged) => {
        const { grade } = readText(damaged);
        if (grade !== 'ok') return;
        ok += 1;
        const front = /^---[ \t]*(?:\r\n|\r|\n)(.*?)(?<=[\r\n])---[ \t]*(?:[\r\n]|$)/su.exec(damaged)?.[1];
        assert.ok(front !== undefined, JSON.stringify(damaged));
        const read = parse(front.replaceAll(/\r\n?/gu, '\n'), { schema: 'failsafe', strict: true }) as Data;
        const { name: written = '', ...rest } = read;
        assert.ok(
          isValid({ ...rest, name: String(written).trim().normalize('NFKC') }, 'demo'),
          JSON.stringify(damaged),
        );
      }),
      { numRuns: 3000 },
    );
    assert.ok(ok > 200, `only ${ok} were ok`);
  });

  it('is given to every file, whatever is in it: nothing throws', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      mutated.map((damaged) => new Uint8Array(Buffer.from(damaged))),
      fc
        .uint8Array({ maxLength: 60 })
        .map(
          (tail) =>
            new Uint8Array(Buffer.concat([Buffer.from('---\nname: a\n'), tail, Buffer.from('\n---\nx')])),
        ),
      fc
        .string({ unit: 'binary', maxLength: 80 })
        .map((yaml) => new Uint8Array(Buffer.from(skillText(yaml)))),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        const { grade, skill, diagnostics } = readText(content);
        assertComplete(diagnostics);
        assert.equal(grade === 'rejected', skill === undefined);
        assert.equal(
          grade === 'rejected',
          diagnostics.some(({ severity }) => severity === 'error'),
        );
        assert.doesNotThrow(() => JSON.stringify(skill));
        if (skill !== undefined) assert.match(skill.id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/u);
        const loaded = loadSkill(new Map([['SKILL.md', content]]), 'demo');
        assert.equal(loaded.skill === undefined, skill === undefined);
      }),
      { numRuns: 3000 },
    );
  });
});
