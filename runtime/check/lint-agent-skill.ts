import type { ClientSkillRules } from '../client/skill-rules.ts';
import type { Diagnostic, Place } from '../skill/diagnostic.ts';
import { type Breach, findBreaches, idsOf, sentenceOf, severityOf, withClients } from './client-breaches.ts';
import { matchesWhole } from './lint-schema.ts';

/** An agent skill as clients see it: what it says, or what an export of ours says. */
export interface LintedAgentSkill {
  readonly name: string;
  readonly description: string;
  readonly folder: string;
  readonly file: string;
  /** Where the key stands. */
  readonly placeOf: (key: 'name' | 'description') => Place;
}

/** A rule of the specification's that tells the same, so that nothing is told twice. */
const toldBySpecification: Readonly<Record<string, string>> = {
  client_skill_name: 'name_invalid',
  client_skill_folder: 'name_not_folder',
  client_skill_description: 'description_too_long',
};

/**
 * Holds an agent skill against what clients load.
 * @param found what the specification said of it
 * @returns the same, with the clients named that go by it, and what only clients mind
 */
export function lintAgentSkill(
  skill: LintedAgentSkill,
  found: readonly Diagnostic[],
  clients: readonly ClientSkillRules[],
): Diagnostic[] {
  const told = found.map((diagnostic) =>
    withClients(diagnostic, missingKeyBreaches(diagnostic.code, clients)),
  );
  for (const problem of [...nameProblems(skill, clients), ...descriptionProblems(skill, clients)]) {
    const { code, breaches, message, remedy, key } = problem;
    const index = told.findIndex((diagnostic) => diagnostic.code === toldBySpecification[code]);
    const same = told[index];
    if (breaches.length === 0) continue;
    if (same !== undefined) told[index] = withClients(same, breaches);
    else
      told.push({
        code,
        severity: severityOf(breaches),
        message: `${message} ${sentenceOf(breaches)}`,
        file: skill.file,
        ...skill.placeOf(key),
        remedy,
        clients: idsOf(breaches),
      });
  }
  return told;
}

interface Problem {
  readonly code: string;
  readonly breaches: readonly Breach[];
  readonly message: string;
  readonly remedy: string;
  readonly key: 'name' | 'description';
}

/** Who does not load a skill whose front matter lacks a key. */
function missingKeyBreaches(code: string, clients: readonly ClientSkillRules[]): Breach[] {
  const keys =
    code === 'front_matter_missing'
      ? (['name', 'description'] as const)
      : code === 'name_missing'
        ? (['name'] as const)
        : code === 'description_missing'
          ? (['description'] as const)
          : [];
  return findBreaches(
    clients,
    ({ agentSkill }) => agentSkill,
    ({ required = [] }) => (keys.some((key) => required.includes(key)) ? 'refuses' : undefined),
  );
}

function nameProblems({ name, folder }: LintedAgentSkill, clients: readonly ClientSkillRules[]): Problem[] {
  return [
    {
      code: 'client_skill_name',
      breaches: findBreaches(
        clients,
        ({ agentSkill }) => agentSkill,
        (rules) => (rules.name && !matchesWhole(rules.name.pattern, name) ? rules.name.effect : undefined),
      ),
      message: `The name "${name.slice(0, 80)}" is not one that every client takes.`,
      remedy: 'Use at most 64 of the letters a to z, digits and single hyphens.',
      key: 'name',
    },
    {
      code: 'client_skill_folder',
      breaches: findBreaches(
        clients,
        ({ agentSkill }) => agentSkill,
        ({ nameIsFolder }) => (name === folder ? undefined : nameIsFolder),
      ),
      message: `The name "${name.slice(0, 80)}" is not the folder's, "${folder}".`,
      remedy: 'Give both the same name.',
      key: 'name',
    },
  ];
}

function descriptionProblems(
  { description }: LintedAgentSkill,
  clients: readonly ClientSkillRules[],
): Problem[] {
  const { length } = [...description];
  const over = findBreaches(
    clients,
    ({ agentSkill }) => agentSkill,
    (rules) =>
      rules.description && length > rules.description.maxLength ? rules.description.effect : undefined,
  );
  const cutInListing = findBreaches(
    clients,
    ({ listing }) => listing,
    ({ maxDescription }) => (maxDescription !== undefined && length > maxDescription ? 'cuts' : undefined),
  );
  const limits = [...over, ...cutInListing].map(({ client }) =>
    Math.min(
      client.agentSkill.value.description?.maxLength ?? Number.POSITIVE_INFINITY,
      client.listing?.value.maxDescription ?? Number.POSITIVE_INFINITY,
    ),
  );
  return [
    {
      code: 'client_skill_description',
      breaches: [...over, ...cutInListing],
      message: `The description is ${length} characters.`,
      remedy: `Say what counts in the first ${Math.min(...limits)}.`,
      key: 'description',
    },
  ];
}
