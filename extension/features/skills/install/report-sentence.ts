import type { AiosError } from '../../../../runtime/errors.ts';
import type { InstallReport } from '../../../../runtime/registry/installer.ts';
import { capital, countOf, plainText } from '../../plain-text.ts';

/** @returns what was done as a sentence or two; nothing when the person declined it all and knows that */
export function reportSentence({
  results,
  refused,
}: Pick<InstallReport, 'results' | 'refused'>): string | undefined {
  const [first] = results;
  const sentences: string[] = [];
  if (results.length === 1 && first !== undefined) {
    const { name, version } = first.skill.manifest;
    const done = first.action === 'unchanged' ? 'already installed' : first.action;
    sentences.push(`${plainText(name)} ${version} is ${done}.`);
  } else
    for (const action of ['installed', 'updated', 'unchanged'] as const) {
      const count = results.filter((result) => result.action === action).length;
      const done = action === 'unchanged' ? 'already installed' : action;
      if (count > 0)
        sentences.push(capital(`${countOf(count, 'skill')} ${count === 1 ? 'is' : 'are'} ${done}.`));
    }
  const [refusal] = refused;
  if (refusal !== undefined) {
    const more = refused.length > 1 ? ` ${capital(countOf(refused.length - 1, 'other'))} too.` : '';
    sentences.push(`${plainText(refusal.path)} was refused${reasonOf(refusal.error)}${more}`);
  }
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function reasonOf({ code, message }: AiosError): string {
  if (code === 'scan_blocked') return ' for what the scan found.';
  const [headline = ''] = message.split('\n');
  return `: ${plainText(headline).replace(/:$/u, '.')}`;
}
