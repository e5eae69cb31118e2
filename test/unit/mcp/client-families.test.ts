import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allFamilies, familyOf, unknownFamily } from '../../../runtime/mcp/clients/family-table.ts';
import { normaliseSchema, restoreInput } from '../../../runtime/mcp/clients/normalise-schema.ts';
import { nameTools } from '../../../runtime/mcp/clients/tool-names.ts';
import { listFor, listTools } from '../../../runtime/mcp/listing.ts';
import { ownToolNames, ownTools } from '../../../runtime/mcp/own-tools.ts';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import type { JsonSchema } from '../../../runtime/skill/manifest.ts';
import { walkSchema } from '../../../runtime/skill/walk-schema.ts';

function skill(
  id: string,
  more: Partial<InstalledSkill> = {},
  inputSchema: JsonSchema = { type: 'object' },
): InstalledSkill {
  const manifest = { format: 'typed', id, name: id, version: '1.0.0', description: `Does ${id}.` };
  return { manifest, inputSchema, enabledFor: undefined, ...more } as unknown as InstalledSkill;
}

describe('the family of a client', () => {
  it('is known by the name that the client gives itself', () => {
    for (const [name, id] of [
      ['claude-ai', 'claude-desktop'],
      ['local-agent-mode-aios', 'claude-desktop'],
      ['claude-code', 'claude-code'],
      ['cursor-vscode', 'cursor'],
      ['Visual Studio Code', 'vscode'],
      ['Visual Studio Code - Insiders', 'vscode'],
      ['codex-mcp-client', 'codex'],
      ['gemini-cli-mcp-client', 'gemini-cli'],
      ['windsurf-client', 'windsurf'],
      ['Zed', 'zed'],
      ['Cline', 'cline'],
      ['goose', 'goose'],
      ['opencode', 'opencode'],
      ['qwen-cli-mcp-client-aios', 'qwen-code'],
      ['antigravity-client', 'antigravity'],
    ] as const)
      assert.equal(familyOf(name).id, id, name);
    for (const name of ['', undefined, 'something', 'my-claude-ai'])
      assert.equal(familyOf(name), unknownFamily);
  });
});

describe('the names of tools', () => {
  const longId = 'a-skill-with-an-id-of-forty-characters-x';

  it('have underscores where ids have hyphens', () => {
    const names = nameTools(['pdf', 'roadmap-reader'], unknownFamily, ownToolNames);
    assert.deepEqual(
      [...names],
      [
        ['pdf', 'pdf'],
        ['roadmap_reader', 'roadmap-reader'],
      ],
    );
  });

  it('stay clear of our own, and are the same whatever else is installed', () => {
    const [alone] = nameTools(['run-skill'], unknownFamily, ownToolNames).keys();
    assert.match(alone ?? '', /^run_skill_[0-9a-f]{8}$/u);
    const among = nameTools(['a', 'run-skill', 'z'], unknownFamily, ownToolNames);
    assert.equal(among.get(alone ?? ''), 'run-skill');
  });

  it('are cut for a client that takes short ones, no two alike', () => {
    const names = nameTools([longId, `${longId.slice(0, -1)}y`], { maxToolName: 30 }, ownToolNames);
    assert.equal(names.size, 2);
    for (const name of names.keys()) assert.equal(name.length, 30);
  });

  it('are taken by every client we know, whatever the ids are', () => {
    const id = fc.stringMatching(/^[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,5}$/u).filter((text) => text.length <= 40);
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 30 }), (ids) => {
        for (const family of allFamilies()) {
          const names = nameTools(ids, family, ownToolNames);
          assert.deepEqual([...names.values()], ids);
          for (const name of names.keys()) {
            assert.match(name, /^[A-Za-z0-9_-]+$/u);
            assert.ok(name.length <= family.maxToolName && !ownToolNames.has(name));
          }
        }
      }),
    );
  });
});

describe('what a client is shown', () => {
  const many = Array.from({ length: 300 }, (_, index) => skill(`skill-${String(index).padStart(3, '0')}`));

  it('is what is switched on for it', () => {
    const skills = [
      skill('everywhere'),
      skill('elsewhere', { enabledFor: ['vscode'] }),
      skill('not-here', { disabledFor: ['cursor'] }),
      skill('nowhere', { enabledFor: [] }),
    ];
    const ids = (name: string) => listFor(skills, familyOf(name)).skills.map(({ manifest }) => manifest.id);
    assert.deepEqual(ids('cursor-vscode'), ['everywhere']);
    assert.deepEqual(ids('Visual Studio Code'), ['everywhere', 'elsewhere', 'not-here']);
    assert.deepEqual(ids('unknown'), ['everywhere', 'elsewhere', 'not-here']);
  });

  it('is never more tools than it hands on: then only the core of them stays', () => {
    for (const family of allFamilies()) {
      const listing = listFor(many, family);
      const count = listTools(listing, family).length;
      assert.equal(count, family.maxTools === undefined ? 300 + ownTools.length : ownTools.length, family.id);
      assert.equal(listing.skills.length, 300);
      assert.equal(listing.promptSkills.size, 300);
    }
  });

  it('has as core the skills switched on for that very client, as far as they fit', () => {
    const cursor = familyOf('cursor');
    const chosen = many.map((each, index) => (index % 4 === 0 ? { ...each, enabledFor: ['cursor'] } : each));
    const tools = listTools(listFor(chosen, cursor), cursor).map(({ name }) => name);
    assert.equal(tools.length, 40);
    assert.deepEqual(tools.slice(ownTools.length, ownTools.length + 3), [
      'skill_000',
      'skill_004',
      'skill_008',
    ]);
  });
});

describe('the input schema that a client is shown', () => {
  const gemini = familyOf('gemini-cli').schema;
  const claude = familyOf('claude-ai').schema;
  const vscode = familyOf('Visual Studio Code').schema;

  it("is the skill's own where the client takes it", () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { a: { type: 'array', items: { type: 'string' } } },
    };
    for (const family of allFamilies()) assert.equal(normaliseSchema(schema, family.schema), schema);
    assert.deepEqual(normaliseSchema({}, claude), { type: 'object' });
  });

  for (const [title, limits, schema, shown] of [
    [
      'has no alternatives in its root',
      claude,
      {
        type: 'object',
        properties: { a: { type: 'string' } },
        required: ['a'],
        oneOf: [{ properties: { b: {} } }, { required: ['c'] }],
      },
      { type: 'object', properties: { b: {}, a: { type: 'string' } }, required: ['a'] },
    ],
    [
      'says what is in an array, if only that anything may be',
      vscode,
      {
        type: 'object',
        properties: { a: { type: 'array' }, b: { type: ['array', 'null'] }, c: { items: { type: 'array' } } },
      },
      {
        type: 'object',
        properties: {
          a: { type: 'array', items: {} },
          b: { type: ['array', 'null'], items: {} },
          c: { items: { type: 'array', items: {} } },
        },
      },
    ],
    [
      'has its references written out',
      gemini,
      {
        type: 'object',
        properties: { a: { $ref: '#/$defs/x' } },
        $defs: { x: { type: 'string', enum: ['y'] } },
      },
      { type: 'object', properties: { a: { type: 'string', enum: ['y'] } } },
    ],
    [
      'ends a reference into itself with anything',
      gemini,
      { type: 'object', properties: { a: { $ref: '#' } } },
      { type: 'object', properties: { a: { type: 'object', properties: { a: {} } } } },
    ],
    [
      'has a root that is no reference',
      claude,
      { $ref: '#/$defs/x', $defs: { x: { type: 'object', properties: { a: {} } } } },
      { type: 'object', properties: { a: {} }, $defs: { x: { type: 'object', properties: { a: {} } } } },
    ],
    [
      'names its properties as the client takes them',
      claude,
      {
        type: 'object',
        properties: { 'first name': {}, first_name: {}, 'größe!': {} },
        required: ['first name'],
      },
      {
        type: 'object',
        properties: { first_name_2: {}, first_name: {}, gr_e_: {} },
        required: ['first_name_2'],
      },
    ],
  ] as const)
    it(title, () => {
      assert.deepEqual(normaliseSchema(schema, limits), shown);
    });

  it('names properties so that a call can be given their own names back', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { 'a b': { type: 'array', items: { type: 'object', properties: { 'c d': {} } } }, e: {} },
    };
    assert.deepEqual(restoreInput(schema, claude, { a_b: [{ c_d: 1, f: 2 }], e: 3, g: 4 }), {
      'a b': [{ 'c d': 1, f: 2 }],
      e: 3,
      g: 4,
    });
    for (const odd of [null, 3, 'x', [], { __proto__: null }]) restoreInput(schema, claude, odd);
  });

  it('is taken by every client we know, whatever the schema is', () => {
    const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        fc.constant({ type: 'string' }),
        fc.record(
          {
            type: fc.constantFrom('object', 'array', 'string', ['array', 'null']),
            items: tie('schema'),
            properties: fc.dictionary(
              fc.constantFrom('a', 'b c', 'ü', '__proto__', 'x'.repeat(80)),
              tie('schema'),
              { maxKeys: 3 },
            ),
            anyOf: fc.array(tie('schema'), { maxLength: 2 }),
            $ref: fc.constantFrom('#', '#/$defs/a', '#/properties/a', 'other.json'),
            $defs: fc.record({ a: tie('schema') }),
          },
          { requiredKeys: [] },
        ),
      ) as fc.Arbitrary<JsonSchema>,
    }));
    fc.assert(
      fc.property(schema, (drawn) => {
        for (const { schema: limits, id } of allFamilies()) {
          const shown = normaliseSchema(drawn, limits);
          assert.equal(shown.type, 'object');
          for (const keyword of limits.rootKeywords) assert.ok(!(keyword in shown), `${id} ${keyword}`);
          for (const { schema: part } of walkSchema(shown)) {
            if (!limits.references) assert.ok(!('$ref' in part), `${id} $ref`);
            for (const name of Object.keys((part.properties as object | undefined) ?? {}))
              assert.ok(limits.propertyName?.test(name) ?? true, `${id} ${name}`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
