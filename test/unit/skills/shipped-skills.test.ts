import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import {
  listSkillFiles,
  readJson,
  readManifest,
  readText,
  type SchemaNode,
  skillIds,
} from '../../support/shipped-skill-files.ts';

/** What clients show in a skill list and accept in an upload. */
const descriptionLimit = 200;
/** Claude Desktop cuts a tool's result near 100,000 characters; the composed prompt has to stay below. */
const composedPromptLimit = 100_000;
const requiredHeadings = ['Outline', 'Triggers', 'Instructions', 'Output', 'Safety'];
const semanticVersion = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/u;
const propertyName = /^[A-Za-z0-9_]{1,64}$/u;
const placeholder = /\{\{([^}]*)\}\}/gu;
const secretPatterns = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/u,
  /\b(?:ghp|gho|ghs|ghu|github_pat|glpat|xox[abprs]|sk|pk|rk|npm|ya29)[-_.][A-Za-z0-9_-]{16,}/u,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/u,
  /\bAIza[A-Za-z0-9_-]{30,}/u,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./u,
  /:\/\/[^\s/:@]+:[^\s/@]+@/u,
  /(?:password|passwd|secret|api_?key|access_?token)["']?\s*[:=]\s*["'][^"'\s]{6,}["']/iu,
];
/** Zero-width, bidirectional-control and tag characters: text that a model reads and a person does not see. */
const hiddenText = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u;

function compileStrictly(schema: SchemaNode): ValidateFunction {
  return new Ajv2020({ strict: true, allErrors: true }).compile(schema);
}

function assertValid(validate: ValidateFunction, value: unknown, file: string): void {
  assert.ok(validate(value), `${file}: ${JSON.stringify(validate.errors, undefined, 2)}`);
}

/** Every schema below `node`, itself included, with the path that leads to it. */
function* walkSchema(node: SchemaNode, path = '#'): Generator<readonly [string, SchemaNode]> {
  yield [path, node];
  for (const [name, property] of Object.entries(node.properties ?? {}))
    yield* walkSchema(property, `${path}/${name}`);
  if (node.items) yield* walkSchema(node.items, `${path}[]`);
}

/** Every text under a key named `quote`, at any depth. */
function collectQuotes(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(collectQuotes);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'quote' && typeof inner === 'string' ? [inner] : collectQuotes(inner),
  );
}

describe('the skills that ship with the product', () => {
  it('are the roadmap reader and two for daily engineering work', () => {
    assert.deepEqual(skillIds.toSorted(), ['ci-failure-triage', 'pull-request-reviewer', 'roadmap-reader']);
  });

  for (const id of skillIds) {
    describe(id, () => {
      checkManifest(id);
      checkSchemas(id);
      checkPrompt(id);
      checkCases(id);
      checkFiles(id);
    });
  }
});

function checkManifest(id: string): void {
  it('has a manifest whose id is the name of its folder', () => {
    const manifest = readManifest(id);
    assert.equal(manifest.id, id);
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/u);
    assert.ok(id.length <= 40, 'the tool name must fit every client');
    assert.equal(manifest.schema, 'aios/v0.1');
    assert.match(manifest.version, semanticVersion);
    assert.equal(manifest.author, 'AI OS');
    assert.equal(manifest.license, 'Apache-2.0');
    assert.ok(['reader', 'analyzer', 'screener', 'guardrail', 'action'].includes(manifest.type));
    assert.equal(manifest.clients, undefined, 'it is for every client');
    assert.deepEqual(
      { ...manifest.execution, timeout_ms: 0 },
      { mode: 'suggest', prompt: 'prompt.md', timeout_ms: 0 },
    );
    assert.ok(manifest.execution.timeout_ms >= 1000);
  });

  it('says in one line that fits every client what it does and when to use it', () => {
    const { description } = readManifest(id);
    assert.ok(description.length <= descriptionLimit, `${description.length} characters`);
    assert.doesNotMatch(description, /[\n<>]/u);
    assert.match(description, /\bUse when\b/u);
  });

  it('names only guardrails that the product knows', () => {
    const known = ['no_sensitive_export', 'cite_sources_if_available', 'no_external_sharing'];
    const named = readManifest(id).guardrails.map((guardrail) => guardrail.id);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((guardrail) => !known.includes(guardrail)),
      [],
    );
  });

  it('works without any connection', () => {
    const connectors = readManifest(id).requires?.connectors ?? [];
    const expected = [{ id: 'gdrive', scopes: ['files.readonly'], optional: true }];
    assert.deepEqual(connectors, id === 'roadmap-reader' ? expected : []);
  });
}

function checkSchemas(id: string): void {
  for (const file of ['schema.input.json', 'schema.output.json']) {
    it(`has a ${file} that compiles in strict mode and that every client takes`, () => {
      const schema = readJson<SchemaNode>(id, file);
      compileStrictly(schema);
      assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
      assert.equal(schema.type, 'object');
      assert.ok(Array.isArray(schema.required));
      for (const [path, node] of walkSchema(schema)) {
        for (const keyword of ['$ref', 'oneOf', 'anyOf', 'allOf', 'not'])
          assert.ok(!Object.hasOwn(node, keyword), `${path} uses ${keyword}`);
        assert.ok(node.title && node.description, `${path} lacks title or description`);
        assert.equal(typeof node.type, 'string', `${path} lacks one single type`);
        if (node.type === 'object') assert.equal(node.additionalProperties, false, path);
        for (const name of Object.keys(node.properties ?? {})) assert.match(name, propertyName);
        if (node.type === 'array') assert.ok(Object.hasOwn(node, 'maxItems'), `${path} has no limit`);
        if (node.type === 'string')
          assert.ok(node.maxLength || node.enum || node.pattern, `${path} has no limit`);
      }
    });
  }
}

function checkPrompt(id: string): void {
  it('has a prompt with one title and the sections that clients load step by step', () => {
    const prompt = readText(id, 'prompt.md');
    const headings = [...prompt.matchAll(/^## (.+)$/gmu)].map((match) => match[1]);
    assert.equal([...prompt.matchAll(/^# .+$/gmu)].length, 1);
    assert.equal(new Set(headings).size, headings.length);
    assert.deepEqual(
      headings.filter((heading) => requiredHeadings.includes(heading ?? '')),
      requiredHeadings,
    );
    const outline = /^## Outline\n\n(.+?)\n\n## /msu.exec(prompt)?.[1] ?? '';
    const lines = outline.split('\n').length;
    assert.ok(lines >= 2 && lines <= 4, `the outline has ${lines} lines`);
  });

  it('uses each of its inputs exactly once in the prompt, and nothing else', () => {
    const { properties } = readJson<SchemaNode>(id, 'schema.input.json');
    const used = [...readText(id, 'prompt.md').matchAll(placeholder)].map((match) => match[1]);
    assert.deepEqual(
      used.toSorted(),
      Object.keys(properties ?? {})
        .map((name) => `input.${name}`)
        .toSorted(),
    );
  });

  it('fences its documents and tells the model that their content is data', () => {
    const prompt = readText(id, 'prompt.md');
    const { required = [] } = readJson<SchemaNode>(id, 'schema.input.json');
    for (const name of required)
      assert.ok(prompt.includes(`<${name}>\n{{input.${name}}}\n</${name}>`), `${name} is not fenced`);
    const safety = prompt.split('\n## Safety\n')[1]?.split('\n## ')[0] ?? '';
    assert.match(safety, /\bdata\b/u);
    assert.match(safety, /never\s+(an\s+instruction|change)/u);
  });

  it('names every property of the answer in the prompt, since a client may not show the schema', () => {
    const prompt = readText(id, 'prompt.md');
    const fixedValues: string[] = [];
    for (const [path, node] of walkSchema(readJson<SchemaNode>(id, 'schema.output.json'))) {
      const name = path.split('/').at(-1)?.replaceAll('[]', '') ?? '';
      if (name !== '#')
        assert.match(prompt, new RegExp(`\\b${name}\\b`, 'u'), `${path} is not in the prompt`);
      if (Array.isArray(node.enum)) fixedValues.push(...(node.enum as string[]));
    }
    assert.deepEqual(
      fixedValues.filter((value) => !prompt.includes(`\`${value}\``)),
      [],
    );
  });

  it('stays below the size at which clients cut results, with the largest input', () => {
    const { properties } = readJson<SchemaNode>(id, 'schema.input.json');
    const inputs = Object.values(properties ?? {}).reduce((sum, node) => sum + (node.maxLength ?? 20), 0);
    assert.ok(readText(id, 'prompt.md').length + inputs < composedPromptLimit);
  });
}

function checkCases(id: string): void {
  it('has two or three test cases with names and files of their own', () => {
    const { tests } = readManifest(id);
    assert.ok(tests.length >= 2);
    assert.equal(new Set(tests.map((test) => test.name)).size, tests.length);
    const named = tests.flatMap((test) => [test.fixture, test.expected]);
    const present = listSkillFiles(id).filter((file) => file.startsWith('tests/'));
    assert.deepEqual(named.toSorted(), present.toSorted());
  });

  for (const { name, fixture, expected } of readManifest(id).tests) {
    it(`has a valid input and a valid answer: ${name}`, () => {
      assertValid(compileStrictly(readJson(id, 'schema.input.json')), readJson(id, fixture), fixture);
      assertValid(compileStrictly(readJson(id, 'schema.output.json')), readJson(id, expected), expected);
    });

    it(`refuses that input or answer with something missing or added: ${name}`, () => {
      for (const [file, schemaFile] of [
        [fixture, 'schema.input.json'],
        [expected, 'schema.output.json'],
      ] as const) {
        const schema = readJson<SchemaNode>(id, schemaFile);
        const validate = compileStrictly(schema);
        const value = readJson(id, file);
        assert.equal(validate({ ...value, unexpected: true }), false);
        for (const key of schema.required ?? []) {
          const { [key]: _left, ...rest } = value;
          assert.equal(validate(rest), false, `${file} is valid without ${key}`);
        }
      }
    });

    it(`quotes only what stands in the input, on one line: ${name}`, () => {
      const lines = Object.values(readJson(id, fixture)).flatMap((value) => String(value).split('\n'));
      for (const quote of collectQuotes(readJson(id, expected)))
        assert.ok(
          lines.some((line) => line.includes(quote)),
          `not in the input: ${quote}`,
        );
    });
  }
}

function checkFiles(id: string): void {
  it('holds the files of a skill and no others', () => {
    const files = listSkillFiles(id).filter((file) => !file.startsWith('tests/'));
    assert.deepEqual(files.toSorted(), [
      'changelog.md',
      'prompt.md',
      'schema.input.json',
      'schema.output.json',
      'skill.yaml',
    ]);
  });

  it('has a changelog entry for its version', () => {
    const { version } = readManifest(id);
    const newest = /^## \[([^\]]+)\] - \d{4}-\d{2}-\d{2}$/mu.exec(readText(id, 'changelog.md'));
    assert.equal(newest?.[1], version);
  });

  it('holds no secret, no hidden text and only tidy text files', () => {
    for (const file of listSkillFiles(id)) {
      const text = readText(id, file);
      for (const pattern of secretPatterns) assert.doesNotMatch(text, pattern, file);
      assert.doesNotMatch(text, hiddenText, file);
      assert.ok(text.endsWith('\n') && !text.includes('\r'), `${file}: line ends`);
      if (file.endsWith('.json'))
        assert.equal(
          text,
          `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`,
          `${file} has not two spaces`,
        );
    }
  });
}
