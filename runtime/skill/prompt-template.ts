/** A `{{input.name}}` in a prompt template. */
export interface Placeholder {
  readonly name: string;
  /** Offset of the opening braces in the template. */
  readonly offset: number;
}

const placeholderPattern = /\{\{\s*input\.([A-Za-z_][A-Za-z0-9_]{0,63})\s*\}\}/gu;

/** @returns whether an input of this name can be used in a template */
export function isPlaceholderName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,63}$/u.test(name);
}

/** What was surely meant as a placeholder and is none: `{{input.a-b}}`, `{{input.a.b}}`, `{{ input }}`. */
const strayPattern = /\{\{\s*input\b[^{}\n]{0,200}\}\}/gu;

/** @returns what looks like a placeholder and will stay in the prompt as it is: its text and offset */
export function findStrayPlaceholders(template: string): { text: string; offset: number }[] {
  const filled = new Set(findPlaceholders(template).map(({ offset }) => offset));
  return [...template.matchAll(strayPattern)]
    .filter(({ index }) => !filled.has(index))
    .map(({ 0: text, index: offset }) => ({ text, offset }));
}

/** @returns every placeholder in the order it stands in the template */
export function findPlaceholders(template: string): Placeholder[] {
  return [...template.matchAll(placeholderPattern)].map((match) => ({
    name: match[1] ?? '',
    offset: match.index,
  }));
}

/**
 * Puts input values in place of their placeholders in one pass, so that a value that looks like a
 * placeholder stays as it is. Strings go in as they are, a missing value as nothing, anything else as JSON.
 */
export function fillTemplate(template: string, input: Readonly<Record<string, unknown>>): string {
  return template.replace(placeholderPattern, (_whole, name: string) => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (value === undefined) return '';
    return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  });
}
