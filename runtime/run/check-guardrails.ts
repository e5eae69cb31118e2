import { secretRules } from '../skill/scan/rules/secret-rules.ts';
import { LineIndex, locateFindings } from '../skill/scan/run-rules.ts';

export interface GuardedRun {
  /** Ids of the skill's guardrails. */
  readonly guardrails: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  /** The skill's own text may name addresses too. */
  readonly prompt?: string;
  /** The model's answer, of the right shape. */
  readonly output: unknown;
}

const address = /https?:\/\/[^\s"'<>()[\]{}\\]+/giu;

/**
 * What a program can tell of a skill's guardrails (`guardrailTexts` says them to the model): no credential leaves by
 * `no_sensitive_export`, no address that nobody gave by `no_external_sharing`. Whether sources are cited
 * (`cite_sources_if_available`) only a reader can tell.
 *
 * @returns what breaks them, a sentence each; a credential is never repeated
 */
export function checkGuardrails({ guardrails, input, prompt = '', output }: GuardedRun): string[] {
  const told = textOf(output);
  return [
    ...(guardrails.includes('no_sensitive_export') ? credentialsIn(told) : []),
    ...(guardrails.includes('no_external_sharing') ? newHosts(told, `${prompt}\n${textOf(input)}`) : []),
  ];
}

function credentialsIn(text: string): string[] {
  const file = { path: 'answer', text, lower: text.toLowerCase() };
  const found = locateFindings(secretRules, file, new LineIndex(text));
  const catches = new Map(secretRules.map((rule) => [rule.id, rule.catches]));
  const kinds = new Set(
    found
      .filter(({ finding }) => finding.severity === 'block')
      .map(({ finding }) => catches.get(finding.rule) ?? 'A credential'),
  );
  return [...kinds].map((kind) => `${kind} stands in the answer (no_sensitive_export); leave it out.`);
}

/** Data leaves by addresses that a model makes up, also as the address of a picture. */
function newHosts(told: string, given: string): string[] {
  const known = given.toLowerCase();
  const fresh = new Set(hostsIn(told).filter((host) => !known.includes(host)));
  return [...fresh].map(
    (host) =>
      `The answer leads to ${host}, which the input does not name (no_external_sharing); leave the address out.`,
  );
}

function hostsIn(text: string): string[] {
  return [...text.matchAll(address)].flatMap(([url]) => (URL.canParse(url) ? [new URL(url).host] : []));
}

/** Every text in the value, a line each: as JSON, quotes would hide where one ends. */
function textOf(value: unknown): string {
  const texts: string[] = [];
  const waiting = [value];
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (typeof next === 'string') texts.push(next);
    else if (typeof next === 'object' && next !== null)
      waiting.push(...Object.keys(next), ...Object.values(next));
  }
  return texts.join('\n');
}
