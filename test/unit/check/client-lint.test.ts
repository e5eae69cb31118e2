import assert from 'node:assert/strict';
import { checkFiles } from '../../../runtime/check/check-files.ts';
import { type LintedSkill, lintForClients } from '../../../runtime/check/client-lint.ts';
import {
  type ClientSkillRules,
  composeToolName,
  listingLength,
} from '../../../runtime/client/skill-rules.ts';
import { clientSkillRules } from '../../../runtime/client/skill-rules-table.ts';
import type { Diagnostic } from '../../../runtime/skill/diagnostic.ts';
import { skillText } from '../../support/agent-skill-files.ts';
import { applyFix } from '../../support/apply-fix.ts';
import { assertComplete } from '../../support/assert-diagnostic.ts';
import { manifestText, skillFiles } from '../../support/skill-files.ts';

/** Lints a tool of any name and description, which a skill of ours could not have. */
function lintTool(tool: Partial<LintedSkill['tool']>, clients = clientSkillRules): Diagnostic[] {
  const placeOf = () => ({ line: 2, column: 5 });
  const agentSkill = { name: 'x', folder: 'x', description: 'x', file: 'skill.yaml', placeOf };
  const whole = { name: 'x', description: 'x', inputSchema: undefined, file: 'skill.yaml', placeOf, ...tool };
  return lintForClients({ tool: whole, agentSkill }, [], clients);
}

/** Checks a typed skill with this input schema. */
function checkSchema(inputSchema: object | string, manifest: Record<string, string> = {}) {
  const text = typeof inputSchema === 'string' ? inputSchema : JSON.stringify(inputSchema, undefined, 2);
  const files = skillFiles({
    'skill.yaml': manifestText(manifest),
    'schema.input.json': text,
    'prompt.md': 'Do it.\n',
  });
  const checked = checkFiles(files, 'meeting-notes');
  assertComplete(checked.diagnostics);
  return { ...checked, text };
}

function ruleOf(id: string): ClientSkillRules {
  const rules = clientSkillRules.find((client) => client.id === id);
  assert.ok(rules, id);
  return rules;
}

describe('A tool name', () => {
  for (const client of clientSkillRules) {
    const { maxLength, effect } = client.toolName.value;
    const room = maxLength - composeToolName(client.toolName.value, 'aios', '').length;

    it(`of ${room} characters is taken by ${client.name}, and one more is not`, () => {
      assert.deepEqual(lintTool({ name: 'x'.repeat(room) }, [client]), []);
      const [told, ...rest] = lintTool({ name: 'x'.repeat(room + 1) }, [client]);
      assert.deepEqual(rest, []);
      assert.equal(told?.code, 'client_tool_name');
      assert.deepEqual(told.clients, [client.id]);
      assert.equal(told.severity, effect === 'fails' || effect === 'refuses' ? 'warning' : 'info');
      assert.ok(told.message.includes(client.name), told.message);
      assertComplete([told]);
    });

    it(`of a skill of ours, the longest there can be, is taken by ${client.name}`, () =>
      assert.deepEqual(lintTool({ name: 'x'.repeat(40) }, [client]), []));
  }

  it('with a space in it is taken by none', () =>
    assert.deepEqual(
      lintTool({ name: 'a b' })[0]?.clients,
      clientSkillRules.map(({ id }) => id),
    ));

  it('with a dot in it is taken by the Gemini family alone', () => {
    const refusing = lintTool({ name: 'a.b' })[0]?.clients ?? [];
    assert.deepEqual(
      clientSkillRules.map(({ id }) => id).filter((id) => !refusing.includes(id)),
      ['gemini-cli', 'antigravity', 'qwen-code'],
    );
  });
});

describe('A tool description', () => {
  it('of 2,048 characters is taken by every client, and one more is cut by Claude Code', () => {
    assert.deepEqual(lintTool({ description: 'x'.repeat(2048) }), []);
    const [told] = lintTool({ description: 'x'.repeat(2049) });
    assert.equal(told?.code, 'client_tool_description');
    assert.equal(told.severity, 'info');
    assert.deepEqual(told.clients, ['claude-code']);
  });
});

describe('An input schema', () => {
  const plain = { type: 'object', properties: { notes: { type: 'string' } } };

  it('of plain properties is taken by every client', () => {
    const { grade, diagnostics } = checkSchema(plain);
    assert.deepEqual({ grade, diagnostics }, { grade: 'ok', diagnostics: [] });
  });

  for (const keyword of ['oneOf', 'anyOf', 'allOf'])
    it(`with ${keyword} at its root is told where that stands, and who minds`, () => {
      const { grade, diagnostics } = checkSchema({ ...plain, [keyword]: [{ required: ['notes'] }] });
      const [told, ...rest] = diagnostics;
      assert.deepEqual(rest, []);
      assert.equal(grade, 'ok', 'the grade is the specification’s');
      assert.equal(told?.code, 'client_schema_root');
      assert.equal(told.severity, 'warning');
      assert.deepEqual([told.file, told.line], ['schema.input.json', 8]);
      assert.match(told.message, /Claude Code leaves it out/u);
      assert.match(told.message, /opencode .*can then use no tool of AI OS/u);
      assert.match(told.message, /Perhaps also Cursor, Copilot CLI, /u);
      assert.ok(told.clients?.includes('gemini-cli') && !told.clients.includes('vscode'));
    });

  it('with a combinator inside a property is nobody’s business', () =>
    assert.deepEqual(
      checkSchema({ type: 'object', properties: { a: { anyOf: [{ type: 'string' }] } } }).diagnostics,
      [],
    ));

  it('is held only against the clients that the skill is meant for', () => {
    const schema = { ...plain, oneOf: [{}] };
    assert.deepEqual(checkSchema(schema, { clients: '[vscode]' }).diagnostics, []);
    assert.deepEqual(checkSchema(schema, { clients: '[claude_code, vscode]' }).diagnostics[0]?.clients, [
      'claude-code',
    ]);
  });

  for (const [name, isTaken] of [
    ['a-b.c_D9', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['a b', false],
    ['$filter', false],
    ['größe', false],
  ] as const)
    it(`with a property called ${name.slice(0, 12)} is ${isTaken ? 'taken' : 'not taken by Claude'}`, () => {
      const { diagnostics } = checkSchema({ type: 'object', properties: { [name]: {} } });
      if (isTaken) assert.deepEqual(diagnostics, []);
      else {
        assert.deepEqual(
          diagnostics.map(({ code, line, column }) => [code, line, column]),
          [['client_property_name', 4, 5]],
        );
        assert.deepEqual(diagnostics[0]?.clients?.slice(0, 2), ['claude-desktop', 'claude-code']);
      }
    });

  it('with an array of anything gets items by its fix, wherever it stands', () => {
    const { diagnostics, text } = checkSchema({
      type: 'object',
      properties: { a: { type: 'array' }, b: { items: { type: ['array', 'null'], title: 'x' } } },
      $defs: { c: { type: 'array', items: {} }, d: { enum: [{ type: 'array' }] } },
    });
    assert.deepEqual(
      diagnostics.map(({ code, clients }) => [code, clients?.join()]),
      Array(2).fill(['client_open_array', 'devin-desktop,windsurf,vscode,gemini-cli,antigravity']),
    );
    const fixed = diagnostics.reduceRight((before, { fix }) => applyFix(before, fix!), text);
    assert.deepEqual(checkSchema(fixed).diagnostics, []);
    assert.deepEqual(JSON.parse(fixed).properties, {
      a: { type: 'array', items: {} },
      b: { items: { type: ['array', 'null'], items: {}, title: 'x' } },
    });
  });

  it('without a type at its root gets it by the fix, and is told who minds', () => {
    for (const text of ['{}', '{"properties":{}}', '{\r\n  "properties": {}\r\n}\r\n', ' { } ']) {
      const { grade, diagnostics } = checkSchema(text);
      assert.equal(grade, 'rejected');
      assert.equal(diagnostics[0]?.code, 'schema_root');
      assert.ok(diagnostics[0].clients?.includes('claude-code'));
      assert.deepEqual(checkSchema(applyFix(text, diagnostics[0].fix!)).diagnostics, [], text);
    }
  });
});

describe('A reference in an input schema', () => {
  const withRef = (target: object, more: object = {}) => ({
    type: 'object',
    properties: { who: { description: 'Who it is.', $ref: '#/$defs/person' } },
    $defs: { person: target, ...more },
  });

  it('is told, and written out by its fix', () => {
    const name = { type: 'string', title: 'Name' };
    const { diagnostics, text } = checkSchema(
      withRef(
        { type: 'object', description: 'A person.', properties: { name: { $ref: '#/$defs/name' } } },
        { name },
      ),
    );
    const [told, ...rest] = diagnostics;
    assert.deepEqual(rest, []);
    assert.equal(told?.code, 'client_schema_reference');
    assert.deepEqual(told.clients, ['gemini-cli']);
    const fixed = applyFix(text, told.fix!);
    assert.deepEqual(JSON.parse(fixed), {
      type: 'object',
      properties: { who: { type: 'object', description: 'Who it is.', properties: { name } } },
    });
    assert.equal(fixed, JSON.stringify(JSON.parse(fixed), undefined, 2), 'it is laid out as before');
    assert.deepEqual(checkSchema(fixed).diagnostics, []);
  });

  for (const [what, schema] of [
    ['to what it stands in', withRef({ type: 'object', properties: { boss: { $ref: '#/$defs/person' } } })],
    ['to the whole schema', { type: 'object', properties: { part: { $ref: '#' } } }],
    [
      'with rules of its own beside it',
      { ...withRef({}), properties: { who: { $ref: '#/$defs/person', type: 'string' } } },
    ],
    ['to a name', withRef({ $anchor: 'here' })],
    [
      'to what would grow without bound',
      withRef(
        {},
        Object.fromEntries(
          Array.from({ length: 15 }, (_, n) => [
            `d${n}`,
            n === 14 ? {} : { allOf: Array(3).fill({ $ref: `#/$defs/d${n + 1}` }) },
          ]),
        ),
      ),
    ],
  ] as const)
    it(`${what} has no fix`, () => {
      const grown = what.startsWith('to what would')
        ? { ...schema, properties: { who: { $ref: '#/$defs/d0' } } }
        : schema;
      const { diagnostics } = checkSchema(grown);
      assert.equal(diagnostics[0]?.code, 'client_schema_reference');
      assert.equal(diagnostics[0].fix, undefined);
    });
});

describe('An agent skill', () => {
  const check = (frontMatter: string, folder = 'demo') => {
    const checked = checkFiles(new Map([['SKILL.md', Buffer.from(skillText(frontMatter))]]), folder);
    assertComplete(checked.diagnostics);
    return checked;
  };

  it('by the specification keeps its grade, whatever clients mind', () => {
    const { grade, diagnostics } = check(`name: demo\ndescription: ${'x'.repeat(201)}`);
    assert.equal(grade, 'ok');
    assert.deepEqual(
      diagnostics.map(({ code, severity, line, clients }) => [code, severity, line, clients]),
      [['client_skill_description', 'info', 3, ['claude-desktop']]],
    );
  });

  it('of 200 characters of description is taken by every client', () =>
    assert.deepEqual(check(`name: demo\ndescription: ${'x'.repeat(200)}`).diagnostics, []));

  it('whose description breaks the specification too is told once, with those who do not load it', () => {
    const { grade, diagnostics } = check(`name: demo\ndescription: ${'x'.repeat(1025)}`);
    assert.equal(grade, 'warned');
    assert.deepEqual(
      diagnostics.map(({ code, clients }) => [code, clients]),
      [['description_too_long', ['claude-desktop', 'vscode', 'codex', 'factory-droid']]],
    );
  });

  it('that says more in when_to_use is cut in the listing of Claude Code', () => {
    const { diagnostics } = check(`name: demo\ndescription: x\nwhen_to_use: ${'x'.repeat(1600)}`);
    assert.ok(
      diagnostics.find(({ code }) => code === 'client_skill_description')?.clients?.includes('claude-code'),
    );
  });

  it('whose name is not its folder’s is told who leaves it out', () => {
    const { diagnostics } = check('name: other\ndescription: x');
    assert.deepEqual(
      diagnostics.map(({ code, clients }) => [code, clients]),
      [['name_not_folder', ['vscode', 'cline']]],
    );
    assert.match(diagnostics[0]!.message, /VS Code \(Copilot\) and Cline leave it out\./u);
  });

  it('with a name of other letters is by the specification, and left out by VS Code and Zed', () => {
    const { grade, diagnostics } = check('name: größe\ndescription: x', 'größe');
    assert.equal(grade, 'ok');
    assert.deepEqual(
      diagnostics.map(({ code, severity, clients, line }) => [code, severity, clients, line]),
      [['client_skill_name', 'warning', ['vscode', 'zed'], 2]],
    );
  });

  it('without a name is told who wants one', () => {
    const { diagnostics } = check('description: x');
    const clients = diagnostics.find(({ code }) => code === 'name_missing')?.clients ?? [];
    assert.ok(
      clients.includes('gemini-cli') && !clients.includes('codex') && !clients.includes('claude-code'),
    );
  });
});

describe('The share of a listing', () => {
  it('is what each client shows of a skill, one line end after it', () => {
    const { listing } = checkFiles(
      new Map([['SKILL.md', Buffer.from(skillText('name: demo\ndescription: Does $& things.'))]]),
      'demo',
    );
    assert.deepEqual(
      listing.filter(({ client }) => ['claude-code', 'codex', 'factory-droid'].includes(client)),
      [
        { client: 'claude-code', characters: '- demo: Does $& things.\n'.length, budget: 8000 },
        {
          client: 'codex',
          characters: '- demo: Does $& things. (file: ~/.agents/skills/demo/SKILL.md)\n'.length,
          budget: 21_760,
        },
        { client: 'factory-droid', characters: 'demo: Does $& things.\n'.length, budget: 12_000 },
      ],
    );
    assert.deepEqual(
      listing.map(({ client }) => client),
      clientSkillRules.filter(({ listing: rule }) => rule?.value.limit).map(({ id }) => id),
    );
  });

  it('counts characters, and of a description no more than is shown', () => {
    const { listing } = ruleOf('claude-code');
    assert.equal(listingLength(listing!.value, 'x', '🙂'.repeat(2000)), '- x: \n'.length + 1536);
  });

  it('is none for a skill that is rejected', () =>
    assert.deepEqual(checkFiles(new Map([['SKILL.md', Buffer.from('a\0b')]]), 'demo').listing, []));
});

describe('The clients of a skill.yaml', () => {
  it('are known ones, or the nearest is offered', () => {
    const text = manifestText({ clients: '[claude_code, cursr, "vs_code", toaster]' });
    const { grade, diagnostics } = checkFiles(skillFiles({ 'skill.yaml': text }), 'meeting-notes');
    assert.equal(grade, 'ok');
    assert.deepEqual(
      diagnostics.map(({ code, message, fix }) => [code, /"(.*)"/u.exec(message)?.[1], fix?.title]),
      [
        ['unknown_client', 'cursr', 'Change to "cursor"'],
        ['unknown_client', 'vs-code', 'Change to "vscode"'],
        ['unknown_client', 'toaster', undefined],
      ],
    );
    const fixed = diagnostics.reduceRight((before, { fix }) => (fix ? applyFix(before, fix) : before), text);
    assert.match(fixed, /\[claude_code, cursor, vscode, toaster\]/u);
  });
});
