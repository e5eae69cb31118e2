import type { WholeText } from './text-rule.ts';

/** A simple setting of a shell's variable: a word, with nothing in it that is worked out. */
const setting =
  /^[ \t]{0,40}(?:export\s{1,3}|local\s{1,3}|readonly\s{1,3}|declare\s{1,3})?([A-Za-z_]\w{0,30})=(["']?)([^\s"'$`()|;&<>]{1,200})\2(?=\s|;|&|$)/gmu;
const reference = /\$(?:\{([A-Za-z_]\w{0,30})\}|([A-Za-z_]\w{0,30}))/gu;
/** So much may be put in for variables, in characters: settings that name one another many times make text grow. */
const maxGrowth = 200_000;
const maxSettings = 1_000;
/** Longer lines are data, not commands. */
const longLine = 4_000;

/**
 * Reads a script's lines as a shell does: `cur\l`, `cu''rl` and `"c"url` are `curl`, and so is `$C` after `C=curl`.
 *
 * @returns what writes a line of the script out; for lines of it in their order, each once
 */
export function shellReader(script: WholeText): (line: string) => string {
  const values = settingsOf(script);
  let growth = 0;
  return (line) => {
    if (line.length > longLine) return line;
    const whole = joinWords(line);
    if (values.size === 0 || growth > maxGrowth || !whole.includes('$')) return whole;
    const filled = whole.replaceAll(
      reference,
      (found, braced?: string, bare?: string) => values.get(braced ?? bare ?? '') ?? found,
    );
    growth += filled.length;
    return filled;
  };
}

const known = new WeakMap<WholeText, ReadonlyMap<string, string>>();

/** The script's variables and what they are first set to; looked for once. */
function settingsOf(script: WholeText): ReadonlyMap<string, string> {
  const before = known.get(script);
  if (before !== undefined) return before;
  const values = new Map<string, string>();
  for (const [, name = '', , value = ''] of script.text.matchAll(setting)) {
    if (!values.has(name)) values.set(name, value);
    if (values.size >= maxSettings) break;
  }
  known.set(script, values);
  return values;
}

/** Quotes and backslashes inside a word, which a shell takes away. */
function joinWords(line: string): string {
  if (!/[a-z]\\[a-z]|[a-z]["']|["'][a-z]/iu.test(line)) return line;
  return line
    .replaceAll(/(?<=[a-z])\\(?=[a-z])/giu, '')
    .replaceAll(/(?<=[a-z])(["'])([a-z]{0,4})\1(?=[a-z])/giu, '$2')
    .replaceAll(/(?<=^|[\s|;&(])(["'])([a-z]{1,4})\1(?=[a-z])/giu, '$2');
}
