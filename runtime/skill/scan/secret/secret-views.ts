import type { ScannedText, WholeText } from '../text-rule.ts';
import { lookedThrough, viewOf, wholeOf } from '../whole-text.ts';
import { secretNameKind } from './secret-name.ts';

/** Longer lines are data; a secret in them stands there whole. */
const longLine = 20_000;
/** A shorter value of a table is no token. */
const shortest = 8;
/** So many lines below one another may make one. */
const maxJoined = 20;

/**
 * The lines of a text in which a secret stands otherwise than as one word, as what reads the file makes of them, the
 * rest empty: lines that a backslash joins, texts put together from parts, JSON's escapes taken out, values that YAML
 * or a property list has on the next line, columns of a table beside their names. Line numbers stay those of the file.
 *
 * @returns undefined when every line is what it seems
 */
export function plainSecrets(file: ScannedText): ScannedText | undefined {
  const text = lookedThrough(file);
  const isJoined =
    /\\\r?\n/u.test(text) || /["']\s{0,4}[+.]?\s{0,4}\\?\r?\n?\s{0,40}[+.]?\s{0,4}["']/u.test(text);
  const isEscaped = /\\\/|\\u00/iu.test(text);
  const isBelow = /:\s{0,4}[>|][+-]?[ \t]{0,4}\r?$|<\/key>/mu.test(text);
  const isTable = /\.[ct]sv$/iu.test(file.path);
  if (!isJoined && !isEscaped && !isBelow && !isTable) return undefined;
  const lines = text.split('\n');
  const changed = new Map<number, string>();
  if (isJoined) joinParts(lines, changed);
  if (isEscaped) takeOutEscapes(lines, changed);
  if (isBelow) bringUp(lines, changed);
  if (isTable) nameColumns(firstLine(wholeOf(file)), lines, changed);
  if (changed.size === 0) return undefined;
  return viewOf(file, inPlace(changed));
}

/** The changed lines where they stood, with empty ones between. */
function inPlace(changed: ReadonlyMap<number, string>): string {
  const parts: string[] = [];
  let last = 0;
  for (const at of [...changed.keys()].sort((a, b) => a - b)) {
    parts.push('\n'.repeat(at - last), changed.get(at) ?? '');
    last = at;
  }
  return parts.join('');
}

/** `export KEY=abc\` and `def`; `"abc" + "def"`; two texts below each other. */
function joinParts(lines: readonly string[], changed: Map<number, string>): void {
  for (let at = 0; at < lines.length; at += 1) {
    let line = lines[at] ?? '';
    if (line.length > longLine) continue;
    let next = at + 1;
    while (next < lines.length && next - at < maxJoined && continues(line, lines[next] ?? '')) {
      line = line.replace(/\\?\r?$/u, '') + (lines[next] ?? '').trimStart();
      next += 1;
    }
    const whole = line.replaceAll(/(["'])[ \t]{0,4}[+.]?[ \t]{0,4}\1(?=[^\s"',)\]}])/gu, '');
    if (whole !== (lines[at] ?? '')) changed.set(at, whole);
    if (next > at + 1) at = next - 1;
  }
}

function continues(line: string, next: string): boolean {
  if (next.length > longLine) return false;
  if (/[^\s\\]\\\r?$/u.test(line)) return true;
  return (
    /[^\s,({[]["'][ \t]{0,4}[+.]?[ \t]{0,4}\r?$/u.test(line) &&
    /^\s{0,80}[+.]?[ \t]{0,4}["'][^\s"']/u.test(next)
  );
}

/** `\/` and `\u003d` as JSON's readers take them. */
function takeOutEscapes(lines: readonly string[], changed: Map<number, string>): void {
  for (const [at, line] of lines.entries()) {
    if (line.length > longLine || !/\\\/|\\u00[2-7]/iu.test(line)) continue;
    const plain = line
      .replaceAll('\\/', '/')
      .replaceAll(/\\u00([2-7][0-9a-f])/giu, (_whole, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
    changed.set(at, plain);
  }
}

/** A block of YAML and a property list have the value below its name. */
function bringUp(lines: readonly string[], changed: Map<number, string>): void {
  for (const [at, line] of lines.entries()) {
    const next = (lines[at + 1] ?? '').trim();
    if (next === '' || next.length > longLine || line.length > longLine) continue;
    const yaml = /^\s{0,80}([\w.-]{1,80})\s{0,4}:\s{0,4}[>|][+-]?\s{0,4}$/u.exec(line)?.[1];
    if (yaml !== undefined && /^\S+$/u.test(next)) changed.set(at, `${yaml}: "${next}"`);
    const key = /^\s{0,80}<key>([^<]{1,80})<\/key>\s{0,4}$/u.exec(line)?.[1];
    const value = /^<string>([^<]{1,4000})<\/string>$/u.exec(next)?.[1];
    if (key !== undefined && value !== undefined) changed.set(at, `${key} = "${value}"`);
  }
}

/** In a table the name stands over the value. */
function nameColumns(head: string, lines: readonly string[], changed: Map<number, string>): void {
  const names = cells(head);
  const secret = names.map((name) => name.length <= 80 && secretNameKind(name) !== undefined);
  if (!secret.includes(true)) return;
  for (const [at, line] of lines.entries()) {
    if (line === head || line.length > longLine) continue;
    const named = cells(line).flatMap((cell, column) =>
      secret[column] && cell.length >= shortest ? [`${names[column]} = "${cell}"`] : [],
    );
    if (named.length > 0) changed.set(at, named.join(' ; '));
  }
}

function firstLine({ text }: WholeText): string {
  const end = text.indexOf('\n');
  return text.slice(0, Math.min(end < 0 ? text.length : end, longLine));
}

function cells(line: string): string[] {
  return line
    .split(line.includes('\t') ? '\t' : /[,;]/u)
    .map((cell) => cell.trim().replace(/^"(.*)"$/u, '$1'));
}
