import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { FileContents } from '../files/digest.ts';
import { decodeText } from './decode-text.ts';
import { type Diagnostic, positionAt } from './diagnostic.ts';
import { type JsonPath, jsonPlace, jsonTree, pointerPath } from './json-places.ts';
import { linearPatterns } from './linear-patterns.ts';
import type { JsonSchema, SkillManifest } from './manifest.ts';

/** A test's input is at most as large as what a model reads at once; larger ones are not looked into. */
const maxTestBytes = 1024 * 1024;
/** Of one file: more than a person reads at once. */
const maxProblems = 5;

/**
 * Looks into the files of a skill's tests: each is JSON, and a fixture is an input that the skill takes. That one is
 * not is a warning: a test may mean to show that an input is refused. What an expected answer holds is for the runner
 * of the tests to say.
 *
 * @param inputSchema compiles; undefined when there is none to hold fixtures against
 */
export function checkTestFiles(
  files: FileContents,
  manifest: SkillManifest,
  inputSchema: JsonSchema | undefined,
): Diagnostic[] {
  const validate = inputSchema && manifest.tests.length > 0 ? compile(inputSchema) : () => [];
  const fixtures = new Set(manifest.tests.map(({ fixture }) => fixture));
  const expected = manifest.tests.flatMap((test) => test.expected ?? []);
  return [...new Set([...fixtures, ...expected])].flatMap((file) => {
    const bytes = files.get(file);
    if (bytes === undefined || bytes.length > maxTestBytes) return [];
    return checkTestFile(file, bytes, fixtures.has(file) ? validate : () => []);
  });
}

type Validate = (value: unknown) => ErrorObject[];

function checkTestFile(file: string, bytes: Uint8Array, validate: Validate): Diagnostic[] {
  const text = decodeText(bytes);
  const tell = (
    code: string,
    message: string,
    remedy: string,
    place = { line: 1, column: 1 },
  ): Diagnostic[] => [{ code, severity: 'warning', message, file, ...place, remedy }];
  if (text === undefined) return tell('not_utf8', 'The file is not UTF-8 text.', 'Save it as UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const errors: Parameters<typeof jsonTree>[1] = [];
    jsonTree(text, errors);
    const place = positionAt(text, errors[0]?.offset ?? 0);
    return tell('test_not_json', 'The file is not JSON.', 'Correct the JSON at this place.', place);
  }
  return validate(value).flatMap((error) => {
    const { path, problem } = describe(error);
    const message = `${path.length === 0 ? 'The fixture' : `"${path.join('.')}"`} ${problem}.`;
    return tell(
      'fixture_invalid',
      message,
      'Correct it to the input schema, or the schema to it.',
      jsonPlace(text, path),
    );
  });
}

/** What a fixture breaks, and where it stands: an unknown property where it is, a missing one where it should be. */
function describe({ instancePath, keyword, params, message }: ErrorObject): {
  path: JsonPath;
  problem: string;
} {
  const path = pointerPath(instancePath);
  const unknown: unknown = params.additionalProperty ?? params.unevaluatedProperty;
  if (typeof unknown === 'string')
    return { path: [...path, unknown], problem: 'is no property of the input' };
  if (keyword === 'required') return { path, problem: `lacks the property "${params.missingProperty}"` };
  if (keyword === 'enum') return { path, problem: `must be one of ${JSON.stringify(params.allowedValues)}` };
  if (keyword === 'const') return { path, problem: `must be ${JSON.stringify(params.allowedValue)}` };
  return { path, problem: message ?? 'is not valid' };
}

function compile(schema: JsonSchema): Validate {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    ownProperties: true,
    code: { regExp: linearPatterns },
  });
  const validate = ajv.compile(schema);
  return (value) => {
    try {
      return validate(value) ? [] : (validate.errors ?? []).slice(0, maxProblems);
    } catch {
      // A schema that refers to itself is checked by functions that call themselves.
      return [];
    }
  };
}
