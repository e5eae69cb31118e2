import type { ClientSkillRules, Effect, Known } from '../client/skill-rules.ts';
import type { Diagnostic } from '../skill/diagnostic.ts';

/** A client that does not take something as it is, and what it does then. */
export interface Breach {
  readonly client: ClientSkillRules;
  readonly effect: Effect;
  readonly isBelieved: boolean;
}

/** What each does, for one client and for several. */
const effectWords: readonly (readonly [Effect, string, string])[] = [
  ['fails', 'can then use no tool of AI OS', 'can then use no tool of AI OS'],
  ['refuses', 'leaves it out', 'leave it out'],
  ['cuts', 'cuts it', 'cut it'],
  ['renames', 'gives it another name', 'give it another name'],
];

/**
 * Looks at one rule of every client.
 * @param cellOf the client's rule
 * @param effectOf what the client does by it; undefined when it takes the skill as it is
 */
export function findBreaches<T>(
  clients: readonly ClientSkillRules[],
  cellOf: (client: ClientSkillRules) => Known<T> | undefined,
  effectOf: (rule: T) => Effect | undefined,
): Breach[] {
  return clients.flatMap((client) => {
    const cell = cellOf(client);
    const effect = cell && effectOf(cell.value);
    return effect === undefined ? [] : [{ client, effect, isBelieved: cell?.isBelieved === true }];
  });
}

/** A loss is a warning, what only looks different there is an information. */
export function severityOf(breaches: readonly Breach[]): 'warning' | 'info' {
  return breaches.some(({ effect }) => effect === 'fails' || effect === 'refuses') ? 'warning' : 'info';
}

/** @returns who does what, in sentences: `Claude Code leaves it out; opencode can then use no tool of AI OS.` */
export function sentenceOf(breaches: readonly Breach[]): string {
  const known = breaches.filter(({ isBelieved }) => !isBelieved);
  const rest = breaches.filter(({ isBelieved }) => isBelieved);
  const clauses = effectWords.flatMap(([effect, one, several]) => {
    const names = namesOf(known.filter((breach) => breach.effect === effect));
    return names.length === 0 ? [] : [`${listOf(names)} ${names.length === 1 ? one : several}`];
  });
  const sentences = clauses.length === 0 ? [] : [`${clauses.join('; ')}.`];
  if (rest.length > 0)
    sentences.push(`${clauses.length === 0 ? 'Perhaps' : 'Perhaps also'} ${listOf(namesOf(rest))}.`);
  return sentences.join(' ');
}

/** Names the clients in a diagnostic of the specification's that also tells what they go by. */
export function withClients(diagnostic: Diagnostic, breaches: readonly Breach[]): Diagnostic {
  if (breaches.length === 0) return diagnostic;
  const message = `${diagnostic.message} ${sentenceOf(breaches)}`;
  return { ...diagnostic, message, clients: idsOf(breaches) };
}

export function idsOf(breaches: readonly Breach[]): string[] {
  return breaches.map(({ client }) => client.id);
}

function namesOf(breaches: readonly Breach[]): string[] {
  return breaches.map(({ client }) => client.name);
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
