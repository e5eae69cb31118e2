import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { inlineReferences } from '../../../runtime/check/inline-references.ts';
import type { JsonSchema } from '../../../runtime/skill/manifest.ts';
import { walkSchema } from '../../../runtime/skill/walk-schema.ts';
import { applyFix } from '../../support/apply-fix.ts';
import '../../support/property-seed.ts';

/** A schema that may refer to the definitions behind it, so that none refers to itself. */
function schemaBefore(level: number, depth = 2): fc.Arbitrary<JsonSchema> {
  const leaf = fc.constantFrom<JsonSchema>(
    { type: 'string' },
    { type: 'integer', minimum: 1 },
    { enum: ['a', { $ref: '#/$defs/d0' }] },
    {},
  );
  const reference = fc
    .tuple(
      fc.integer({ min: Math.min(level, 3), max: 3 }),
      fc.constantFrom({}, { description: 'x' }, { title: 'y' }),
    )
    .map(([index, beside]) => ({ ...beside, $ref: `#/$defs/d${index}` }));
  if (depth === 0) return level > 3 ? leaf : fc.oneof(leaf, reference);
  const inner = schemaBefore(level, depth - 1);
  const group = fc.oneof(
    inner.map((items) => ({ type: 'array', items })),
    fc.record({ a: inner, b: inner }).map((properties) => ({ type: 'object', properties })),
    fc.array(inner, { minLength: 1, maxLength: 2 }).map((anyOf) => ({ anyOf })),
  );
  return level > 3 ? fc.oneof(leaf, group) : fc.oneof(leaf, reference, group);
}

const schemas = fc
  .record({
    properties: fc.record({ a: schemaBefore(0), b: schemaBefore(0) }),
    $defs: fc.record({ d0: schemaBefore(1), d1: schemaBefore(2), d2: schemaBefore(3), d3: schemaBefore(4) }),
  })
  .map((schema) => ({ type: 'object', ...schema }));

describe('Writing out the references of a schema', () => {
  it('leaves none, and takes exactly the values that were taken before', () => {
    const layouts = fc.constantFrom(undefined, 2, '\t');
    fc.assert(
      fc.property(schemas, layouts, fc.array(fc.jsonValue(), { maxLength: 8 }), (schema, layout, values) => {
        const text = JSON.stringify(schema, undefined, layout);
        const fix = inlineReferences(text, schema);
        if (fix === undefined) return;
        const after = JSON.parse(applyFix(text, fix)) as JsonSchema;
        assert.ok(
          [...walkSchema(after)].every((part) => !('$ref' in part.schema) && !('$defs' in part.schema)),
        );
        const ajv = new Ajv2020({ strict: false });
        const [before, now] = [ajv.compile(schema), ajv.compile(after)];
        for (const a of [...values, 'a', 1, ['a'], { a: 'a', b: 1 }, { $ref: '#/$defs/d0' }])
          for (const value of [{ a }, { b: a }])
            assert.equal(now(value), before(value), JSON.stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  it('is done for most schemas', () => {
    const done = fc.sample(schemas, 100).filter((schema) => inlineReferences(JSON.stringify(schema), schema));
    assert.ok(done.length > 90, `${done.length} of 100`);
  });
});
