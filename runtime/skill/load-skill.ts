import type { FileContents } from '../files/digest.ts';
import { type Diagnostic, hasErrors, positionAt } from './diagnostic.ts';
import { guardrailTexts } from './guardrails.ts';
import type { JsonSchema, Skill, SkillManifest } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';
import { parseSchema } from './parse-schema.ts';
import { findPlaceholders } from './prompt-template.ts';

export const manifestFile = 'skill.yaml';
/** Past this a prompt leaves no room for anything else in a model's context. */
const maxPromptBytes = 512 * 1024;

export interface LoadedSkill {
  /** Undefined when a diagnostic is an error. */
  readonly skill: Skill | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a skill's files and puts them together. Never throws for what stands in the files.
 *
 * @param files the folder's files by path, as `readFolder` gives them
 */
export function loadSkill(files: FileContents): LoadedSkill {
  const manifestBytes = files.get(manifestFile);
  if (manifestBytes === undefined) {
    return { skill: undefined, diagnostics: [missingFile(manifestFile, manifestFile, 'skill', files)] };
  }
  const { manifest, diagnostics } = parseManifest(manifestFile, manifestBytes);
  if (manifest === undefined) return { skill: undefined, diagnostics };
  const found: Diagnostic[] = [...diagnostics];
  const inputSchema = loadSchema(files, manifest.inputSchemaFile, 'inputs.schema', found);
  const outputSchema = loadSchema(files, manifest.outputSchemaFile, 'outputs.schema', found);
  const prompt = loadPrompt(files, manifest, inputSchema, found);
  checkTests(files, manifest, found);
  checkGuardrails(manifest, found);
  if (hasErrors(found) || !inputSchema || !outputSchema || prompt === undefined) {
    return { skill: undefined, diagnostics: found };
  }
  return { skill: { manifest, prompt, inputSchema, outputSchema }, diagnostics: found };
}

function loadSchema(
  files: FileContents,
  file: string,
  key: string,
  found: Diagnostic[],
): JsonSchema | undefined {
  const bytes = files.get(file);
  if (bytes === undefined) {
    found.push(missingFile(manifestFile, file, key, files));
    return undefined;
  }
  const { schema, diagnostics } = parseSchema(file, bytes);
  found.push(...diagnostics);
  return schema;
}

function loadPrompt(
  files: FileContents,
  manifest: SkillManifest,
  inputSchema: JsonSchema | undefined,
  found: Diagnostic[],
): string | undefined {
  const file = manifest.promptFile;
  const bytes = files.get(file);
  if (bytes === undefined) {
    found.push(missingFile(manifestFile, file, 'execution.prompt', files));
    return undefined;
  }
  const prompt = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/u, '');
  const problem = (code: string, message: string, remedy: string, offset = 0): void => {
    found.push({ code, severity: 'error', message, file, ...positionAt(prompt, offset), remedy });
  };
  if (bytes.length > maxPromptBytes) {
    problem(
      'prompt_too_large',
      `The prompt is ${bytes.length} bytes; at most ${maxPromptBytes} are used.`,
      'Move reference material into files of its own.',
    );
  }
  if (prompt.trim() === '') problem('prompt_empty', 'The prompt is empty.', 'Write what the model is to do.');
  const known = Object.keys((inputSchema?.properties as object | undefined) ?? {});
  for (const { name, offset } of inputSchema ? findPlaceholders(prompt) : []) {
    if (known.includes(name)) continue;
    problem(
      'unknown_placeholder',
      `{{input.${name}}} names no input.`,
      `Use one of the inputs ${known.join(', ')}, or add it to ${manifest.inputSchemaFile}.`,
      offset,
    );
  }
  return prompt;
}

function checkTests(files: FileContents, manifest: SkillManifest, found: Diagnostic[]): void {
  for (const { name, fixture, expected } of manifest.tests) {
    for (const file of [fixture, expected]) {
      if (file !== undefined && !files.has(file))
        found.push(missingFile(manifestFile, file, `tests (${name})`, files));
    }
  }
}

function checkGuardrails(manifest: SkillManifest, found: Diagnostic[]): void {
  for (const id of manifest.guardrails) {
    if (Object.hasOwn(guardrailTexts, id)) continue;
    found.push({
      code: 'unknown_guardrail',
      severity: 'warning',
      message: `The guardrail "${id}" is not known here and has no effect.`,
      file: manifestFile,
      line: 1,
      column: 1,
      remedy: `Use one of ${Object.keys(guardrailTexts).join(', ')}.`,
    });
  }
}

function missingFile(file: string, missing: string, key: string, files: FileContents): Diagnostic {
  const other = [...files.keys()].find((path) => path.toLowerCase() === missing.toLowerCase());
  const remedy = other
    ? `Rename ${other} to ${missing}.`
    : `Add the file ${missing}, or correct the name in ${manifestFile}.`;
  return {
    code: 'file_missing',
    severity: 'error',
    message:
      missing === file
        ? `There is no ${missing} in the folder.`
        : `${key} names ${missing}, and there is no such file.`,
    file,
    line: 1,
    column: 1,
    remedy: missing === file ? 'Give a folder that holds a skill.yaml.' : remedy,
  };
}
