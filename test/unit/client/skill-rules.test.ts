import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import type { Known } from '../../../runtime/client/skill-rules.ts';
import { clientSkillRules } from '../../../runtime/client/skill-rules-table.ts';
import { compatibilityTable } from '../../support/compatibility-table.ts';

describe('The rules of the clients', () => {
  it('are there for each client that is delivered to, by the same id and name, and once', () => {
    const rules = new Map(clientSkillRules.map(({ id, name }) => [id, name]));
    assert.equal(rules.size, clientSkillRules.length);
    for (const { id, name } of clientMatrix) assert.equal(rules.get(id), name);
  });

  it('are there for seventeen clients', () => assert.equal(clientSkillRules.length, 17));

  for (const client of clientSkillRules) {
    it(`say of each of ${client.name} where it is known from`, () => {
      const cells = Object.entries(client).filter(
        (entry): entry is [string, Known<object>] => typeof entry[1] === 'object',
      );
      assert.deepEqual(
        cells.map(([name]) => name).filter((name) => !['toolDescription', 'listing'].includes(name)),
        ['toolName', 'schema', 'agentSkill'],
      );
      for (const [name, { source }] of cells) assert.ok(source.length >= 15, `${name} has no source`);
    });

    it(`have patterns of ${client.name} that can be used`, () => {
      const { toolName, schema, agentSkill } = client;
      assert.match('a_b', new RegExp(`^[${toolName.value.characters}]+$`, 'u'));
      assert.ok(toolName.value.composed.includes('{tool}'));
      for (const rule of [schema.value.propertyNames, agentSkill.value.name])
        if (rule !== undefined) assert.match('notes', new RegExp(`^(?:${rule.pattern})$`, 'u'));
    });
  }

  it('stand in docs/client-compatibility.md as they are (else run test/support/compatibility-table.ts)', () => {
    const docs = readFileSync(new URL('../../../docs/client-compatibility.md', import.meta.url), 'utf8');
    assert.ok(docs.includes(compatibilityTable()), 'the table is stale');
  });
});
