import { serverName } from '../client/server-entry.ts';
import { type ClientSkillRules, composeToolName, listingLength } from '../client/skill-rules.ts';
import type { Diagnostic, Place } from '../skill/diagnostic.ts';
import { findBreaches, idsOf, sentenceOf, severityOf, withClients } from './client-breaches.ts';
import { type LintedAgentSkill, lintAgentSkill } from './lint-agent-skill.ts';
import { type LintedSchema, lintSchema, matchesWhole } from './lint-schema.ts';

/** A skill as clients get it: as a tool of our server, and as an agent skill. */
export interface LintedSkill {
  readonly tool: LintedTool;
  readonly agentSkill: LintedAgentSkill;
}

export interface LintedTool {
  /** Without the server's. */
  readonly name: string;
  readonly description: string;
  /** Undefined for one of our own, which every client takes. */
  readonly inputSchema: LintedSchema | undefined;
  readonly file: string;
  /** Where what the name is made of stands, and the description. */
  readonly placeOf: (key: 'name' | 'description') => Place;
}

/** How much of a client's listing of skills one takes, in characters. */
export interface ListingShare {
  readonly client: string;
  readonly characters: number;
  /** Of all skills together. */
  readonly budget: number;
}

/**
 * Finds what clients would drop or mangle of a skill.
 *
 * @param found what is said of the skill already
 * @param clients those that it is meant for
 * @returns the same, with the clients named that go by it, and what only clients mind: a warning where something is
 *   lost, an information where it is cut or renamed
 */
export function lintForClients(
  { tool, agentSkill }: LintedSkill,
  found: readonly Diagnostic[],
  clients: readonly ClientSkillRules[],
): Diagnostic[] {
  return [
    ...lintAgentSkill(agentSkill, found, clients),
    ...lintToolName(tool, clients),
    ...lintToolDescription(tool, clients),
    ...(tool.inputSchema === undefined ? [] : lintSchema(tool.inputSchema, clients)),
  ];
}

/** Names the clients that mind what kept a skill from being read at all: a schema whose root is no object. */
export function nameClients(
  found: readonly Diagnostic[],
  clients: readonly ClientSkillRules[],
): Diagnostic[] {
  const breaches = findBreaches(
    clients,
    ({ schema }) => schema,
    ({ rootType }) => rootType,
  );
  return found.map((told) => (told.code === 'schema_root' ? withClients(told, breaches) : told));
}

/** @returns the skill's share of each listing whose budget is known */
export function listingShares(
  { name, description }: Pick<LintedAgentSkill, 'name' | 'description'>,
  clients: readonly ClientSkillRules[],
): ListingShare[] {
  return clients.flatMap(({ id, listing }) =>
    listing?.value.limit === undefined
      ? []
      : [
          {
            client: id,
            characters: listingLength(listing.value, name, description),
            budget: listing.value.limit.budget,
          },
        ],
  );
}

function lintToolName(
  { name, file, placeOf }: LintedTool,
  clients: readonly ClientSkillRules[],
): Diagnostic[] {
  const breaches = findBreaches(
    clients,
    ({ toolName }) => toolName,
    (rule) => {
      const composed = composeToolName(rule, serverName, name);
      // The parts between server and tool are the client's own business.
      const isTaken = composed.length <= rule.maxLength && matchesWhole(`[${rule.characters}]*`, name);
      return isTaken ? undefined : rule.effect;
    },
  );
  if (breaches.length === 0) return [];
  return [
    {
      code: 'client_tool_name',
      severity: severityOf(breaches),
      message: `The tool's name "${name.slice(0, 80)}" is too long, or has characters that not every client takes. ${sentenceOf(breaches)}`,
      file,
      ...placeOf('name'),
      remedy: 'Use at most 40 letters, digits and hyphens.',
      clients: idsOf(breaches),
    },
  ];
}

function lintToolDescription(
  { description, file, placeOf }: LintedTool,
  clients: readonly ClientSkillRules[],
): Diagnostic[] {
  const { length } = [...description];
  const breaches = findBreaches(
    clients,
    ({ toolDescription }) => toolDescription,
    ({ maxLength, effect }) => (length > maxLength ? effect : undefined),
  );
  if (breaches.length === 0) return [];
  return [
    {
      code: 'client_tool_description',
      severity: severityOf(breaches),
      message: `The description is ${length} characters, more than a tool may have. ${sentenceOf(breaches)}`,
      file,
      ...placeOf('description'),
      remedy: 'Shorten it; the instructions belong in the prompt.',
      clients: idsOf(breaches),
    },
  ];
}
