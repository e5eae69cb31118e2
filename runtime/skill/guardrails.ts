/**
 * The guardrails a skill may name (seed 000 §4.1) and what each says to the model. Enforcement on a run's
 * output joins here when runs have one.
 */
export const guardrailTexts: Readonly<Record<string, string>> = {
  no_sensitive_export:
    'Do not repeat credentials, personal data or other confidential details from the input unless the output format asks for exactly that field.',
  cite_sources_if_available:
    'Where the input names its sources, cite the source beside each claim taken from it.',
  no_external_sharing:
    'Do not send, post, upload or link the input or the answer to anyone or any service outside this conversation.',
};

/** @returns what the guardrails say to the model; one that is not known here says nothing */
export function guardrailSentences(ids: readonly string[]): string[] {
  return ids.flatMap((id) => (Object.hasOwn(guardrailTexts, id) ? (guardrailTexts[id] ?? []) : []));
}
