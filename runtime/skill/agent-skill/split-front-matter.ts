/** A SKILL.md taken apart. Offsets count in the text without its byte order mark. */
export interface SplitSkill {
  /** The YAML between the two `---` lines, or below the only one; undefined when the file does not begin with one. */
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

const openingFence = /---[ \t]*(?:\r\n|\r|\n)/uy;
/** What people and generators put before it: empty lines, comments, the code fence of the answer it was copied from. */
const preambles = [/[ \t]*(?:\r\n|\r|\n)/uy, /`{3,}[ \t]*[a-z]*[ \t]*(?:\r\n|\r|\n)/uy];
// No m flag: with it, ^ and $ also match at U+2028, which ends no line of YAML.
const closingFence = /(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?=[\r\n]|$)/u;

/** Where a front matter that was never ended ends: at an empty line or a heading, if it begins with a key of its own. */
const unterminated = /^(?=(?:name|description)[ \t]*:)(?:(?![ \t]*(?:[\r\n]|$)|#)[^\r\n]*(?:\r\n|\r|\n|$))+/u;

/**
 * Takes the front matter off a SKILL.md (agentskills.io specification: the file begins with `---`). What often stands
 * before it is forgiven.
 *
 * @param text without a byte order mark
 */
export function splitFrontMatter(text: string): SplitSkill {
  const none = {
    yaml: undefined,
    yamlLine: 1,
    body: text,
    bodyLine: 1,
    isUnterminated: false,
    fence: undefined,
  };
  const open = skipPreamble(text);
  const start = endOf(openingFence, text, open);
  if (start === undefined) return none;
  const yamlLine = countLines(text.slice(0, start)) + 1;
  const rest = text.slice(start);
  const closing = closingFence.exec(rest);
  const yaml = closing === null ? unterminated.exec(rest)?.[0] : rest.slice(0, closing.index);
  if (yaml === undefined) return { ...none, yamlLine, isUnterminated: true };
  const bodyLine = yamlLine + countLines(yaml);
  const fence = open > 0 ? 'late' : closing?.[0].startsWith('.') ? 'dots' : undefined;
  if (closing === null)
    return { yaml, yamlLine, body: rest.slice(yaml.length), bodyLine, isUnterminated: true, fence };
  const afterFence = rest.slice(closing.index + closing[0].length);
  const lineEnd = /^(?:\r\n|\r|\n)/u.exec(afterFence)?.[0] ?? '';
  const body = afterFence.slice(lineEnd.length);
  return { yaml, yamlLine, body, bodyLine: bodyLine + 1, isUnterminated: false, fence };
}

function skipPreamble(text: string): number {
  let at = 0;
  for (;;) {
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      if (end === -1) return at;
      at = end + 3;
    } else {
      const next = preambles.map((preamble) => endOf(preamble, text, at)).find((end) => end !== undefined);
      if (next === undefined) return at;
      at = next;
    }
  }
}

/** @returns where what a sticky expression matches at this place ends */
function endOf(sticky: RegExp, text: string, at: number): number | undefined {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

function countLines(text: string): number {
  return text.match(/\r\n|\r|\n/gu)?.length ?? 0;
}
