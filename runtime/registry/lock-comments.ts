/** A value as we write it, or as a person would in one line, and the comment after it. */
const commented =
  /^ *(?:"(?:[^"\\]|\\.)*"|[^\s:"#]+): *(?:"(?:[^"\\]|\\.)*"|[[{].*[\]}]|[^\s"#[{]+)?( +#.*)$/u;
const key = /^( *)("(?:[^"\\]|\\.)*"|[^\s:"#]+):/u;

/** Whether a line is nothing but a comment. */
function isComment(line: string): boolean {
  return /^\s*#/u.test(line);
}

/**
 * Takes what a person wrote between and after the lines of a skill along into the lines that are to stand in their place:
 * each comment above the line it stood above, or after the one it stood after. Where that line is no more, it stands at
 * the head. Pure.
 *
 * @param before the block's lines below its first
 * @param after the new ones
 */
export function keepComments(before: readonly string[], after: readonly string[]): string[] {
  const above = new Map<string, string[]>();
  const behind = new Map<string, string>();
  const homeless: string[] = [];
  let waiting: string[] = [];
  for (const line of before) {
    if (isComment(line)) {
      waiting.push(line);
      continue;
    }
    const name = keyOf(line);
    if (name === undefined) continue;
    if (waiting.length > 0) above.set(name, [...(above.get(name) ?? []), ...waiting]);
    waiting = [];
    const [, comment] = commented.exec(line) ?? [];
    if (comment !== undefined) behind.set(name, comment);
  }
  const kept = after.flatMap((line) => {
    const name = keyOf(line) ?? '';
    const lines = [...(above.get(name) ?? []), `${line}${behind.get(name) ?? ''}`];
    above.delete(name);
    behind.delete(name);
    return lines;
  });
  homeless.push(...[...above.values()].flat(), ...waiting);
  for (const comment of behind.values()) homeless.push(`    ${comment.trimStart()}`);
  return [...homeless, ...kept];
}

/** Which line of a skill it is, however its key is quoted: the depth tells the skill's own from those of its files. */
function keyOf(line: string): string | undefined {
  const [, indent = '', name] = key.exec(line) ?? [];
  return name === undefined ? undefined : `${indent}${name.replace(/^"(.*)"$/u, '$1')}`;
}
