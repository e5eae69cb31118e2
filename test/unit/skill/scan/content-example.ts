/**
 * What a rule has to find and what it has to leave alone. The broken bar `¦` is taken out before the text is
 * scanned: it keeps the examples from being what they show.
 */
export interface ContentExample {
  readonly rule: string;
  /** Refused. */
  readonly blocks?: readonly ExampleText[];
  /** Found, and shown without refusing the skill. */
  readonly tells?: readonly ExampleText[];
  /** Not found at all. */
  readonly passes?: readonly ExampleText[];
}

/** A text in `SKILL.md`, or a path and the text in that file. */
export type ExampleText = string | readonly [path: string, text: string];

/** @returns the example's path and its text as it is scanned */
export function openExample(example: ExampleText): { path: string; text: string } {
  const [path, written] = typeof example === 'string' ? ['SKILL.md', example] : example;
  const text = written.replaceAll('¦', '');
  return { path, text };
}
