import type { FileContents } from '../files/digest.ts';
import { checkTestFiles } from './check-test-files.ts';
import { decodeText } from './decode-text.ts';
import { type Diagnostic, type Fix, hasErrors, positionAt, rangeAt, replace } from './diagnostic.ts';
import { guardrailTexts } from './guardrails.ts';
import type { JsonSchema, Skill, SkillManifest } from './manifest.ts';
import { nearest, nearestName } from './nearest.ts';
import { type ParsedManifest, parseManifest } from './parse-manifest.ts';
import { parseSchema } from './parse-schema.ts';
import {
  findPlaceholders,
  findStrayPlaceholders,
  isPlaceholderName,
  type Placeholder,
} from './prompt-template.ts';

export const manifestFile = 'skill.yaml';
/** Past this a prompt leaves no room for anything else in a model's context. */
const maxPromptBytes = 512 * 1024;

export interface LoadedSkill {
  /** Undefined when a diagnostic is an error. */
  readonly skill: Skill | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadedTypedSkill extends LoadedSkill, Partial<Pick<ParsedManifest, 'placeOf' | 'rangeOf'>> {}

/**
 * Checks the files of a skill with a skill.yaml and puts them together. Never throws for what stands in the files.
 *
 * @param files the folder's files by path, as `readFolder` gives them
 */
export function loadTypedSkill(files: FileContents): LoadedTypedSkill {
  const manifestBytes = files.get(manifestFile);
  if (manifestBytes === undefined) return { skill: undefined, diagnostics: [missingManifest(files)] };
  const { manifest, diagnostics, placeOf, rangeOf } = parseManifest(manifestFile, manifestBytes);
  if (manifest === undefined) return { skill: undefined, diagnostics };
  const loading: Loading = { files, manifest, placeOf, rangeOf, found: [...diagnostics] };
  const inputSchema = loadSchema(loading, manifest.inputSchemaFile ?? '', ['inputs', 'schema']);
  const outputSchema = loadSchema(loading, manifest.outputSchemaFile ?? '', ['outputs', 'schema']);
  const prompt = loadPrompt(loading, inputSchema);
  checkTests(loading, inputSchema);
  checkGuardrails(loading);
  const { found } = loading;
  if (hasErrors(found) || !inputSchema || !outputSchema || prompt === undefined) {
    return { skill: undefined, diagnostics: found };
  }
  const skill = { manifest, prompt, inputSchema, outputSchema };
  return { skill, diagnostics: found, placeOf, rangeOf };
}

interface Loading extends Pick<ParsedManifest, 'placeOf' | 'rangeOf'> {
  readonly files: FileContents;
  readonly manifest: SkillManifest;
  readonly found: Diagnostic[];
}

/** @param key where in the manifest the file is named */
function findFile(loading: Loading, file: string, key: readonly string[]): Uint8Array | undefined {
  const bytes = loading.files.get(file);
  if (bytes === undefined) {
    const other = similarName(loading.files, file);
    const meant = other ?? nearestName(file, [...loading.files.keys()]);
    const range = loading.rangeOf(key);
    const fix = meant && range && replace(`Change to "${meant}"`, range, JSON.stringify(meant));
    loading.found.push({
      code: 'file_missing',
      severity: 'error',
      message: `${key.join('.')} names ${file}, and there is no such file.`,
      file: manifestFile,
      ...loading.placeOf(key),
      remedy: other
        ? `Rename ${other} to ${file}.`
        : `${nearest(file, [...loading.files.keys()])}Add the file ${file}, or correct the name in ${manifestFile}.`,
      ...(fix && { fix }),
    });
  }
  return bytes;
}

function loadSchema(loading: Loading, file: string, key: readonly string[]): JsonSchema | undefined {
  const bytes = findFile(loading, file, key);
  if (bytes === undefined) return undefined;
  const { schema, diagnostics } = parseSchema(file, bytes);
  loading.found.push(...diagnostics);
  return schema;
}

function loadPrompt(loading: Loading, inputSchema: JsonSchema | undefined): string | undefined {
  const file = loading.manifest.promptFile;
  const bytes = findFile(loading, file, ['execution', 'prompt']);
  if (bytes === undefined) return undefined;
  const prompt = decodeText(bytes);
  const problem: TellProblem = (code, message, remedy, offset = 0, fix) => {
    const place = positionAt(prompt ?? '', offset);
    loading.found.push({ code, severity: 'error', message, file, ...place, remedy, ...(fix && { fix }) });
  };
  if (prompt === undefined) {
    problem('not_utf8', 'The prompt is not UTF-8 text.', 'Save it as UTF-8.');
    return undefined;
  }
  if (bytes.length > maxPromptBytes) {
    problem(
      'prompt_too_large',
      `The prompt is ${bytes.length} bytes; at most ${maxPromptBytes} are used.`,
      'Move reference material into files of its own.',
    );
    return undefined;
  }
  if (prompt.trim() === '') problem('prompt_empty', 'The prompt is empty.', 'Write what the model is to do.');
  if (inputSchema) checkPlaceholders(prompt, inputSchema, loading.manifest.inputSchemaFile ?? '', problem);
  return prompt;
}

type TellProblem = (code: string, message: string, remedy: string, offset?: number, fix?: Fix) => void;

/** At most this many placeholders are told; a prompt with more was made from something else. */
const maxPlaceholderProblems = 20;

function checkPlaceholders(
  prompt: string,
  inputSchema: JsonSchema,
  schemaFile: string,
  problem: TellProblem,
): void {
  const known = new Set(Object.keys((inputSchema.properties as object | undefined) ?? {}));
  const use = known.size > 0 ? `Use one of the inputs ${[...known].join(', ')}, or add` : 'Add';
  const unknown = findPlaceholders(prompt).filter(({ name }) => !known.has(name));
  for (const { name, offset } of unknown.slice(0, maxPlaceholderProblems)) {
    const message = `{{input.${name}}} names no input.`;
    const remedy = `${nearest(name, [...known])}${use} it to ${schemaFile}.`;
    problem('unknown_placeholder', message, remedy, offset, renameInput(prompt, { name, offset }, known));
  }
  for (const { text, offset } of findStrayPlaceholders(prompt).slice(0, maxPlaceholderProblems)) {
    const remedy = 'Write {{input.name}}, with a name of letters, digits and _, that begins with no digit.';
    problem('bad_placeholder', `${text} is no placeholder and would stay as it is.`, remedy, offset);
  }
}

function renameInput(
  prompt: string,
  { name, offset }: Placeholder,
  known: ReadonlySet<string>,
): Fix | undefined {
  const meant = nearestName(name, [...known].filter(isPlaceholderName));
  if (meant === undefined) return undefined;
  const start = prompt.indexOf(name, prompt.indexOf('.', offset));
  return replace(`Change to "${meant}"`, rangeAt(prompt, start, start + name.length), meant);
}

function checkTests(loading: Loading, inputSchema: JsonSchema | undefined): void {
  for (const [index, { fixture, expected }] of loading.manifest.tests.entries()) {
    findFile(loading, fixture, ['tests', String(index), 'fixture']);
    if (expected !== undefined) findFile(loading, expected, ['tests', String(index), 'expected']);
  }
  loading.found.push(...checkTestFiles(loading.files, loading.manifest, inputSchema));
}

function checkGuardrails({ manifest, placeOf, rangeOf, found }: Loading): void {
  for (const [index, id] of manifest.guardrails.entries()) {
    if (Object.hasOwn(guardrailTexts, id)) continue;
    const known = Object.keys(guardrailTexts);
    const path = ['guardrails', String(index), 'id'];
    const meant = nearestName(id, known);
    const range = rangeOf(path);
    const fix = meant && range && replace(`Change to "${meant}"`, range, meant);
    found.push({
      code: 'unknown_guardrail',
      severity: 'warning',
      message: `The guardrail "${id}" is not known here and has no effect.`,
      file: manifestFile,
      ...placeOf(path),
      remedy: `${nearest(id, known)}Use one of ${known.join(', ')}.`,
      ...(fix && { fix }),
    });
  }
}

function missingManifest(files: FileContents): Diagnostic {
  const other = similarName(files, manifestFile) ?? similarName(files, 'skill.yml');
  return {
    code: 'file_missing',
    severity: 'error',
    message: `There is no ${manifestFile} in the folder.`,
    file: manifestFile,
    line: 1,
    column: 1,
    remedy: other ? `Rename ${other} to ${manifestFile}.` : `Give a folder that holds a ${manifestFile}.`,
  };
}

/** @returns a file whose name differs only in upper and lower case, which some systems do not tell apart */
function similarName(files: FileContents, name: string): string | undefined {
  return [...files.keys()].find((path) => path.toLowerCase() === name.toLowerCase());
}
