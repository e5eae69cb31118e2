/** A SKILL.md taken apart. Offsets count in the text without its byte order mark. */
export interface SplitSkill {
  /** The YAML between the two `---` lines; undefined when the file does not begin with one. */
  readonly yaml: string | undefined;
  /** Line of the file, from 1, on which the YAML begins. */
  readonly yamlLine: number;
  readonly body: string;
  /** Line of the file, from 1, on which the body begins. */
  readonly bodyLine: number;
  /** Whether a front matter was begun and never ended. */
  readonly isUnterminated: boolean;
  /** How the lines around the front matter are not as the specification has them. */
  readonly fence: 'late' | 'dots' | undefined;
}

const openingFence = /^(?:[ \t]*(?:\r\n|\r|\n))*---[ \t]*(?:\r\n|\r|\n)/u;
// No m flag: with it, ^ and $ also match at U+2028, which ends no line of YAML.
const closingFence = /(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?=[\r\n]|$)/u;

/**
 * Takes the front matter off a SKILL.md (agentskills.io specification: the file begins with `---`). Empty lines
 * before it are forgiven.
 *
 * @param text without a byte order mark
 */
export function splitFrontMatter(text: string): SplitSkill {
  const opening = openingFence.exec(text);
  const none = {
    yaml: undefined,
    yamlLine: 1,
    body: text,
    bodyLine: 1,
    isUnterminated: false,
    fence: undefined,
  };
  if (opening === null) return none;
  const start = opening[0].length;
  const yamlLine = countLines(opening[0]) + 1;
  const rest = text.slice(start);
  const closing = closingFence.exec(rest);
  if (closing === null) return { ...none, yamlLine, isUnterminated: true };
  const yaml = rest.slice(0, closing.index);
  const afterFence = rest.slice(closing.index + closing[0].length);
  const lineEnd = /^(?:\r\n|\r|\n)/u.exec(afterFence)?.[0] ?? '';
  const bodyLine = yamlLine + countLines(yaml) + 1;
  const fence = opening[0].startsWith('---') ? (closing[0].startsWith('.') ? 'dots' : undefined) : 'late';
  return { yaml, yamlLine, body: afterFence.slice(lineEnd.length), bodyLine, isUnterminated: false, fence };
}

function countLines(text: string): number {
  return text.match(/\r\n|\r|\n/gu)?.length ?? 0;
}
