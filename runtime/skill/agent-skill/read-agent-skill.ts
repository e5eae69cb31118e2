import type { FileContents } from '../../files/digest.ts';
import type { Diagnostic, Place } from '../diagnostic.ts';
import { type AgentSkill, specificationKeys } from './agent-skill.ts';
import { toolsOf } from './allowed-tools.ts';
import { checkSpecification } from './check-specification.ts';
import { deriveDescription, idFromName } from './derive.ts';
import { Findings } from './findings.ts';
import { quoteSalvaged } from './front-matter-fixes.ts';
import { decodeText } from './lenient-text.ts';
import { type Field, type FieldValue, type FrontMatter, parseFrontMatter } from './parse-front-matter.ts';
import { splitFrontMatter } from './split-front-matter.ts';

/** How well a skill fits the specification: valid, usable all the same, or not usable. */
export type Grade = 'ok' | 'warned' | 'rejected';

export interface AgentSkillReading {
  readonly grade: Grade;
  /** Undefined when rejected. */
  readonly skill: AgentSkill | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the keys of its front matter stand. */
  readonly fields?: ReadonlyMap<string, Place>;
}

/** Past this no client loads a SKILL.md; real ones go up to some 100 kB. */
const maxSkillBytes = 2 * 1024 * 1024;

/** @returns the name of the file that holds the skill: `SKILL.md`, or its nearest misspelling; undefined for none */
export function findSkillFile(files: FileContents): string | undefined {
  if (files.has('SKILL.md')) return 'SKILL.md';
  return [...files.keys()].find((path) => path.toLowerCase() === 'skill.md');
}

/**
 * Reads an agent skill as leniently as the client guide asks and grades it as strictly as the specification does.
 * Never throws for what stands in the files.
 *
 * @param files the folder's files by path
 * @param folder the folder's name, which the specification wants the skill to be named after
 */
export function readAgentSkill(files: FileContents, folder: string): AgentSkillReading {
  const file = findSkillFile(files);
  const findings = new Findings(file ?? 'SKILL.md');
  const bytes = file === undefined ? undefined : files.get(file);
  if (file === undefined || bytes === undefined) {
    findings.add(
      'error',
      'file_missing',
      'There is no SKILL.md in the folder.',
      'Give a folder that holds a SKILL.md.',
    );
    return rejected(findings);
  }
  if (file !== 'SKILL.md') {
    findings.add(
      'warning',
      'file_name',
      `The file is called ${file}; many clients look for SKILL.md only.`,
      'Rename it to SKILL.md.',
    );
  }
  if (bytes.length > maxSkillBytes) {
    findings.add(
      'error',
      'file_too_large',
      `The file is ${bytes.length} bytes; at most ${maxSkillBytes} are read.`,
      'Move reference material into references/.',
    );
    return rejected(findings);
  }
  const text = decodeText(bytes, findings);
  if (text === undefined) return rejected(findings);
  const split = splitFrontMatter(text);
  const frontMatter = readFields(split, findings);
  if (frontMatter === undefined) return rejected(findings);
  const skill = assemble({ file, folder, body: split.body, fields: frontMatter.fields }, findings);
  if (skill === undefined) return rejected(findings);
  checkSpecification({ skill, fields: frontMatter.fields, folder, split }, findings);
  const grade = findings.list.some(({ severity }) => severity !== 'info') ? 'warned' : 'ok';
  return { grade, skill, diagnostics: findings.list, fields: frontMatter.fields };
}

function rejected({ list }: Findings): AgentSkillReading {
  return { grade: 'rejected', skill: undefined, diagnostics: list };
}

function readFields(split: ReturnType<typeof splitFrontMatter>, findings: Findings): FrontMatter | undefined {
  const { yaml, yamlLine, isUnterminated, fence } = split;
  const conflict = yaml === undefined ? undefined : /^(?:<{7}|={7}|>{7})(?: .*)?$/mu.exec(yaml);
  if (yaml !== undefined && conflict) {
    const line = yamlLine + yaml.slice(0, conflict.index).split(/\r\n|\r|\n/u).length - 1;
    findings.add(
      'error',
      'conflict_marker',
      'The front matter holds an unresolved merge conflict.',
      'Decide which side is meant and remove the markers.',
      { line, column: 1 },
    );
    return undefined;
  }
  if (fence !== undefined) {
    const [message, remedy] =
      fence === 'late'
        ? [
            'Empty lines, a comment or a code fence stand before the front matter.',
            'Let the file begin with ---.',
          ]
        : ['The front matter is ended by three dots.', 'End it with a line ---.'];
    findings.add('warning', 'front_matter_fence', message, remedy);
  }
  if (yaml === undefined || isUnterminated) {
    const [message, remedy] = isUnterminated
      ? ['The front matter is begun with --- and never ended.', 'Add a line --- after its last key.']
      : ['The file has no front matter.', 'Begin it with --- and the keys name and description.'];
    findings.add('warning', 'front_matter_missing', message, remedy);
  }
  if (yaml === undefined) return { fields: new Map(), problem: undefined, breaches: [] };
  const frontMatter = parseFrontMatter(yaml, yamlLine);
  const { problem, breaches, fields } = frontMatter;
  for (const { code, message, remedy, line, column } of breaches) {
    findings.add('warning', code, `${message} The specification's own validator does not read it.`, remedy, {
      line,
      column,
    });
  }
  if (problem === undefined) return frontMatter;
  if (fields.size > 0) {
    findings.add(
      'warning',
      'yaml_syntax',
      `${problem.message}. Each key was read by itself.`,
      'Put the value in quotes.',
      problem,
      quoteSalvaged(fields, split),
    );
    return frontMatter;
  }
  findings.add('error', 'yaml_syntax', `${problem.message}.`, 'Correct the YAML at this place.', problem);
  return undefined;
}

interface Parts {
  readonly file: string;
  readonly folder: string;
  readonly body: string;
  readonly fields: ReadonlyMap<string, Field>;
}

function assemble({ file, folder, body, fields }: Parts, findings: Findings): AgentSkill | undefined {
  const name = textOf(fields, 'name') ?? folder;
  const written = textOf(fields, 'description');
  const description = written ?? deriveDescription(body);
  if (description === undefined) {
    findings.add(
      'error',
      'description_missing',
      'The skill has no description, and its body has no text to take one from.',
      'Add description: what it does and when to use it.',
      fields.get('description'),
    );
    return undefined;
  }
  if (written === undefined) {
    findings.add(
      'warning',
      'description_missing',
      'The skill has no description; the first paragraph of its body stands in for it.',
      'Add description: what it does and when to use it.',
      fields.get('description'),
    );
  }
  const metadata = mapOf(fields.get('metadata')?.value);
  const extra = Object.fromEntries(
    [...fields].filter(([key]) => !specificationKeys.has(key)).map(([key, { value }]) => [key, value]),
  );
  return {
    name,
    id: idFromName(name) || idFromName(folder) || 'skill',
    description,
    license: textOf(fields, 'license'),
    compatibility: textOf(fields, 'compatibility'),
    version: asText(metadata.version) ?? textOf(fields, 'version'),
    author: asText(metadata.author) ?? textOf(fields, 'author'),
    allowedTools: toolsOf(fields.get('allowed-tools')?.value),
    extra,
    metadata,
    body,
    file,
  };
}

function textOf(fields: ReadonlyMap<string, Field>, key: string): string | undefined {
  return asText(fields.get(key)?.value);
}

function asText(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function mapOf(value: FieldValue | undefined): Readonly<Record<string, FieldValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, FieldValue>)
    : {};
}
