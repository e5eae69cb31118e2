import assert from 'node:assert/strict';
import { missingInputs } from '../../../runtime/mcp/calls/missing-inputs.ts';

const inputSchema = {
  type: 'object',
  properties: {
    title: { type: 'string', title: 'Title', description: 'What it is called.', minLength: 3 },
    count: { type: 'integer' },
    tone: { enum: ['plain', 'warm'] },
    list: { type: 'array', items: { type: 'string' } },
  },
  required: ['title', 'count', 'tone'],
};

describe('inputs that a model left out', () => {
  it('are asked for in a form with a field each', () => {
    assert.deepEqual(missingInputs({ inputSchema }, { count: 3 }), {
      type: 'object',
      properties: {
        title: { title: 'Title', description: 'What it is called.', type: 'string' },
        tone: { type: 'string', enum: ['plain', 'warm'] },
      },
      required: ['title', 'tone'],
    });
  });

  it('are not asked for where nothing is missing or a form cannot hold it', () => {
    assert.equal(missingInputs({ inputSchema }, { title: 'x', count: 1, tone: 'plain' }), undefined);
    const needsList = { ...inputSchema, required: ['title', 'list'] };
    assert.equal(missingInputs({ inputSchema: needsList }, {}), undefined);
    assert.equal(missingInputs({ inputSchema: { ...inputSchema, required: ['toString'] } }, {}), undefined);
    assert.equal(missingInputs({ inputSchema: { type: 'object', required: 'title' } }, {}), undefined);
    const many = Array.from({ length: 9 }, (_, index) => `p${index}`);
    const properties = Object.fromEntries(many.map((name) => [name, { type: 'string' }]));
    assert.equal(missingInputs({ inputSchema: { properties, required: many } }, {}), undefined);
  });
});
