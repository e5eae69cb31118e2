import type { FieldValue } from './parse-front-matter.ts';

/**
 * Takes `allowed-tools` apart: separated by spaces as the specification says, by commas, or a list.
 * `Bash(git add:*)` is one entry.
 */
export function toolsOf(value: FieldValue | undefined): string[] {
  if (Array.isArray(value))
    return value.flatMap((entry) => (typeof entry === 'string' ? [entry.trim()] : [])).filter(Boolean);
  return typeof value === 'string' ? splitTools(value).tools : [];
}

/** Whether it is spelled as the specification says: one text, nothing but spaces between the tools. */
export function isSpaceSeparated(value: FieldValue): boolean {
  return typeof value === 'string' && !splitTools(value).hasCommas;
}

/** Reads character by character: an expression that skips `(…)` takes quadratic time where none is closed. */
function splitTools(text: string): { tools: string[]; hasCommas: boolean } {
  const tools: string[] = [];
  const lastClosing = text.lastIndexOf(')');
  let hasCommas = false;
  let from = 0;
  const finish = (to: number): void => {
    if (to > from) tools.push(text.slice(from, to));
    from = to + 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(' && at < lastClosing) at = text.indexOf(')', at);
    else if (character === ',' || /\s/u.test(character)) {
      hasCommas ||= character === ',';
      finish(at);
    }
  }
  finish(text.length);
  return { tools, hasCommas };
}
