import { secretNameParts } from './secret-name.ts';

/** A value given to a name somewhere in a text, whatever the language: `a = "b"`, `a: b`, `"a": "b"`, `<a>b</a>`. */
export interface Assignment {
  /** As written, without quotes: `STRIPE_KEY`, `db.password`. */
  readonly name: string;
  readonly value: string;
  /** What assigns: `=`, `:`, `,` and so on; empty behind a flag of a command. */
  readonly operator: string;
  /** Whether the value stood in quotes: only then is it a text for certain. */
  readonly quoted: boolean;
  /** Offset of the value. */
  readonly start: number;
}

const nameParts = new RegExp(secretNameParts.join('|'), 'giu');
const longestName = 80;
const longestValue = 2048;

/**
 * Finds the values assigned to names that may be a secret's; {@link secretNameKind} says whether they are.
 *
 * @param from where to begin
 */
export function* findAssignments(text: string, from = 0): Generator<Assignment> {
  let nameEnd = from;
  for (const { index } of text.matchAll(nameParts)) {
    if (index < nameEnd) continue;
    const { start, end, isFlag } = nameAround(text, index);
    nameEnd = end;
    const found = pairedValue(text, end) ?? valueAfter(text, end, isFlag);
    if (found !== undefined) yield { name: text.slice(start, end), ...found };
  }
}

function nameAround(text: string, index: number): { start: number; end: number; isFlag: boolean } {
  let start = beginOfWord(text, index);
  // An escaped line end before the name, as in a notebook: `\nAPI_KEY`.
  if (start > 0 && start < index && text[start - 1] === '\\' && /[nrt]/u.test(text[start] ?? '')) start++;
  let end = index;
  while (end - index < longestName && isNamePart(text.charCodeAt(end))) end++;
  while (text[end - 1] === '-' || text[end - 1] === '.') end--;
  end = Math.max(end, index + 1);
  const isFlag =
    text.startsWith('--', start) || settingCommand.test(text.slice(Math.max(0, start - 8), start));
  while (start < index && text[start] === '-') start++;
  // In prose the word before says what it is for: "Your API key: …", "Next page token: …".
  if (text[start - 1] === ' ' && /^(?:keys?|token|secret)$/iu.test(text.slice(start, end)))
    start = beginOfWord(text, start - 1);
  return { start, end, isFlag };
}

/** Commands behind which a name and its value stand side by side. */
const settingCommand = /(?:^|\s)(?:ENV|ARG|setx?|setenv)[ \t]$/iu;

function beginOfWord(text: string, index: number): number {
  let start = index;
  while (start > 0 && index - start < longestName && isNamePart(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Letters, digits, `_`, `-` and `.`. */
function isNamePart(code: number): boolean {
  if (code >= 0x30 && code <= 0x39) return true;
  const letter = code | 0x20;
  if (letter >= 0x61 && letter <= 0x7a && code < 0x7b) return true;
  return code === 0x5f || code === 0x2d || code === 0x2e;
}

/** The end of a quoted or bracketed name, a type after it, then what assigns. */
const closing = /(?:\\{0,2}["'`\])}]|\*{1,2}|&quot;){0,4}[ \t]{0,20}/uy;
const typed = /(?::[ \t]{0,2})?[A-Za-z_][\w.<>[\]|?]{0,40}[ \t]{0,4}(?=:?=[^=])/uy;
const operator = /=>|:=|\?\?=?|\?=|\|\|=?|[!=]?={1,3}|::?|,|\||>|\(|or\b|is\b|->|→/uy;
/** Spaces, or a line end before a value on the next line. */
const gap = /[ \t]{0,20}(?:\r?\n[ \t]{1,40}(?=["'`]))?\**/uy;
/** A conversion round the value, and the letters that begin a text in Python, Rust, C#. */
const wrapper = /(?:[A-Za-z_][\w.]{0,40}\([ \t]{0,4})?(?:[bBrRfFuUL@$]{1,2}(?=["'`\\]))?/uy;
/** A call that looks a value up by a name: what stands in it is the name. */
const lookUp =
  /(?:env|environ|get\w*|config\w*|settings?|secrets?|lookup|param\w*|load\w*|read\w*|fetch\w*|require|input|prompt|ask\w*|var|variable|file|path|join|resolve|find\w*|select|query\w*|t|i18n|translate|_)\(\s*$/iu;
const openingQuote = /\\{0,2}(?:"""|'''|["'`])|&quot;/uy;
const bareValue = /[^\s"'`,;<>|)}\]]{1,512}/uy;

/** A name and its value as two settings: `name: X` and `value: "…"`, a variable and its default. */
const paired =
  /\\?["']?\)?[\s,{]{0,30}(?:(?:type|description|sensitive|nullable)\s{0,10}=[^\r\n]{0,100}\s{1,20}){0,3}\\?["']?\b(?:value|val|default|string_value)\\?["']?\s{0,10}[:=]\s{0,4}/uy;

function pairedValue(text: string, from: number): Omit<Assignment, 'name'> | undefined {
  const at = skip(paired, text, from);
  return at > from ? valueAt(text, at, '=') : undefined;
}

function valueAfter(text: string, from: number, isFlag: boolean): Omit<Assignment, 'name'> | undefined {
  let at = skip(closing, text, from);
  const afterType = skip(typed, text, at);
  const afterOperator = skip(operator, text, afterType);
  if (afterOperator === afterType && !(isFlag && at > from)) return undefined;
  at = skip(gap, text, afterOperator);
  const inside = skip(wrapper, text, at);
  if (lookUp.test(text.slice(at, inside))) return undefined;
  return valueAt(text, inside, text.slice(afterType, afterOperator));
}

function valueAt(text: string, at: number, operator: string): Omit<Assignment, 'name'> | undefined {
  const afterQuote = skip(openingQuote, text, at);
  if (afterQuote > at) return quotedValue(text, text.slice(at, afterQuote), afterQuote, operator);
  const end = skip(bareValue, text, at);
  return end > at ? { value: text.slice(at, end), operator, quoted: false, start: at } : undefined;
}

function quotedValue(
  text: string,
  quote: string,
  start: number,
  operator: string,
): Omit<Assignment, 'name'> | undefined {
  const end = text.slice(start, start + longestValue).indexOf(quote);
  if (end <= 0) return undefined;
  const value = text.slice(start, start + end);
  if (quote.length !== 3 && /[\r\n]/u.test(value)) return undefined;
  return {
    value: value.trim(),
    operator,
    quoted: true,
    start: start + value.length - value.trimStart().length,
  };
}

/** @returns the offset behind what the sticky pattern matches at an offset; the offset itself when it does not */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
