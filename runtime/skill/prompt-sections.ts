/** A part of a prompt under one level-2 heading. */
export interface PromptSection {
  readonly heading: string;
  /** The section whole, its heading included, without empty lines at its ends. */
  readonly text: string;
}

/** The headings of what is told before a skill is used (seed 000 §6.3): what it does, and when to use it. */
const minimalHeadings = new Set(['outline', 'triggers']);

/**
 * Takes a prompt apart at its level-2 headings. What stands inside a code fence is no heading; what stands before the
 * first one is a section without a heading.
 */
export function splitSections(prompt: string): PromptSection[] {
  const sections: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  let fence: string | undefined;
  for (const line of prompt.split(/\r\n|\r|\n/u)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/u.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
    const heading = fence === undefined ? /^##[ \t]+(.*?)[ \t]*#*$/u.exec(line)?.[1] : undefined;
    if (heading === undefined) sections.at(-1)?.lines.push(line);
    else sections.push({ heading, lines: [line] });
  }
  return sections
    .map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }))
    .filter(({ text }) => text !== '');
}

/**
 * @returns the outline and the triggers, which tell whether the skill is the right one without taking the room of its
 *   instructions; undefined for a prompt that has neither
 */
export function minimalPrompt(prompt: string): string | undefined {
  const told = splitSections(prompt).filter(({ heading }) => minimalHeadings.has(heading.toLowerCase()));
  return told.length === 0 ? undefined : told.map(({ text }) => text).join('\n\n');
}
