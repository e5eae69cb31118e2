import { positionAt } from '../diagnostic.ts';
import { type AgentSkill, clientKeys, specificationKeys } from './agent-skill.ts';
import { isSpaceSeparated } from './allowed-tools.ts';
import type { Findings } from './findings.ts';
import { addName, meantKey, renameKey, renameTo, spaceTools } from './front-matter-fixes.ts';
import type { Field, FieldValue } from './parse-front-matter.ts';
import { isSpecificationName } from './specification-name.ts';
import type { SplitSkill } from './split-front-matter.ts';

const maxName = 64;
const maxDescription = 1024;
const maxCompatibility = 500;

export interface ToCheck {
  readonly skill: AgentSkill;
  readonly fields: ReadonlyMap<string, Field>;
  readonly folder: string;
  readonly split: SplitSkill;
}

/** Holds a skill against the Agent Skills specification (agentskills.io, specification): each breach is a warning. */
export function checkSpecification({ skill, fields, folder, split }: ToCheck, findings: Findings): void {
  checkName(fields.get('name'), folder, split, findings);
  checkTexts(skill, fields, findings);
  checkKeys(fields, findings);
  checkMetadata(fields.get('metadata'), findings);
  checkAllowedTools(fields.get('allowed-tools'), findings);
  checkBody(split, findings);
}

function checkName(field: Field | undefined, folder: string, split: SplitSkill, findings: Findings): void {
  if (typeof field?.value !== 'string' || field.value.trim() === '') {
    findings.add(
      'warning',
      'name_missing',
      `The skill has no name; its folder's, ${folder}, stands in for it.`,
      `Add the line "name: ${folder}".`,
      field,
      field === undefined ? addName(folder, split) : undefined,
    );
    return;
  }
  const name = field.value.trim().normalize('NFKC');
  const problems: string[] = [];
  if ([...name].length > maxName) problems.push(`is longer than ${maxName} characters`);
  if (name !== name.toLowerCase()) problems.push('has upper-case letters');
  if (/^-|-$/u.test(name)) problems.push('begins or ends with a hyphen');
  if (name.includes('--')) problems.push('has two hyphens in a row');
  if (!/^[\p{L}\p{N}-]+$/u.test(name)) problems.push('has characters other than letters, digits and hyphens');
  if (problems.length > 0) {
    findings.add(
      'warning',
      'name_invalid',
      `The name "${shorten(name)}" ${problems.join(' and ')}.`,
      'Use lower-case letters, digits and single hyphens.',
      field,
      renameTo(folder, field),
    );
  }
  if (name !== folder.normalize('NFKC')) {
    findings.add(
      'warning',
      'name_not_folder',
      `The name "${shorten(name)}" is not the folder's, "${folder}".`,
      'Give both the same name.',
      field,
      isSpecificationName(folder) ? renameTo(folder, field) : undefined,
    );
  }
}

function checkTexts(
  { description, compatibility }: AgentSkill,
  fields: ReadonlyMap<string, Field>,
  findings: Findings,
): void {
  const tooLong = (key: string, text: string | undefined, limit: number): void => {
    const length = text === undefined ? 0 : [...text].length;
    if (length <= limit) return;
    findings.add(
      'warning',
      `${key}_too_long`,
      `The ${key} is ${length} characters; the specification allows ${limit}.`,
      'Shorten it.',
      fields.get(key),
    );
  };
  if (fields.has('description')) tooLong('description', description, maxDescription);
  tooLong('compatibility', compatibility, maxCompatibility);
  if (fields.has('compatibility') && compatibility === undefined)
    findings.add(
      'warning',
      'compatibility_empty',
      '"compatibility" is empty.',
      'Remove it.',
      fields.get('compatibility'),
    );
  for (const key of ['name', 'description', 'license', 'compatibility']) {
    const field = fields.get(key);
    if (field !== undefined && typeof field.value === 'object' && field.value !== null) {
      findings.add('warning', 'not_text_value', `"${key}" is not a text.`, 'Write it as one text.', field);
    }
  }
}

function checkKeys(fields: ReadonlyMap<string, Field>, findings: Findings): void {
  for (const [key, field] of fields) {
    if (specificationKeys.has(key)) continue;
    const owner = Object.hasOwn(clientKeys, key) ? clientKeys[key] : undefined;
    if (owner !== undefined) {
      findings.add(
        'warning',
        'client_key',
        `"${shorten(key)}" is an extension of ${owner}; other clients ignore it.`,
        'Keep it if it is meant for that client.',
        field,
      );
    } else {
      const meant = meantKey(key, fields);
      findings.add(
        'warning',
        'unknown_key',
        `The specification knows no key "${shorten(key)}".`,
        `${meant === undefined ? '' : `Did you mean "${meant}"? `}Move it under metadata.`,
        field,
        meant === undefined ? undefined : renameKey(field, meant),
      );
    }
  }
}

function checkMetadata(field: Field | undefined, findings: Findings): void {
  if (field === undefined) return;
  const { value } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.add(
      'warning',
      'metadata_invalid',
      '"metadata" is not a list of "key: value" lines.',
      'Indent its keys below it, or remove it.',
      field,
    );
    return;
  }
  for (const [key, entry] of Object.entries(value as Record<string, FieldValue>)) {
    if (typeof entry === 'string') continue;
    findings.add(
      'warning',
      'metadata_not_text',
      `"metadata.${shorten(key)}" is not a text, as the specification asks.`,
      'Write its value as one text.',
      field,
    );
  }
}

function checkAllowedTools(field: Field | undefined, findings: Findings): void {
  if (field === undefined) return;
  if (isSpaceSeparated(field.value)) return;
  findings.add(
    'warning',
    'allowed_tools_spelling',
    '"allowed-tools" is not one text with spaces between the tools.',
    'Write it as allowed-tools: Read Bash(git:*)',
    field,
    spaceTools(field),
  );
}

/** Tag characters, bidirectional controls and zero-width marks: a reader does not see them, a model does. */
const hiddenText = /[\u{e0001}\u{e0020}-\u{e007f}\u202a-\u202e\u2066-\u2069]|[\u200b\u2060]{2,}/u;

function checkBody({ yaml, yamlLine, body, bodyLine }: SplitSkill, findings: Findings): void {
  const at = (index: number): { line: number; column: number } => {
    const { line, column } = positionAt(body, index);
    return { line: line + bodyLine - 1, column };
  };
  if (body.trim() === '') {
    findings.add(
      'warning',
      'body_empty',
      'The skill has no instructions.',
      'Write what the model is to do below the front matter.',
      at(0),
    );
  }
  const conflict = /^(?:<{7} .*|>{7} .*)$/mu.exec(body);
  if (conflict) {
    findings.add(
      'warning',
      'conflict_marker',
      'The text holds an unresolved merge conflict.',
      'Decide which side is meant and remove the markers.',
      at(conflict.index),
    );
  }
  checkHidden(yaml ?? '', yamlLine, findings);
  checkHidden(body, bodyLine, findings);
}

function checkHidden(text: string, firstLine: number, findings: Findings): void {
  const hidden = hiddenText.exec(text);
  if (hidden === null) return;
  const { line, column } = positionAt(text, hidden.index);
  findings.add(
    'warning',
    'hidden_text',
    'The text holds characters that a reader does not see.',
    'Remove them unless they are meant.',
    { line: line + firstLine - 1, column },
  );
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
