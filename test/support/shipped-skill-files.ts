import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const skillsFolder = join(dirname(fileURLToPath(import.meta.url)), '../../skills');
/** The folders below skills/, each a skill that ships with the product. */
export const skillIds = readdirSync(skillsFolder).filter((name) =>
  statSync(join(skillsFolder, name)).isDirectory(),
);

/** As much of a JSON Schema as the checks look at. */
export interface SchemaNode {
  readonly [keyword: string]: unknown;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly maxLength?: number;
}

/** A skill.yaml as it stands in the file, nothing filled in. */
export interface Manifest {
  readonly schema: string;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly author: string;
  readonly license: string;
  readonly type: string;
  readonly clients: readonly string[];
  readonly requires?: { readonly connectors: readonly unknown[] };
  readonly inputs: { readonly schema: string };
  readonly outputs: { readonly schema: string };
  readonly guardrails: readonly { readonly id: string }[];
  readonly execution: { readonly mode: string; readonly prompt: string; readonly timeout_ms: number };
  readonly tests: readonly { readonly name: string; readonly fixture: string; readonly expected: string }[];
}

export type JsonObject = Record<string, unknown>;

/** A file of a shipped skill, read anew each time. */
export const readText = (id: string, file: string): string =>
  readFileSync(join(skillsFolder, id, file), 'utf8');
/** The same, parsed as JSON. */
export const readJson = <T = JsonObject>(id: string, file: string): T => JSON.parse(readText(id, file)) as T;
/** The skill's manifest, parsed without the runtime. */
export const readManifest = (id: string): Manifest => parse(readText(id, 'skill.yaml')) as Manifest;

/** All cases of a skill: the input and the answer it should give. */
export function readCases<Input, Output>(id: string): { name: string; input: Input; output: Output }[] {
  return readManifest(id).tests.map(({ name, fixture, expected }) => ({
    name,
    input: readJson<Input>(id, fixture),
    output: readJson<Output>(id, expected),
  }));
}

/** Every file of a shipped skill, as paths with / relative to its folder. */
export function listSkillFiles(id: string): string[] {
  const folder = join(skillsFolder, id);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
