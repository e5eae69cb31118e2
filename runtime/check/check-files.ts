import type { ClientSkillRules } from '../client/skill-rules.ts';
import { clientSkillRules } from '../client/skill-rules-table.ts';
import type { FileContents } from '../files/digest.ts';
import { type AgentSkillReading, type Grade, readAgentSkill } from '../skill/agent-skill/read-agent-skill.ts';
import { decodeText } from '../skill/decode-text.ts';
import { type Diagnostic, type Place, replace } from '../skill/diagnostic.ts';
import type { FoundSkill } from '../skill/find-skills.ts';
import { isTypedSkill } from '../skill/load-skill.ts';
import { type LoadedTypedSkill, loadTypedSkill, manifestFile } from '../skill/load-typed-skill.ts';
import type { Skill } from '../skill/manifest.ts';
import { nearest, nearestName } from '../skill/nearest.ts';
import { toolNameOf } from '../skill/tool-name.ts';
import { type ListingShare, lintForClients, listingShares, nameClients } from './client-lint.ts';

/** What the files of a skill say, held against the specification and against every client. */
export interface CheckedFiles {
  readonly format: FoundSkill['format'];
  readonly id: string;
  /** By the specification alone: what only clients mind does not change it. */
  readonly grade: Grade;
  readonly diagnostics: readonly Diagnostic[];
  /** Of each client's listing whose budget is known; empty for a skill that is rejected. */
  readonly listing: readonly ListingShare[];
}

/**
 * Checks the files of one skill. Never throws for what stands in them.
 *
 * @param files by path; of an agent skill its SKILL.md is enough
 * @param folder the folder's name
 */
export function checkFiles(files: FileContents, folder: string): CheckedFiles {
  return isTypedSkill(files) ? checkTyped(files, folder) : checkAgentSkill(files, folder);
}

function checkTyped(files: FileContents, folder: string): CheckedFiles {
  const loaded = loadTypedSkill(files);
  const { skill, diagnostics } = loaded;
  const format = 'aios';
  if (skill === undefined) {
    const told = nameClients(diagnostics, clientSkillRules);
    return { format, id: folder, grade: 'rejected', diagnostics: told, listing: [] };
  }
  const { manifest, inputSchema } = skill;
  const { id } = manifest;
  const placeOf = (key: 'name' | 'description'): Place =>
    loaded.placeOf?.([key === 'name' ? 'id' : key]) ?? { line: 1, column: 1 };
  const description = manifest.description.replaceAll(/\s+/gu, ' ');
  // As it is exported: the folder and the name are the id.
  const agentSkill = { name: id, description, folder: id, file: manifestFile, placeOf };
  const schemaFile = manifest.inputSchemaFile ?? '';
  const text = decodeText(files.get(schemaFile) ?? new Uint8Array()) ?? '';
  const tool = {
    name: toolNameOf(id),
    description: manifest.description,
    inputSchema: { file: schemaFile, text, schema: inputSchema },
    file: manifestFile,
    placeOf,
  };
  const clients = clientsOf(skill);
  const linted = lintForClients({ tool, agentSkill }, diagnostics, clients);
  return {
    format,
    id,
    grade: diagnostics.length > 0 ? 'warned' : 'ok',
    diagnostics: [...linted, ...unknownClients(skill, loaded)],
    listing: listingShares(agentSkill, clients),
  };
}

function checkAgentSkill(files: FileContents, folder: string): CheckedFiles {
  const reading = readAgentSkill(files, folder);
  const { grade, skill, diagnostics } = reading;
  const format = 'agent-skill';
  if (skill === undefined) return { format, id: folder, grade, diagnostics, listing: [] };
  const placeOf = (key: 'name' | 'description'): Place => placeIn(reading, key);
  const { id, name, file } = skill;
  // Clients that list `when_to_use` do so behind the description.
  const more = typeof skill.extra.when_to_use === 'string' ? ` ${skill.extra.when_to_use}` : '';
  const description = `${skill.description}${more}`.replaceAll(/\s+/gu, ' ');
  const agentSkill = { name, description, folder, file, placeOf };
  const tool = { name: toolNameOf(id), description: '', inputSchema: undefined, file, placeOf };
  return {
    format,
    id,
    grade,
    diagnostics: lintForClients({ tool, agentSkill }, diagnostics, clientSkillRules),
    listing: listingShares(agentSkill, clientSkillRules),
  };
}

function placeIn({ fields }: AgentSkillReading, key: string): Place {
  const { line, column } = fields?.get(key) ?? { line: 1, column: 1 };
  return { line, column };
}

/** Those that a skill says it is meant for; all where it says nothing. */
function clientsOf({ manifest }: Skill): readonly ClientSkillRules[] {
  const { clients } = manifest;
  return clients === undefined ? clientSkillRules : clientSkillRules.filter(({ id }) => clients.includes(id));
}

function unknownClients({ manifest }: Skill, { placeOf, rangeOf }: LoadedTypedSkill): Diagnostic[] {
  const known = clientSkillRules.map(({ id }) => id);
  return (manifest.clients ?? []).flatMap((client, index): Diagnostic[] => {
    if (known.includes(client)) return [];
    const path = ['clients', String(index)];
    const meant = nearestName(client, known);
    const range = rangeOf?.(path);
    const fix = meant && range && replace(`Change to "${meant}"`, range, meant.replaceAll('-', '_'));
    return [
      {
        code: 'unknown_client',
        severity: 'warning',
        message: `AI OS knows no client "${client}".`,
        file: manifestFile,
        ...(placeOf?.(path) ?? { line: 1, column: 1 }),
        remedy: `${nearest(client, known)}Use one of ${known.join(', ')}.`,
        ...(fix && { fix }),
      },
    ];
  });
}
